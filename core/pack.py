"""The learning pack: everything made from one source."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from core.artifact import Artifact, Finding, Usage
from core.request import ContentRequest
from core.source import Source

if TYPE_CHECKING:
    from core.errors import CoursewrightError

FORMAT_VERSION = 1
"""Version of ``pack.json``; raised when a reader of the old one could not read the new one."""


class PackState(StrEnum):
    """``partial``: some artifacts are missing, each with its error; ``failed``: all are."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


class ErrorInfo(BaseModel):
    """Why an artifact is missing."""

    model_config = ConfigDict(frozen=True)

    content_type: str
    code: str
    message: str
    hint: str = ""

    @classmethod
    def of(cls, content_type: str, error: CoursewrightError) -> Self:
        """The error as data."""
        return cls(
            content_type=content_type, code=error.code, message=error.message, hint=error.hint
        )


class CoverageRow(BaseModel):
    """A learning objective or a section of the outline, and what in the pack is about it."""

    model_config = ConfigDict(frozen=True)

    title: str
    items: Annotated[
        dict[str, tuple[str, ...]],
        Field(description="JSON paths of the items about it, by content type; empty: not met"),
    ]


class PackReport(BaseModel):
    """What the check of a pack as a whole found: across artifacts, and against the outline."""

    model_config = ConfigDict(frozen=True)

    findings: tuple[Finding, ...] = ()
    score: Annotated[int, Field(ge=0, le=100, description="The artifacts' mean")] = 100
    objectives: tuple[CoverageRow, ...] = ()
    sections: tuple[CoverageRow, ...] = ()


class StoredAs(BaseModel):
    """The version that a pack is stored as."""

    model_config = ConfigDict(frozen=True)

    version_id: str
    pack_id: str
    number: Annotated[int, Field(ge=1)]


class Pack(BaseModel):
    """Outline, artifacts and reports of one request; what ``pack.json`` holds."""

    model_config = ConfigDict(frozen=True)

    format_version: int = FORMAT_VERSION
    title: str
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    state: PackState
    request: ContentRequest
    source: Source
    outline: Artifact | None
    artifacts: tuple[Artifact, ...] = ()
    errors: tuple[ErrorInfo, ...] = ()
    quarantined: Annotated[
        tuple[Artifact, ...], Field(description="Made, but too bad to be published; see errors")
    ] = ()
    report: PackReport = PackReport()
    usage: Annotated[Usage, Field(description="What it took to make all of it, ever")] = Usage()
    spent: Annotated[Usage, Field(description="What this run paid for, failed calls too")] = Usage()
    prices: Annotated[str, Field(description="Table of the prices, with its date")] = ""
    created_at: datetime
    flow_run_id: str | None = None
    product_version: str
    output: Annotated[str | None, Field(description="Folder the pack was written to")] = None
    stored: Annotated[StoredAs | None, Field(description="None: not in the version store")] = None

    def artifact(self, content_type: str) -> Artifact | None:
        """The artifact of this content type, the outline included, or None."""
        if self.outline is not None and self.outline.content_type == content_type:
            return self.outline
        return next((a for a in self.artifacts if a.content_type == content_type), None)
