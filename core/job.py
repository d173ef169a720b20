"""A request being worked on, and the only ways its state may change."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.artifact import Usage
from core.pack import ErrorInfo
from core.request import ContentRequest


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def terminal(self) -> bool:
        """Whether nothing more happens to the job unless a person asks for it."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.FAILED, JobState.CANCELLED}),
    # Back to queued: its worker died, and another attempt is to take it up.
    JobState.RUNNING: frozenset(
        {
            JobState.QUEUED,
            JobState.COMPLETED,
            JobState.PARTIAL,
            JobState.FAILED,
            JobState.CANCELLED,
        }
    ),
    JobState.COMPLETED: frozenset(),
    # What is missing may be asked for again.
    JobState.PARTIAL: frozenset({JobState.QUEUED}),
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
}
"""The legal transitions; every other one is refused by every store."""


class StepProgress(BaseModel):
    """Where one step of a job stands; ``state`` is a `monitoring.progress.StepState`."""

    model_config = ConfigDict(frozen=True)

    state: Annotated[str, Field(max_length=20)]
    detail: Annotated[str, Field(max_length=500)] = ""
    at: datetime


class Job(BaseModel):
    """A request being worked on.

    ``attempt`` counts the times it was begun and is the fencing token: a write that names an older
    attempt is refused. ``revision`` counts its writes.
    """

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    tenant: str
    request: ContentRequest
    fingerprint: Annotated[str, Field(description="Equal for requests that want the same pack")]
    idempotency_key: Annotated[str | None, Field(max_length=255)] = None
    state: JobState = JobState.QUEUED
    attempt: Annotated[int, Field(ge=0)] = 0
    revision: Annotated[int, Field(ge=0)] = 0
    progress: dict[str, StepProgress] = {}
    errors: tuple[ErrorInfo, ...] = ()
    spent: Usage = Usage()
    version_id: Annotated[str | None, Field(description="The stored version it made")] = None
    flow_run_id: str | None = None
    created_at: datetime
    updated_at: datetime
    heartbeat_at: Annotated[datetime | None, Field(description="Its worker's last sign")] = None
    finished_at: datetime | None = None


class JobPage(BaseModel):
    """A part of a list of jobs, newest first."""

    model_config = ConfigDict(frozen=True)

    jobs: tuple[Job, ...]
    cursor: Annotated[str | None, Field(description="Asks for the next page; None at the end")]
