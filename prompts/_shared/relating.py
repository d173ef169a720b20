"""Whether two texts speak of the same thing: the source's own words that they share, by stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from prompts._shared.columns import roots

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

_PLAIN_WORDS = frozenset(
    [
        "about",
        "after",
        "again",
        "also",
        "although",
        "another",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "could",
        "does",
        "done",
        "down",
        "during",
        "each",
        "even",
        "ever",
        "every",
        "find",
        "from",
        "good",
        "great",
        "happen",
        "have",
        "having",
        "here",
        "into",
        "just",
        "know",
        "like",
        "made",
        "main",
        "make",
        "many",
        "mean",
        "mental",
        "more",
        "most",
        "much",
        "must",
        "never",
        "often",
        "only",
        "onto",
        "other",
        "over",
        "own",
        "same",
        "section",
        "should",
        "show",
        "since",
        "some",
        "statement",
        "such",
        "take",
        "term",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "this",
        "those",
        "through",
        "under",
        "until",
        "upon",
        "used",
        "using",
        "very",
        "what",
        "when",
        "where",
        "which",
        "while",
        "whom",
        "whose",
        "will",
        "with",
        "within",
        "without",
        "word",
        "would",
        "your",
        "important",
        "happened",
        "aber",
        "alle",
        "allem",
        "allen",
        "aller",
        "alles",
        "also",
        "andere",
        "anderen",
        "auch",
        "auss",
        "bedeutet",
        "begriff",
        "beim",
        "beiden",
        "damit",
        "dann",
        "darf",
        "dass",
        "dein",
        "deine",
        "denen",
        "denn",
        "deren",
        "dessen",
        "dies",
        "diese",
        "diesem",
        "diesen",
        "dieser",
        "dieses",
        "doch",
        "dort",
        "durch",
        "eine",
        "einem",
        "einen",
        "einer",
        "eines",
        "etwas",
        "ganz",
        "gegen",
        "geschah",
        "haben",
        "hatte",
        "hier",
        "ihre",
        "ihren",
        "ihrer",
        "immer",
        "jede",
        "jeder",
        "jedes",
        "kann",
        "kein",
        "keine",
        "können",
        "mehr",
        "muss",
        "müssen",
        "nach",
        "nicht",
        "noch",
        "oder",
        "ohne",
        "schon",
        "sehr",
        "sein",
        "seine",
        "sich",
        "sind",
        "sollte",
        "sollen",
        "soll",
        "über",
        "unter",
        "viele",
        "vielen",
        "vom",
        "von",
        "vor",
        "wann",
        "warum",
        "wegen",
        "weil",
        "welche",
        "welchem",
        "welchen",
        "welcher",
        "welches",
        "wenn",
        "werden",
        "wichtig",
        "wichtigste",
        "wie",
        "wieder",
        "will",
        "wird",
        "wissen",
        "worden",
        "worte",
        "worten",
        "wurde",
        "wurden",
        "würden",
        "zum",
        "zur",
        "zusammen",
        "zwischen",
        "aussage",
        "abschnitt",
        "aussi",
        "autre",
        "autres",
        "avec",
        "avoir",
        "avait",
        "beaucoup",
        "bien",
        "celle",
        "celles",
        "celui",
        "cent",
        "ceci",
        "cela",
        "cette",
        "chaque",
        "chez",
        "comme",
        "comment",
        "contre",
        "dans",
        "depuis",
        "dire",
        "donc",
        "dont",
        "elle",
        "elles",
        "encore",
        "entre",
        "était",
        "étaient",
        "être",
        "faire",
        "fait",
        "faut",
        "leur",
        "leurs",
        "lorsque",
        "mais",
        "même",
        "moins",
        "notion",
        "notions",
        "notre",
        "nous",
        "parce",
        "pendant",
        "peut",
        "peuvent",
        "plus",
        "plusieurs",
        "pour",
        "pourquoi",
        "puis",
        "quand",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "quoi",
        "sans",
        "savoir",
        "selon",
        "sera",
        "seront",
        "sont",
        "sous",
        "sous",
        "sur",
        "terme",
        "tous",
        "tout",
        "toute",
        "toutes",
        "très",
        "trop",
        "votre",
        "vous",
        "lien",
        "liens",
        "algo",
        "algún",
        "alguna",
        "algunas",
        "algunos",
        "ante",
        "antes",
        "aquel",
        "aquella",
        "aunque",
        "cada",
        "casi",
        "como",
        "cómo",
        "con",
        "cual",
        "cuál",
        "cuáles",
        "cualquier",
        "cuando",
        "cuándo",
        "cuánto",
        "debe",
        "deben",
        "del",
        "desde",
        "donde",
        "dónde",
        "durante",
        "ella",
        "ellas",
        "ellos",
        "entre",
        "era",
        "eran",
        "esta",
        "está",
        "estaba",
        "estas",
        "este",
        "estos",
        "esto",
        "fue",
        "fueron",
        "hace",
        "hacen",
        "hacer",
        "hacia",
        "hasta",
        "hay",
        "junto",
        "luego",
        "mediante",
        "menos",
        "mientras",
        "mismo",
        "misma",
        "mucha",
        "muchas",
        "mucho",
        "muchos",
        "muy",
        "nada",
        "nunca",
        "ocurrió",
        "ocurre",
        "otra",
        "otras",
        "otro",
        "otros",
        "para",
        "pero",
        "poco",
        "pocos",
        "porque",
        "propias",
        "puede",
        "pueden",
        "pues",
        "quién",
        "sabe",
        "saber",
        "sección",
        "según",
        "ser",
        "siempre",
        "sido",
        "sobre",
        "solo",
        "sólo",
        "también",
        "tanto",
        "tener",
        "tiene",
        "tienen",
        "toda",
        "todas",
        "todo",
        "todos",
        "término",
        "unas",
        "unos",
        "usted",
        "conviene",
        "palabras",
        "concepto",
        "conceptos",
        "afirmación",
        "have",
        "been",
        "small",
        "called",
        "named",
        "nennt",
        "heißt",
        "appelle",
        "llama",
    ]
)
"""Words of form, in the four languages we write, that are long enough to look as if they told."""


def strays(
    question: str, answer: str, evidence: Sequence[Mapping[str, Any]], source: Source
) -> str:
    """The things a question is about, where neither answer nor evidence speaks of any, or "".

    The things are the question's words that the source holds. The passages of the evidence count with
    it, and the headings they stand under: an answer need not repeat what it is about.

    Args:
        question: In the source's language or another; in another nothing is found.
        answer: Its answer.
        evidence: Of the answer.
        source: What both were made of.
    """
    asked = _in_source(question, source)
    shown = [answer, *(each["quote"] for each in evidence), *_passages(evidence, source)]
    return "" if not evidence or _share(asked, _telling(" ".join(shown))) else ", ".join(asked)


def unrelated(claim: str, evidence: Sequence[Mapping[str, Any]], source: Source) -> bool:
    """Whether a claim that speaks of things in the source shares none of them with its quotes.

    Where it was put in other words, half of them stand in the passages that the quotes come from.
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
    return word.isdigit() or (len(word) >= SHORTEST_TELLING and word not in _PLAIN_WORDS)


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
