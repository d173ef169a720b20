"""The contract of the study guide: key concepts, the content by section, and a summary."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from core.contract import Contract, Evidences, Range, sized

OVERVIEW = Range(100, 1000)
CONCEPTS = Range(5, 20)
TERM = Range(2, 100)
EXPLANATION = Range(10, 600)
SECTIONS = Range(1, 15)
SECTION_TITLE = Range(5, 200)
SECTION_CONTENT = Range(40, 4000)
DETAILED_CONTENT = Range(500, 8000)
"""All sections' content together, in characters."""
SUMMARY = Range(100, 1000)
READING = Range(0, 10)
READING_ENTRY = Range(5, 300)

ReadingEntry = Annotated[str, sized(READING_ENTRY)]


class Concept(Contract):
    """A term and what it means."""

    term: Annotated[str, sized(TERM)]
    explanation: Annotated[str, sized(EXPLANATION)]
    evidence: Evidences


class Section(Contract):
    """What to know of one section of the outline."""

    title: Annotated[str, sized(SECTION_TITLE)]
    content: Annotated[str, sized(SECTION_CONTENT)]
    evidence: Evidences


class StudyGuide(Contract):
    """The study guide."""

    overview: Annotated[str, sized(OVERVIEW)]
    overview_evidence: Evidences
    key_concepts: Annotated[list[Concept], sized(CONCEPTS)]
    sections: Annotated[list[Section], sized(SECTIONS)]
    summary: Annotated[str, sized(SUMMARY)]
    summary_evidence: Evidences
    recommended_reading: Annotated[list[ReadingEntry], sized(READING)]

    @model_validator(mode="after")
    def _detailed_content(self) -> Self:
        characters = sum(len(section.content) for section in self.sections)
        if not DETAILED_CONTENT.holds(characters):
            raise ValueError(f"the sections make {characters} characters, not {DETAILED_CONTENT}")
        return self
