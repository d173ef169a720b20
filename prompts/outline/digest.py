"""The contract of a digest: what one part of a long source says, before there is an outline."""

from __future__ import annotations

from typing import Annotated

from core.contract import Contract, Evidences, Range, sized

SECTIONS = Range(1, 12)
TITLE = Range(3, 200)
SUMMARY = Range(20, 600)
KEY_POINTS = Range(1, 8)
POINT = Range(10, 300)
TERMS = Range(0, 10)
TERM = Range(2, 100)

Term = Annotated[str, sized(TERM)]


class KeyPoint(Contract):
    """One thing the part says."""

    point: Annotated[str, sized(POINT)]
    evidence: Evidences


class Section(Contract):
    """What the part says of one subject."""

    title: Annotated[str, sized(TITLE)]
    summary: Annotated[str, sized(SUMMARY)]
    key_points: Annotated[list[KeyPoint], sized(KEY_POINTS)]
    terms: Annotated[list[Term], sized(TERMS)]


class PartDigest(Contract):
    """The digest of one part."""

    sections: Annotated[list[Section], sized(SECTIONS)]
