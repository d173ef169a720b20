"""Choosing whole sentences of a source: what is shown of them, their evidence, and what is used up.

Questions about sentences live in ``questions.py``, the sections in ``parts.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import InsufficientSourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.analysis import Analysis, Sentence
    from core.contract import Range

LONGEST_QUOTE = 1000
"""Characters of a quote, as `core.contract.Evidence` has it."""
MOST_SENTENCES = 20
"""Sentences in one text: as many quotes as its evidence may hold."""
NEAR_DUPLICATE = 85.0
"""Likeness (0 to 100, of sorted words) from which two sentences say the same."""

_LINE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_NOTE_MARK = re.compile(r"\[\^?\d+\]")
_STRONG = re.compile(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1")
_STRESSED = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ENTRY = re.compile(r"[*_`]*[^:.;,()!?]{2,60}?(?::|\s[\u2013\u2014-])[*_`]*\s")
_CLOSED = (".", "!", "?", "…", ":", '"', "”", "’", "»", ")", "“")  # noqa: RUF001 (marks)
_CODE = re.compile(r"`([^`]+)`")


def shown(text: str) -> str:
    """The source's words as a person reads them: in one line, without Markdown or note marks."""
    flat = _NOTE_MARK.sub("", _LINE_BREAK.sub(" ", text))
    flat = _CODE.sub(r"\1", _LINK.sub(r"\1", flat))
    return _STRESSED.sub(r"\2", _STRONG.sub(r"\2", flat)).strip()


def is_entry(sentence: Sentence) -> bool:
    """Whether it may be a line of a glossary, "Term: explanation", and no whole sentence."""
    return not sentence.standalone and _ENTRY.match(sentence.text) is not None


def told(sentence: Sentence) -> str:
    """The sentence as it is shown, with a full stop where a line of a list has none."""
    text = shown(sentence.text)
    return text if text.endswith(_CLOSED) else f"{text}."


def evidence_of(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """One quote for each sentence, to the letter."""
    return [
        {"passage_id": sentence.passage_id, "quote": sentence.text[:LONGEST_QUOTE].strip()}
        for sentence in sentences
    ]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some sentences of the source in reading order, shown as one text."""

    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """The sentences in one paragraph."""
        return " ".join(told(sentence) for sentence in self.sentences)

    @property
    def paragraphs(self) -> str:
        """The sentences in paragraphs that follow the source's passages."""
        pieces: list[str] = []
        for before, sentence in zip([None, *self.sentences], self.sentences, strict=False):
            same = before is None or before.passage_id == sentence.passage_id
            pieces.append(f"{'' if before is None else ' ' if same else PARAGRAPH}")
            pieces.append(told(sentence))
        return "".join(pieces)

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """One quote for each sentence."""
        return evidence_of(self.sentences)


PARAGRAPH = "\n\n"


class Stock:
    """The sentences of a source, each to be used once in an artifact.

    A sentence that leans on the one before it comes only together with that one.
    """

    def __init__(self, analysis: Analysis) -> None:
        self._sentences = analysis.sentences
        self._entries = {
            term.definition.sentence.index
            for term in analysis.terms
            if term.definition is not None and is_entry(term.definition.sentence)
        }
        self._used: set[int] = set()
        self._texts: list[str] = []

    def is_free(self, sentence: Sentence) -> bool:
        """Whether neither the sentence nor one that says the same has been used."""
        return sentence.index not in self._used and not self._is_repeated(sentence)

    def take(self, sentences: Iterable[Sentence]) -> Excerpt:
        """Use the sentences up; they come back in reading order."""
        taken = tuple(sorted(sentences, key=lambda each: each.index))
        for sentence in taken:
            self._used.add(sentence.index)
            self._texts.append(shown(sentence.text))
        return Excerpt(taken)

    def run_to(self, sentence: Sentence) -> tuple[Sentence, ...] | None:
        """The sentence with those directly before it that it leans on; None when not to be had."""
        run = [sentence]
        while not run[0].standalone:
            before = self._neighbour(run[0], -1)
            if before is None or run[0].index in self._entries:
                return None
            run.insert(0, before)
        return tuple(run) if all(self.is_free(each) for each in run) else None

    def run_from(self, sentence: Sentence, at_most: int) -> tuple[Sentence, ...]:
        """The sentence and those after it that lean on it, ``at_most`` in all."""
        run = [sentence]
        while len(run) < at_most:
            after = self._neighbour(run[-1], 1)
            if (
                after is None
                or after.standalone
                or after.index in self._entries
                or not self.is_free(after)
            ):
                break
            run.append(after)
        return tuple(run)

    def pick(
        self,
        among: Iterable[Sentence],
        limits: Range,
        *,
        target: int | None = None,
        at_most: int = MOST_SENTENCES,
    ) -> Excerpt | None:
        """The most salient sentences that make a text within ``limits`` characters, used up.

        Stops at ``target`` characters (the lower limit when not given). None, and nothing used,
        when the sentences do not reach the lower limit.
        """
        goal = limits.min if target is None else min(target, limits.max)
        chosen: dict[int, Sentence] = {}
        length = 0
        for sentence in sorted(among, key=lambda each: (-each.salience, each.index)):
            if length >= goal:
                break
            if sentence.index in chosen or (run := self.run_to(sentence)) is None:
                continue
            added = [each for each in run if each.index not in chosen]
            grown = length + sum(len(shown(each.text)) + len(PARAGRAPH) for each in added)
            if grown > limits.max or len(chosen) + len(added) > at_most:
                continue
            if any(is_like(each.text, [kept.text for kept in chosen.values()]) for each in added):
                continue
            chosen.update((each.index, each) for each in added)
            length = grown
        if len(Excerpt(tuple(chosen.values())).text) < limits.min:
            return None
        return self.take(chosen.values())

    def _neighbour(self, sentence: Sentence, step: int) -> Sentence | None:
        place = sentence.index + step
        if not 0 <= place < len(self._sentences):
            return None
        other = self._sentences[place]
        same = (other.passage_id, other.section) == (sentence.passage_id, sentence.section)
        return other if same else None

    def _is_repeated(self, sentence: Sentence) -> bool:
        return is_like(shown(sentence.text), self._texts)


def is_like(text: str, others: Sequence[str]) -> bool:
    """Whether one of the others says the same in nearly the same words."""
    if not others:
        return False
    from rapidfuzz import fuzz, process  # noqa: PLC0415 (0.1 s; every pack is imported at start)

    found = process.extractOne(
        text.casefold(),
        [other.casefold() for other in others],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=NEAR_DUPLICATE,
    )
    return found is not None


def insufficient(message: str) -> InsufficientSourceError:
    """The error of a source that says too little, with what to do about it."""
    return InsufficientSourceError(
        message, hint="Give a longer source, or leave this content type out."
    )
