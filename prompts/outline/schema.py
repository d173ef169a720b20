"""The contract of the master outline: everything else in a pack is derived from it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.contract import Bloom, Contract, Evidences, Range, sized
from core.request import DifficultyLevel

TITLE = Range(10, 200)
OVERVIEW = Range(50, 1000)
OBJECTIVES = Range(3, 10)
OBJECTIVE = Range(15, 300)
SECTIONS = Range(3, 15)
SECTION_TITLE = Range(5, 200)
SECTION_DESCRIPTION = Range(20, 1000)
KEY_POINTS = Range(1, 10)
KEY_POINT = Range(10, 500)
AUDIENCE = Range(2, 200)
MINUTES = Range(1, 600)

KeyPoint = Annotated[str, sized(KEY_POINT)]


class Objective(Contract):
    """What a learner can do afterwards."""

    text: Annotated[str, sized(OBJECTIVE)]
    bloom: Bloom


class Section(Contract):
    """One part of the pack, in teaching order."""

    number: Annotated[int, Field(ge=1, le=SECTIONS.max)]
    title: Annotated[str, sized(SECTION_TITLE)]
    description: Annotated[str, sized(SECTION_DESCRIPTION)]
    key_points: Annotated[list[KeyPoint], sized(KEY_POINTS)]
    minutes: Annotated[int | None, Field(ge=MINUTES.min, le=MINUTES.max)] = None
    evidence: Evidences


class Outline(Contract):
    """The master outline."""

    title: Annotated[str, sized(TITLE)]
    overview: Annotated[str, sized(OVERVIEW)]
    overview_evidence: Evidences
    learning_objectives: Annotated[list[Objective], sized(OBJECTIVES)]
    sections: Annotated[list[Section], sized(SECTIONS)]
    audience: Annotated[str, sized(AUDIENCE)]
    difficulty: DifficultyLevel
    estimated_minutes: Annotated[int, Field(ge=MINUTES.min, le=MINUTES.max)]
