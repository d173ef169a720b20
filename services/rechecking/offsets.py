"""Whether the offsets that a pack's file holds are those of its quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Finding, Severity
from services.quality.contracts import evidence_lists
from services.quality.paths import ROOT, child

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.source import Source

PLACED = "evidence.placed"
"""Error: offsets, passage, page or headings in the pack's file are not those of its quote: a reader
who follows them is shown other words."""


def misplaced_quotes(content: Mapping[str, Any], source: Source) -> tuple[Finding, ...]:
    """An error for each quote whose ``start`` and ``end`` say something else than the quote does.

    The check of an artifact does not read them: it looks the quote up. A quote without offsets,
    one that somebody added by hand, is looked up like any other.

    Args:
        content: Satisfies its contract.
        source: The one whose offsets they are.
    """
    return tuple(
        Finding(expectation=PLACED, severity=Severity.ERROR, path=child(path, index), message=wrong)
        for path, pieces in evidence_lists(dict(content), ROOT)
        for index, piece in enumerate(pieces)
        for wrong in _wrong(piece, source)
    )


def _wrong(piece: Mapping[str, Any], source: Source) -> Iterator[str]:
    start, end = piece.get("start"), piece.get("end")
    if start is None and end is None:
        return
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
        yield f"Start {start!r} and end {end!r} are no place in the source."
        return
    if source.text[start:end] != piece["quote"]:
        yield f"The source does not hold this quote at {start} to {end}."
        return
    passage = source.passage(piece["passage_id"])
    if passage is None or not passage.start <= start < end <= passage.end:
        yield f"The place {start} to {end} is not in the passage {piece['passage_id']}."
    elif piece.get("page") != passage.page:
        yield f"The page is given as {piece.get('page')!r}, and the passage's is {passage.page!r}."
    elif piece.get("heading_path") not in (None, list(passage.heading_path)):
        yield "The headings given are not those that the passage stands under."
