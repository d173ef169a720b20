"""A model's answer, what the check found in it, and the artifact that comes of both."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Usage(BaseModel):
    """Tokens and price of one or more model calls."""

    model_config = ConfigDict(frozen=True)

    calls: Annotated[int, Field(ge=0)] = 0
    input_tokens: Annotated[int, Field(ge=0, description="All of them, cached ones too")] = 0
    cached_tokens: Annotated[
        int, Field(ge=0, description="Input tokens that the provider had already read")
    ] = 0
    output_tokens: Annotated[int, Field(ge=0, description="Thinking counts")] = 0
    cost_usd: Annotated[float | None, Field(ge=0, description="None: a price is unknown")] = 0.0

    def __add__(self, other: Usage) -> Usage:
        unknown = self.cost_usd is None or other.cost_usd is None
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=None if unknown else (self.cost_usd or 0.0) + (other.cost_usd or 0.0),
        )


class Completion(BaseModel):
    """A model's raw answer, persisted before anything looks at it.

    ``usage`` is of this answer alone; attempts that failed before it are not in it.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    model: Annotated[str, Field(description="The one that answered, a fallback perhaps")]
    finish_reason: str
    usage: Usage = Usage()
    seconds: Annotated[float, Field(ge=0)] = 0.0
    request_id: Annotated[str | None, Field(description="The provider's name for the call")] = None
    started_at: datetime | None = None


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
    content_type: Annotated[
        str, Field(description="In findings about a whole pack: whose field it is")
    ] = ""


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


def evidence_rate(report: QualityReport) -> str:
    """The share of the quotes that stand in the source, for people; empty when not measured."""
    share = report.scores.get("evidence")
    # Rounded down, so that 100 % says that every quote stands.
    return "" if share is None else f"{int(100 * share)} %"


class Artifact(BaseModel):
    """One content type's checked content and where it came from."""

    model_config = ConfigDict(frozen=True)

    content_type: str
    title: str
    content: Annotated[dict[str, Any], Field(description="As the content type's schema says")]
    report: QualityReport
    items: Annotated[int, Field(ge=0, description="Rows the check looked at")] = 0
    model: Annotated[str, Field(description="The one that answered")]
    requested_model: Annotated[
        str, Field(description="The one asked for; another one than `model` when it was down")
    ]
    usage: Annotated[Usage, Field(description="Of every answer it took to make it")] = Usage()
    cached: Annotated[bool, Field(description="No call was made in this run")] = False
    reasks: Annotated[int, Field(ge=0, description="Answers that had to be asked for again")] = 0
    repairs: Annotated[
        tuple[str, ...], Field(description="What was mended in the answer's JSON")
    ] = ()
    repair_rounds: Annotated[
        int, Field(ge=0, description="Times that failing fields were asked for again")
    ] = 0
    dropped: Annotated[
        tuple[Finding, ...], Field(description="Why items were left out that could not be repaired")
    ] = ()
    source_share: Annotated[
        float, Field(ge=0, le=1, description="Part of the source's characters the model was shown")
    ] = 1.0
    seconds: Annotated[float, Field(ge=0)] = 0.0
    prompt_sha256: str
    answers: Annotated[
        tuple[str, ...], Field(description="Keys in the cache of the answers it was made of")
    ] = ()
    created_at: datetime
