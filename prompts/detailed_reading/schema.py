"""The contract of the detailed reading: continuous text that mirrors the outline's sections."""

from __future__ import annotations

from typing import Annotated

from core.contract import Contract, Evidences, Range, sized

INTRODUCTION = Range(200, 1000)
SECTIONS = Range(3, 10)
SECTION_TITLE = Range(10, 200)
SECTION_CONTENT = Range(200, 6000)
CONCLUSION = Range(200, 1000)
REFERENCES = Range(0, 20)
REFERENCE = Range(5, 300)

Reference = Annotated[str, sized(REFERENCE)]


class Section(Contract):
    """One section of continuous text."""

    title: Annotated[str, sized(SECTION_TITLE)]
    content: Annotated[str, sized(SECTION_CONTENT)]
    evidence: Evidences


class DetailedReading(Contract):
    """The detailed reading."""

    introduction: Annotated[str, sized(INTRODUCTION)]
    introduction_evidence: Evidences
    sections: Annotated[list[Section], sized(SECTIONS)]
    conclusion: Annotated[str, sized(CONCLUSION)]
    conclusion_evidence: Evidences
    references: Annotated[list[Reference], sized(REFERENCES)]
