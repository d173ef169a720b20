"""Noun phrases of a sentence: runs of words whose classes make the shape of a term."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.nlp.word_classes import STOP, classes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.nlp.company import Company
    from services.nlp.languages import Grammar, Language
    from services.nlp.words import Token

MOST_TOKENS = 8

_SHAPES: dict[Grammar, re.Pattern[str]] = {
    # A noun with up to three words before it, or two of them joined by "of".
    "head_last": re.compile(r"[NM]{0,3}N|[NM]?NL[NM]?N"),
    # A name or a noun with its adjectives, and up to three complements of the same shape.
    "head_first": re.compile(
        r"(?:C{1,3}M?|NM{0,2}|N[NC])(?:L{1,2}(?:C{1,3}M?|NM{0,2}|N[NC])){0,3}"
    ),
    "capitals": re.compile(r"M?N{1,3}"),
    "neutral": re.compile(r"N{1,3}"),
}


class Phrase(NamedTuple):
    """A noun phrase: its tokens, and whether it is the longest one at its place."""

    tokens: tuple[Token, ...]
    longest: bool

    @property
    def start(self) -> int:
        """Offset of its first character in the sentence."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset just after its last character in the sentence."""
        return self.tokens[-1].end

    @property
    def lowers(self) -> tuple[str, ...]:
        """Its folded words."""
        return tuple(token.lower for token in self.tokens)


def phrases_of(
    text: str, tokens: list[Token], language: Language, company: Company
) -> Iterator[Phrase]:
    """The candidate phrases of a sentence, the shorter ones inside a longer one too."""
    classes = classes_of(tokens, language, company)
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and classes[end] != STOP and _adjoins(text, tokens, start, end):
            end += 1
        if end > start:
            shape = "".join(classes[start:end])
            yield from _in_run(tokens[start:end], shape, _SHAPES[language.grammar])
        start = max(end, start + 1)


def _adjoins(text: str, tokens: list[Token], start: int, index: int) -> bool:
    gap = text[tokens[index - 1].end : tokens[index].start] if index > start else ""
    return gap in {"", " ", "\n"}


def _in_run(tokens: list[Token], shape: str, pattern: re.Pattern[str]) -> Iterator[Phrase]:
    """Every phrase of a run of content words; the longest ones are marked."""
    found = [
        (start, end)
        for start in range(len(shape))
        for end in range(start + 1, min(len(shape), start + MOST_TOKENS) + 1)
        if pattern.fullmatch(shape, start, end)
    ]
    for start, end in found:
        inside = any(a <= start and end <= b and (a, b) != (start, end) for a, b in found)
        yield Phrase(tuple(tokens[start:end]), not inside)
