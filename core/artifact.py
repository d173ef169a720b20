"""A model's answer, what the check found in it, and the artifact that comes of both."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Usage(BaseModel):
    """Tokens of one or more model calls."""

    model_config = ConfigDict(frozen=True)

    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


class Completion(BaseModel):
    """A model's raw answer, persisted before anything looks at it."""

    model_config = ConfigDict(frozen=True)

    text: str
    model: str
    finish_reason: str
    usage: Usage = Usage()
    seconds: Annotated[float, Field(ge=0)] = 0.0


class Severity(StrEnum):
    """``error`` speaks against publishing; ``warning`` is for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


class Finding(BaseModel):
    """One thing a check found."""

    model_config = ConfigDict(frozen=True)

    expectation: Annotated[str, Field(description="Name of the check that found it")]
    severity: Severity
    path: Annotated[str, Field(description="JSON path of the field; $ for the whole artifact")]
    message: Annotated[str, Field(description="For people: what is wrong")]


class Verdict(StrEnum):
    """What the check thinks of an artifact."""

    PASS = "pass"  # noqa: S105 (not a password)
    REPAIR = "repair"
    FAIL = "fail"


class QualityReport(BaseModel):
    """Findings, scores and verdict of one artifact."""

    model_config = ConfigDict(frozen=True)

    findings: tuple[Finding, ...] = ()
    scores: Annotated[dict[str, float], Field(description="Named parts, 0 to 1")] = {}
    score: Annotated[int, Field(ge=0, le=100)] = 100
    verdict: Verdict = Verdict.PASS
    words: Annotated[int, Field(ge=0)] = 0
    minutes: Annotated[float, Field(ge=0, description="Read aloud, or read silently")] = 0.0


class Artifact(BaseModel):
    """One content type's checked content and where it came from."""

    model_config = ConfigDict(frozen=True)

    content_type: str
    title: str
    content: Annotated[dict[str, Any], Field(description="As the content type's schema says")]
    report: QualityReport
    items: Annotated[int, Field(ge=0, description="Rows the check looked at")] = 0
    model: str
    usage: Usage = Usage()
    cached: bool = False
    seconds: Annotated[float, Field(ge=0)] = 0.0
    prompt_sha256: str
    created_at: datetime
