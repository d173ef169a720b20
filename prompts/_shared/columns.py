"""Derived columns that several content types check: pure functions from texts to values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.content_type import SPEAKING_PACE

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")  # noqa: RUF001 (typographic apostrophe)
_ENDINGS = ("ern", "ies", "es", "en", "em", "ns", "s", "n", "e", "x", "y")
"""Endings of number and case in the languages we write, longest first."""
_SHORTEST_ROOT = 3
_SHORTEST_TELLING = 4

_QUESTION_WORDS = {
    "en": "what which who whom whose when where why how",
    "de": "was wer wen wem wessen wie wo wohin woher wann warum weshalb wieso wozu wodurch womit "
    "woran worin woraus worauf wofür wovon worüber wobei welche welcher welches welchen welchem "
    "inwiefern inwieweit",
    "fr": "que qu quoi qui quel quelle quels quelles comment pourquoi où quand combien lequel "
    "laquelle lesquels lesquelles est",
    "es": "qué quién quiénes cuál cuáles cómo cuándo dónde adónde cuánto cuánta cuántos cuántas",
}
_OPENING_VERBS = {
    "en": "is are was were do does did can could will would should shall may might must has have "
    "had if suppose imagine",
}
_STATEMENT_OPENERS = {
    "de": "der die das den dem des ein eine einen einem einer es er sie wir ich man dieser diese "
    "dieses",
    "fr": "le la les l un une des il elle ils elles on nous je tu ce cette ces",
}
_FRENCH_INVERSION = re.compile(
    r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce|je|tu|nous|vous)\b", re.IGNORECASE
)


def words(text: str) -> int:
    """Words of the text, counted at white space."""
    return len(text.split())


def spoken_minutes(texts: Iterable[str]) -> float:
    """Minutes that the texts take to speak, at `SPEAKING_PACE` words a minute."""
    return sum(map(words, texts)) / SPEAKING_PACE


def folded(text: str) -> str:
    """The text's words alone: no case, no marks, single blanks."""
    return " ".join(_WORD.findall(text.casefold()))


def new_words(answer: str, question: str) -> int:
    """Words of the answer that say something and that the question does not hold already.

    Forms of one word count as one; words of up to three letters (articles, "is") say nothing.
    """
    telling = {
        _root(word)
        for word in _WORD.findall(answer.casefold())
        if len(word) >= _SHORTEST_TELLING or any(map(str.isdigit, word))
    }
    return len(telling - set(roots(question)))


def roots(text: str) -> list[str]:
    """The text's words in order, without case and without endings of number and case."""
    return [_root(word) for word in _WORD.findall(_POSSESSIVE.sub("", text.casefold()))]


def names_term(definition: str, term: str) -> bool:
    """Whether the term stands in its own definition, in any number or case."""
    searched, sought = roots(definition), roots(term)
    last = len(searched) - len(sought)
    return bool(sought) and any(
        searched[start : start + len(sought)] == sought for start in range(last + 1)
    )


def has_question_marks(text: str, language: str) -> bool:
    """Whether the question carries its marks: "?" at the end and, in Spanish, "¿" before it."""
    closed = text.rstrip().endswith(("?", "？"))  # noqa: RUF001 (full-width question mark)
    return closed and (language != "es" or "¿" in text)


def asks(question: str, language: str) -> bool | None:
    """Whether the sentence is built as a question; None in a language whose forms we do not know.

    A question word anywhere will do ("In which cells …?"), or an opening that asks: an auxiliary
    verb in English, anything but a statement's opening in German, inversion in French. In Spanish
    the opening mark alone makes the question.
    """
    if language not in _QUESTION_WORDS:
        return None
    found = _WORD.findall(question.casefold())
    if not found:
        return False
    if not set(_QUESTION_WORDS[language].split()).isdisjoint(found):
        return True
    return {
        "en": found[0] in _OPENING_VERBS["en"].split(),
        "de": found[0] not in _STATEMENT_OPENERS["de"].split(),
        "fr": _FRENCH_INVERSION.search(question) is not None,
        "es": "¿" in question,
    }[language]


def different(values: Iterable[str]) -> int:
    """How many of the values differ from one another."""
    return len(set(values))


def _root(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word.removesuffix(ending)
    return word
