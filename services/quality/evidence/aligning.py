"""Approximate quotes: where folded words nearly stand in a folded text, and what may differ."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from services.nlp.frequency import listed
from services.nlp.languages import words
from services.nlp.words import stem

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from services.nlp.languages import Language

THRESHOLD = 85.0
"""Percent of equal characters from which a quote is looked at word by word. A typo in the shortest
quote costs 5, a dropped article in half a line 11; the words then decide, not the percent."""

SHORTEST = 20
"""Characters of the shortest quote that may differ at all: in less, a slip is a claim."""

SHORTEST_TYPO = 4
"""Letters of the shortest word that may hold a typo."""

_WORD = re.compile(r"\w+(?:'\w+)*")
_EXTRA = {
    "en": frozenset(("that", "which", "also", "then", "thus", "so", "and", "is", "are", "of")),
    "de": frozenset(("dass", "auch", "dann", "also", "so", "und", "ist", "sind")),
    "fr": frozenset(("que", "qui", "aussi", "donc", "ainsi", "et", "est", "sont", "de", "d")),
    "es": frozenset(("que", "también", "entonces", "así", "y", "es", "son", "de")),
}
"""Words besides the articles that a slip of copying leaves out or puts in."""

NEGATIONS = {
    "en": words("no not none nor never neither nothing nobody without cannot"),
    "de": words("nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne"),
    "fr": words("ne pas plus jamais rien aucun aucune personne sans ni"),
    "es": words("no nunca jamás nada nadie ningún ninguno ninguna sin ni"),
}
"""Words that turn a statement round, whatever they look like."""


def aligned(
    quote: str, text: str, language: Language, known: Container[str]
) -> tuple[int, int] | None:
    """The span of the folded text that nearly is the folded quote, or None.

    What differs is a slip of copying: one letter of a word, an article or the like left out or put
    in, marks. A word that is another word, a negation or a number makes another quote.

    Args:
        quote: At least `SHORTEST` characters.
        text: A passage's, or what is left of it.
        language: The source's.
        known: The words of the source: one of them is no slip for another.
    """
    from rapidfuzz import fuzz  # noqa: PLC0415 (an extension that only a check needs)

    if len(quote) < SHORTEST or len(quote) * THRESHOLD / 100 > len(text):
        return None
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=THRESHOLD)
    if found is None:
        return None
    spans = [word.span() for word in _WORD.finditer(text)]
    inside = [
        number
        for number, (left, right) in enumerate(spans)
        if right > found.dest_start and left < found.dest_end
    ]
    said = _WORD.findall(quote)
    best: tuple[int, int, int] | None = None
    for first, last in _windows(inside, len(spans)):
        source = [text[left:right] for left, right in spans[first : last + 1]]
        slips = _slips(said, source, language, known)
        if slips is not None and (best is None or slips < best[0]):
            best = slips, *_with_marks(text, spans[first][0], spans[last][1], quote)
    return best[1:] if best else None


def _windows(inside: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    """Runs of words about these: the alignment may cut or miss a word at each end."""
    for left, right in product((0, 1, -1), repeat=2) if inside else ():
        first, last = inside[0] + left, inside[-1] + right
        if 0 <= first <= last < count:
            yield first, last


def _slips(
    said: Sequence[str], source: Sequence[str], language: Language, known: Container[str]
) -> int | None:
    """How many slips set the words apart; None when more than slips does."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 (an extension, as above)

    steps = [step for step in Levenshtein.opcodes(said, source) if step.tag != "equal"]
    for step in steps:
        ours, theirs = said[step.src_start : step.src_end], source[step.dest_start : step.dest_end]
        if not _slip(ours, theirs, language, known):
            return None
    return len(steps)


def _with_marks(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """With the marks that open and close the quote, where they stand there too."""
    opened = start > 0 and text[start - 1] == quote[0] and not quote[0].isalnum()
    closed = text[end : end + 1] == quote[-1] and not quote[-1].isalnum()
    return start - opened, end + closed


def _slip(
    ours: Sequence[str], theirs: Sequence[str], language: Language, known: Container[str]
) -> bool:
    if len(ours) == len(theirs) and all(
        _typo(*pair, language, known) for pair in zip(ours, theirs, strict=True)
    ):
        return True
    extra = language.articles | _EXTRA.get(language.code, frozenset())
    together = "".join(ours), "".join(theirs)
    parted = together[0] == together[1] and together[0].isalpha()
    return parted or (not (ours and theirs) and {*ours, *theirs} <= extra)


def _typo(ours: str, theirs: str, language: Language, known: Container[str]) -> bool:
    """Whether one word is the other with a slip in it, and not a word of its own."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 (an extension, as above)

    if not (ours.isalpha() and theirs.isalpha()):
        return False
    if min(len(ours), len(theirs)) < SHORTEST_TYPO or OSA.distance(ours, theirs) > 1:
        return False
    if {ours, theirs} & NEGATIONS.get(language.code, frozenset()):
        return False
    own = ours in known or listed(ours, language.code)
    return not own or stem(ours, language.stemmer) == stem(theirs, language.stemmer)
