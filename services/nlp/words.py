"""Words of a text with their places, and the stems by which their forms are told to be one."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.nlp.languages import Language

_ELISION = r"(?:[ldjmtsnc]|qu|lorsqu|puisqu|jusqu|quoiqu)['’](?=[^\W\d_])"
_WORD = r"[^\W_]+(?:[-‐‑'’][^\W_]+)*"
_TOKEN = re.compile(rf"{_WORD}|[^\w\s]", re.UNICODE)
_FRENCH_TOKEN = re.compile(rf"(?i:{_ELISION})|{_WORD}|[^\w\s]", re.UNICODE)
_SPANISH_PLURAL = re.compile(r"([aeiouáéíóú][lrndz])es$")
_POSSESSIVE = re.compile(r"['’]s?$")


class Token(NamedTuple):
    """A word, number or mark; ``text`` stands at ``start``, ``lower`` is its folded form."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it holds a letter."""
        return any(character.isalpha() for character in self.text)


def tokens_of(text: str, language: Language) -> list[Token]:
    """The words, numbers and marks of a text in order; French elisions are words of their own."""
    pattern = _FRENCH_TOKEN if language.code == "fr" else _TOKEN
    return [
        Token(match[0], fold(match[0]), match.start(), match.end())
        for match in pattern.finditer(text)
    ]


def fold(word: str) -> str:
    """Lower case with plain hyphens and apostrophes."""
    return word.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")


@cache
def _stemmer(name: str) -> Callable[[str], str]:
    # Late, since its algorithms for thirty languages take 0.1 s; by name, since it has no types.
    return import_module("snowballstemmer").stemmer(name).stemWord


@lru_cache(maxsize=65536)
def stem(word: str, algorithm: str | None) -> str:
    """The stem of a folded word; the word itself where the language has no algorithm."""
    bare = _POSSESSIVE.sub("", word) or word
    if algorithm is None or len(bare) < 4:  # noqa: PLR2004 (shorter words have no endings to lose)
        return bare
    if algorithm == "spanish":
        # Its algorithm takes one ending at a time: "solares" ends at "solar", "solar" at "sol".
        # It also drops accents: "carbón" and "carbono" are not one word.
        if bare.endswith(("ón", "ones")):
            return f"{bare.removesuffix('ones').removesuffix('ón')}ón"
        bare = _SPANISH_PLURAL.sub(r"\1", bare)
    return _stemmer(algorithm)(bare)


def stems_of(lowers: tuple[str, ...], language: Language) -> str:
    """The key of a phrase: its words' stems, joined by blanks; links and articles keep no place."""
    # "taux de change" and "taux du change" are one term; English says "X of Y" and "Y X" apart.
    linked = language.links if language.grammar == "head_first" else frozenset[str]()
    skipped = linked | language.articles
    return " ".join(
        stem(word, language.stemmer) for word in lowers if word not in skipped or len(lowers) == 1
    )
