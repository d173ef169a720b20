"""Where a quote stands in a source: to the letter, in another typography, or nearly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from services.nlp.languages import language_of
from services.nlp.words import fold
from services.quality.evidence.aligning import SHORTEST, aligned
from services.quality.evidence.folding import fold_with_offsets, folded
from services.quality.grounding.names import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.source import Passage, Source
    from services.nlp.languages import Language

    _Known = Mapping[str, object]

MAX_CANDIDATES = 5
"""Passages in which a quote that names the wrong one is looked for approximately."""

TELLING_WORDS = 6
"""Rarest words of a quote by which those passages are chosen."""

MAX_GAP_CHARACTERS = 400
"""What an ellipsis in a quote may stand for."""

_BOUND_SCRIPTS = 0x0E00
"""First code point of the scripts that write words without blanks: there words have no ends."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[-\u2212]?\d+(?:[.,]\d+)*")
_BLANK_RUN = re.compile(r"\S+")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.{3,}|…)\s*\]|\(\s*(?:\.{3,}|…)\s*\)|\.{3,}|…)\s*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: document offsets within a passage; ``exact`` unless nearly so."""

    passage: Passage
    start: int
    end: int
    exact: bool = True


class Lookup:
    """Finds quotes in one source. What is dear is made when it is first needed, and kept."""

    def __init__(self, source: Source) -> None:
        self._passages = source.passages
        self._by_id = {passage.id: passage for passage in source.passages}
        self._language = language_of(source.language)

    def find(self, quote: str, named: str) -> Place | None:
        """Where the quote first stands, or None.

        To the letter in the named passage, then in any; then with typography and case folded, in
        the same order; then approximately.
        """
        if not any(each.isalnum() for each in quote):
            return None
        passage = self._by_id.get(named)
        own = (passage,) if passage else ()
        return (
            _first(_exactly(each, quote) for each in own)
            or _first(_in_folded(each, quote) for each in own)
            or _first(_exactly(each, quote) for each in self._passages)
            or self._folded_anywhere(quote)
            or self._approximately(quote, passage)
        )

    def _folded_anywhere(self, quote: str) -> Place | None:
        sought = folded(quote)
        at = self._folded.find(sought) if sought else -1
        while at >= 0:
            passage = self._passages[bisect_right(self._starts, at) - 1]
            place = _in_folded(passage, quote)
            if place is not None:
                return place
            after = bisect_right(self._starts, at)
            if after >= len(self._starts):
                return None
            at = self._folded.find(sought, self._starts[after])
        return None

    def _approximately(self, quote: str, named: Passage | None) -> Place | None:
        parts = [part for part in _ELLIPSIS.split(quote) if part]
        for passage in (*((named,) if named else ()), *self._candidates(" ".join(parts), named)):
            place = _pieced(passage, parts, self._language, self._index)
            if place is not None:
                return place
        return None

    def _candidates(self, quote: str, named: Passage | None) -> Iterator[Passage]:
        """The passages that share most of the quote's rarest words."""
        if len(folded(quote)) < SHORTEST:
            return
        index = self._index
        words = {word for word in _words(folded(quote)) if word in index}
        rarest = sorted(words, key=lambda word: (len(index[word]), word))[:TELLING_WORDS]
        votes = Counter(number for word in rarest for number in index[word])
        enough = (len(rarest) + 1) // 2
        for number, count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[
            :MAX_CANDIDATES
        ]:
            passage = self._passages[number]
            if count >= enough and passage is not named:
                yield passage

    @cached_property
    def _texts(self) -> list[str]:
        return [folded(passage.text) for passage in self._passages]

    @cached_property
    def _folded(self) -> str:
        return "\0".join(self._texts)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(text) + 1 for text in self._texts), initial=0))[:-1]

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            for word in set(_words(text)):
                index.setdefault(word, []).append(number)
        return index


def lookup_in(source: Source) -> Lookup:
    """The source's lookup, kept for as long as the source is among the last few."""
    return _kept(_Keyed(source))


