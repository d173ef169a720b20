"""Evidence: each quote looked up in the source; offsets, page and headings filled in by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.artifact import Finding, Severity
from services.quality.contracts import evidence_lists
from services.quality.evidence.matching import lookup_in
from services.quality.paths import ROOT, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.source import Source
    from services.quality.evidence.matching import Place

QUOTE_FOUND = "evidence.quote_found"
"""Error: the source does not hold the quote. What rests on it rests on nothing."""

PASSAGE_NAMED = "evidence.passage_named"
"""Warning: the quote stands in another passage than the one named; corrected. A quote that was
mixed up with another may also belong to another claim."""

QUOTE_APPROXIMATE = "evidence.quote_approximate"
"""Warning: the quote nearly stands in the source, whose own words replace it. They may say
something else than the claim that was built on the model's."""

_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class EvidenceResult:
    """What verifying found. ``share`` is the part of the quotes that stand in the source."""

    findings: tuple[Finding, ...]
    share: float


def verify_evidence(content: dict[str, Any], source: Source) -> EvidenceResult:
    """Look up every quote of the content and fill in its place, in the content itself.

    A quote is looked for in the passage it names to the letter, then there with white space, case
    and typography folded, then in every other passage in the same two ways, then approximately.
    Where it is found, ``quote`` becomes the source's exact words, and
    ``source.text[start:end] == quote`` holds; an approximate match is a warning, and so is
    ``passage_id`` corrected where it named another passage. What stands nowhere is an error.
    """
    lookup = lookup_in(source)
    findings: list[Finding] = []
    quotes = found = 0
    for path, quoted in evidence_lists(content, ROOT):
        for index, evidence in enumerate(quoted):
            place = lookup.find(evidence["quote"], evidence["passage_id"])
            quotes += 1
            found += place is not None
            findings += _findings(evidence, place, child(path, index))
            _fill(evidence, place, source)
    return EvidenceResult(tuple(findings), found / quotes if quotes else 1.0)


def _findings(evidence: dict[str, Any], place: Place | None, path: str) -> Iterator[Finding]:
    named, shown = evidence["passage_id"], _shown(evidence["quote"])
    if place is None:
        message = f"This quote does not stand in the source: “{shown}”."
        yield _finding(QUOTE_FOUND, Severity.ERROR, child(path, "quote"), message)
        return
    if not place.exact:
        message = f"The quote nearly stands in the source, whose own words replace it: “{shown}”."
        yield _finding(QUOTE_APPROXIMATE, Severity.WARNING, child(path, "quote"), message)
    if place.passage.id != named:
        message = f"The quote stands in passage {place.passage.id}, not in {named}; corrected."
        yield _finding(PASSAGE_NAMED, Severity.WARNING, child(path, "passage_id"), message)


def _shown(quote: str) -> str:
    return quote if len(quote) <= _SHOWN_CHARACTERS else f"{quote[:_SHOWN_CHARACTERS]}…"


def _finding(name: str, severity: Severity, path: str, message: str) -> Finding:
    return Finding(expectation=name, severity=severity, path=path, message=message)


def _fill(evidence: dict[str, Any], place: Place | None, source: Source) -> None:
    if place is None:
        evidence.update(start=None, end=None, page=None, heading_path=None)
        return
    evidence.update(
        passage_id=place.passage.id,
        quote=source.text[place.start : place.end],
        start=place.start,
        end=place.end,
        page=place.passage.page,
        heading_path=list(place.passage.heading_path),
    )
