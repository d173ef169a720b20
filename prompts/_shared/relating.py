"""Whether two texts speak of the same thing: the source's own words that they share, by stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from prompts._shared.columns import roots
from prompts._shared.plain_words import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.source import Source

STEM_LETTERS = 5
"""First letters that two words of one family share; a shorter word has to be the other's start."""

SHORTEST_TELLING = 4
"""Letters of a word that names a thing: shorter ones are mostly articles and prepositions."""

LEAST_TELLING = 2
"""Words of the source that a claim has to hold to be judged."""

NEAR_SHARE = 0.5
"""Share of a claim's words that stand in the passages of its quotes when it only was reworded."""


def strays(
    question: str, answer: str, evidence: Sequence[Mapping[str, Any]], source: Source
) -> str:
    """The things a question is about, where neither answer nor evidence speaks of any, or "".

    The things are the question's words that the source holds. The passages of the evidence
    count with it, and the headings they stand under: an answer need not repeat its subject. Where
    none is spoken of, the answer belongs to another question.

    Args:
        question: In the source's language or another; in another nothing is found.
        answer: Its answer.
        evidence: Of the answer.
        source: What both were made of.
    """
    if not evidence or any(_unfound(each["quote"], source) for each in evidence):
        return ""
    asked = _in_source(question, source)
    shown = [answer, *(each["quote"] for each in evidence), *_passages(evidence, source)]
    return "" if _share(asked, _telling(" ".join(shown))) else ", ".join(asked)


def unrelated(claim: str, evidence: Sequence[Mapping[str, Any]], source: Source) -> bool:
    """Whether a claim that speaks of things in the source shares none of them with its quotes.

    Where it was put in other words, half of them stand in the passages that the quotes come from.
    Else a real quote was put to a claim that it does not bear out.
    """
    said = _in_source(claim, source)
    quoted = _telling(" ".join(each["quote"] for each in evidence))
    # A quote that the source does not hold is a finding by itself.
    if any(_unfound(each["quote"], source) for each in evidence):
        return False
    if not quoted or len(said) < LEAST_TELLING or _share(said, quoted):
        return False
    around = _telling(" ".join(_passages(evidence, source)))
    near = [word for word in said if _share([word], around)]
    return len(near) < NEAR_SHARE * len(said)


def _unfound(quote: str, source: Source) -> bool:
    return " ".join(quote.split()) not in _spaced(source.text)


@lru_cache(maxsize=8)
def _spaced(text: str) -> str:
    return " ".join(text.split())


def _passages(evidence: Sequence[Mapping[str, Any]], source: Source) -> list[str]:
    found = [source.passage(each["passage_id"]) for each in evidence]
    return [text for each in found if each for text in (each.text, *each.heading_path[-1:])]


def _in_source(text: str, source: Source) -> list[str]:
    known = _known(source.text)
    return [word for word in _telling(text) if word in known]


@lru_cache(maxsize=8)
def _known(text: str) -> frozenset[str]:
    return frozenset(_telling(text))


def _telling(text: str) -> list[str]:
    kept = (word for word in re.findall(r"[^\W_]+", text.casefold()) if _tells(word))
    return list(dict.fromkeys(_unmarked(root) for word in kept for root in roots(word)))


def _tells(word: str) -> bool:
    return word.isdigit() or (len(word) >= SHORTEST_TELLING and word not in PLAIN_WORDS)


def _share(ours: Iterable[str], theirs: Sequence[str]) -> bool:
    return any(_related(one, other) for one in ours for other in theirs)


def _related(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if short.isdigit() or len(short) < SHORTEST_TELLING:
        return False
    return long.startswith(short[:STEM_LETTERS]) or short in long


def _unmarked(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(each for each in parts if not unicodedata.combining(each))
