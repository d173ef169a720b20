"""Evidence: each quote looked up in the source, its offsets and page filled in by code."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from core.artifact import Finding, Severity
from services.quality.contracts import evidence_lists
from services.quality.paths import ROOT, child

if TYPE_CHECKING:
    from core.source import Passage, Source

QUOTE_FOUND = "evidence.quote_found"
PASSAGE_NAMED = "evidence.passage_named"

_SHOWN_CHARACTERS = 80
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class EvidenceResult:
    """What verifying found. ``share`` is the part of the quotes that stand in the source."""

    findings: tuple[Finding, ...]
    share: float


@dataclass(frozen=True, slots=True)
class _Place:
    passage: Passage
    start: int
    end: int


def verify_evidence(content: dict[str, Any], source: Source) -> EvidenceResult:
    """Look up every quote of the content and fill in its place, in the content itself.

    A quote is looked for in the passage it names to the letter, then there with white space
    folded, then in every other passage in the same two ways. Where it is found, ``quote`` becomes
    the source's exact words, and ``source.text[start:end] == quote`` holds; ``passage_id`` is
    corrected where it named another passage (a warning). What stands nowhere is an error.
    """
    lookup = _Lookup(source)
    findings: list[Finding] = []
    quotes = found = 0
    for path, quoted in evidence_lists(content, ROOT):
        for index, evidence in enumerate(quoted):
            finding, place = _verify(lookup, evidence, child(path, index))
            quotes += 1
            found += place is not None
            if finding:
                findings.append(finding)
            _fill(evidence, place, source)
    return EvidenceResult(tuple(findings), found / quotes if quotes else 1.0)


def _verify(
    lookup: _Lookup, evidence: dict[str, Any], path: str
) -> tuple[Finding | None, _Place | None]:
    named, quote = evidence["passage_id"], evidence["quote"]
    place = lookup.find(quote, named)
    if place is None:
        shown = quote if len(quote) <= _SHOWN_CHARACTERS else f"{quote[:_SHOWN_CHARACTERS]}…"
        message = f"This quote does not stand in the source: “{shown}”."
        return _finding(QUOTE_FOUND, Severity.ERROR, child(path, "quote"), message), None
    if place.passage.id != named:
        message = f"The quote stands in passage {place.passage.id}, not in {named}; corrected."
        return _finding(PASSAGE_NAMED, Severity.WARNING, child(path, "passage_id"), message), place
    return None, place


def _finding(name: str, severity: Severity, path: str, message: str) -> Finding:
    return Finding(expectation=name, severity=severity, path=path, message=message)


def _fill(evidence: dict[str, Any], place: _Place | None, source: Source) -> None:
    if place is None:
        evidence.update(start=None, end=None, page=None)
        return
    evidence.update(
        passage_id=place.passage.id,
        quote=source.text[place.start : place.end],
        start=place.start,
        end=place.end,
        page=place.passage.page,
    )


class _Lookup:
    """Finds quotes in one source's passages."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._passages = {passage.id: passage for passage in source.passages}
        self._folded: dict[str, _FoldedText] = {}

    def find(self, quote: str, named: str) -> _Place | None:
        """Where the quote first stands, or None."""
        passage = self._passages.get(named)
        if passage is not None:
            place = _exact(passage, quote) or self._fold(passage).find(quote)
            if place is not None:
                return place
        # One look at the whole text spares one at each passage for what stands nowhere.
        if " ".join(quote.split()) not in self._folded_source:
            return None
        passages = self._source.passages
        exact = (_exact(passage, quote) for passage in passages)
        folded = (self._fold(passage).find(quote) for passage in passages)
        return next((place for place in chain(exact, folded) if place), None)

    def _fold(self, passage: Passage) -> _FoldedText:
        if passage.id not in self._folded:
            self._folded[passage.id] = _FoldedText(passage)
        return self._folded[passage.id]

    @cached_property
    def _folded_source(self) -> str:
        return " ".join(self._source.text.split())


def _exact(passage: Passage, quote: str) -> _Place | None:
    start = passage.text.find(quote)
    if start < 0:
        return None
    return _Place(passage, passage.start + start, passage.start + start + len(quote))


class _FoldedText:
    """A passage with one blank for every run of white space, and the way back to its offsets.

    Not a pattern with white space between the words: on repetitive text it takes for ever.
    """

    def __init__(self, passage: Passage) -> None:
        words = list(_WORD.finditer(passage.text))
        self._passage = passage
        self._text = " ".join(word[0] for word in words)
        self._starts = [word.start() for word in words]
        lengths = (len(word[0]) + 1 for word in words)
        self._folded_starts = list(accumulate(lengths, initial=0))

    def find(self, quote: str) -> _Place | None:
        """Where the quote first stands, white space aside, or None."""
        sought = " ".join(quote.split())
        at = self._text.find(sought) if sought else -1
        if at < 0:
            return None
        start, last = self._offset(at), self._offset(at + len(sought) - 1)
        return _Place(self._passage, start, last + 1)

    def _offset(self, at: int) -> int:
        """The document offset of a character of the folded text that is not a blank."""
        word = bisect_right(self._folded_starts, at) - 1
        within = at - self._folded_starts[word]
        return self._passage.start + self._starts[word] + within