class _Keyed:
    """A source as a key: by its text's digest, and by its passages."""

    def __init__(self, source: Source) -> None:
        self.source = source
        cuts = tuple((each.start, each.page, each.heading_path) for each in source.passages)
        self._key = (source.sha256, source.language, cuts)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self._key == other._key


@lru_cache(maxsize=4)
def _kept(keyed: _Keyed) -> Lookup:
    return Lookup(keyed.source)


def _first(places: Iterator[Place | None]) -> Place | None:
    return next((place for place in places if place), None)


def _exactly(passage: Passage, quote: str) -> Place | None:
    return _first(
        Place(passage, passage.start + at, passage.start + at + len(quote))
        for at in _whole(passage.text, quote)
    )


def _in_folded(passage: Passage, quote: str) -> Place | None:
    """Where the quote stands, white space aside if it can be, else with everything folded."""
    words = list(_BLANK_RUN.finditer(passage.text))
    spaced = " ".join(word[0] for word in words)
    lengths = list(accumulate((len(word[0]) + 1 for word in words), initial=0))
    for at in _whole(spaced, " ".join(quote.split())):
        ends = (at, at + len(" ".join(quote.split())) - 1)
        start, last = (
            words[number].start() + offset - lengths[number]
            for offset in ends
            for number in [bisect_right(lengths, offset) - 1]
        )
        return Place(passage, passage.start + start, passage.start + last + 1)
    text, sought = fold_with_offsets(passage.text), folded(quote)
    for at in _whole(text.text, sought):
        start, end = text.span(at, at + len(sought))
        return Place(passage, passage.start + start, passage.start + end)
    return None


def _whole(text: str, sought: str) -> Iterator[int]:
    """Where ``sought`` stands in the text without cutting a word or a number in two.

    "able to grow" does not stand in "unable to grow", nor "5 °C" in "25 °C" or "0.5 °C".
    """
    at = text.find(sought) if sought else -1
    while at >= 0:
        if not (_cut(text, at) or _cut(text, at + len(sought))):
            yield at
        at = text.find(sought, at + 1)


def _cut(text: str, at: int) -> bool:
    """Whether a word or a number goes on over this offset."""
    left, right = text[max(0, at - 2) : at], text[at : at + 2]
    if not left or not right:
        return False
    if left[-1].isdigit() or right[0].isdigit():
        marks = right if left[-1].isdigit() else left[::-1]
        if marks[0] in ".," and marks[1:].isdigit():
            return True
    bound = max(ord(left[-1]), ord(right[0])) < _BOUND_SCRIPTS
    return bound and left[-1].isalnum() and right[0].isalnum()


def _pieced(passage: Passage, parts: list[str], language: Language, known: _Known) -> Place | None:
    """Where all the parts that a quote's ellipses leave stand in order, each nearly at least."""
    text = fold_with_offsets(passage.text)
    start, end = -1, 0
    for part in parts:
        found = _part(text.text[end:], folded(part), language, known)
        if found is None or (start >= 0 and found[0] > MAX_GAP_CHARACTERS):
            return None
        first, last = found[0] + end, found[1] + end
        left, right = text.span(first, last)
        if not _agree(part, passage.text[left:right], language):
            return None
        start, end = (first if start < 0 else start), last
    if start < 0:
        return None
    left, right = text.span(start, end)
    return Place(passage, passage.start + left, passage.start + right, exact=False)


def _part(text: str, part: str, language: Language, known: _Known) -> tuple[int, int] | None:
    if len(part) < SHORTEST:
        return None
    at = next(_whole(text, part), None)
    return aligned(part, text, language, known) if at is None else (at, at + len(part))


def _agree(quote: str, words: str, language: Language) -> bool:
    """Whether two texts hold the same numbers, to the mark, and the same proper names."""
    numbers = [_NUMBER.findall(text) for text in (quote, words)]
    names = [[fold(name) for name in names_in(text, language)] for text in (quote, words)]
    return numbers[0] == numbers[1] and names[0] == names[1]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
