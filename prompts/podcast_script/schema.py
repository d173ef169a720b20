"""The contract of the podcast script: two voices, an introduction, turns and a conclusion."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.contract import Contract, Evidence, OptionalEvidences, Range, sized

INTRODUCTION = Range(100, 2000)
TURNS = Range(4, 120)
TURN = Range(2, 2000)
DIALOGUE = Range(800, 10_000)
"""All turns' texts together, in characters."""
CONCLUSION = Range(100, 1000)
SCRIPT = Range(1000, 12_000)
"""Introduction, turns and conclusion together, in characters."""
SPEAKER = Range(2, 40)
NOTES = Range(0, 15)
NOTE = Range(5, 300)
MINUTES = Range(1, 15)

Note = Annotated[str, sized(NOTE)]


class Turn(Contract):
    """What one speaker says before the other takes over."""

    speaker: Annotated[str, sized(SPEAKER)]
    text: Annotated[str, sized(TURN)]
    evidence: OptionalEvidences = Field(default_factory=list[Evidence])


class PodcastScript(Contract):
    """The podcast script."""

    introduction: Annotated[str, sized(INTRODUCTION)]
    introduction_evidence: OptionalEvidences = Field(default_factory=list[Evidence])
    turns: Annotated[list[Turn], sized(TURNS)]
    conclusion: Annotated[str, sized(CONCLUSION)]
    conclusion_evidence: OptionalEvidences = Field(default_factory=list[Evidence])
    speaker_notes: Annotated[list[Note], sized(NOTES)]
    minutes: Annotated[float, Field(ge=MINUTES.min, le=MINUTES.max)]

    @model_validator(mode="after")
    def _lengths(self) -> Self:
        dialogue = sum(len(turn.text) for turn in self.turns)
        if not DIALOGUE.holds(dialogue):
            raise ValueError(f"the turns make {dialogue} characters, not {DIALOGUE}")
        script = dialogue + len(self.introduction) + len(self.conclusion)
        if not SCRIPT.holds(script):
            raise ValueError(f"the script makes {script} characters, not {SCRIPT}")
        return self
