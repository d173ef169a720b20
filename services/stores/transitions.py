"""What each operation makes of a job: pure rules that every job store applies in one transaction.

A store reads the job, asks the rule, and writes what it gives; a job given back unchanged (the same
object) needs no write. Each change raises ``revision`` by one, and no time ever goes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    NoSuchJobError,
    StaleAttemptError,
)
from core.job import TRANSITIONS, Job, JobState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.artifact import Usage
    from core.job import StepProgress
    from core.pack import ErrorInfo


def no_such_job(job_id: str) -> NoSuchJobError:
    """The error for a job that the tenant does not have."""
    return NoSuchJobError(
        f"There is no job {job_id}.", hint="List the jobs to see which there are."
    )


def same_request(existing: Job, wanted: Job) -> Job:
    """The job that is there already under the wanted one's idempotency key or id.

    Raises:
        IdempotencyConflictError: It is for a request that wants something else.
    """
    if existing.fingerprint != wanted.fingerprint:
        raise key_taken(wanted)
    return existing


def key_taken(job: Job) -> IdempotencyConflictError:
    """The error for a job whose idempotency key (or id) belongs to another request's job."""
    what = f"id {job.id}" if job.idempotency_key is None else f"key {job.idempotency_key!r}"
    return IdempotencyConflictError(
        f"The idempotency {what} was used for another request.",
        hint="Use a new key for a new request; send the same request with the same key.",
    )


def begin(job: Job, flow_run_id: str | None, at: datetime) -> Job:
    """The job taken up: running, one attempt more, progress and errors cleared.

    What earlier attempts spent and the version they made stay; whoever begins adds to
    ``job.spent``.

    Raises:
        IllegalTransitionError: It is not queued.
    """
    return _changed(
        job,
        JobState.RUNNING,
        at,
        attempt=job.attempt + 1,
        progress={},
        errors=(),
        flow_run_id=flow_run_id,
        heartbeat_at=at,
        finished_at=None,
    )


def advance(
    job: Job,
    attempt: int,
    at: datetime,
    steps: Mapping[str, StepProgress] | None = None,
    spent: Usage | None = None,
) -> Job:
    """The job with a sign of life, and with these steps; of two reports of a step the later stays.

    ``spent`` takes the place of what was noted before, so telling it twice counts it once.

    Raises:
        StaleAttemptError: Another attempt runs, or none does.
    """
    _require_running(job, attempt)
    progress = dict(job.progress)
    for step, reported in (steps or {}).items():
        known = progress.get(step)
        if known is None or known.at <= reported.at:
            progress[step] = reported
    return _written(
        job,
        at,
        progress=progress,
        spent=job.spent if spent is None else spent,
        heartbeat_at=_later(job.heartbeat_at, at),
    )


def finish(
    job: Job,
    attempt: int,
    state: JobState,
    at: datetime,
    *,
    version_id: str | None = None,
    errors: Sequence[ErrorInfo] = (),
    spent: Usage | None = None,
) -> Job:
    """The job ended by its running attempt; unchanged when this very ending is noted already.

    An earlier attempt's ``version_id`` and ``spent`` stay where none is given.

    Raises:
        StaleAttemptError: Another attempt runs, or the job has ended otherwise.
        IllegalTransitionError: ``state`` is no end.
    """
    if not state.terminal:
        raise IllegalTransitionError(
            f"A job does not end as {state}.", hint="It ends completed, partial, failed, cancelled."
        )
    version_id = version_id or job.version_id
    told = (attempt, state, version_id, tuple(errors))
    if told == (job.attempt, job.state, job.version_id, job.errors):
        return job
    _require_running(job, attempt)
    return _changed(
        job,
        state,
        at,
        version_id=version_id,
        errors=tuple(errors),
        spent=job.spent if spent is None else spent,
        finished_at=_later(job.updated_at, at),
    )


def cancel(job: Job, at: datetime) -> Job:
    """The job cancelled, which makes its attempt stale; unchanged when it is cancelled.

    Raises:
        IllegalTransitionError: It has ended otherwise.
    """
    if job.state is JobState.CANCELLED:
        return job
    return _changed(job, JobState.CANCELLED, at, finished_at=_later(job.updated_at, at))


def requeue(job: Job, attempt: int, at: datetime) -> Job:
    """The job queued again as of this attempt; unchanged when it is queued.

    Errors, progress, heartbeat and flow run of the attempt stay to be read until it is begun.

    Raises:
        StaleAttemptError: It is at another attempt.
        IllegalTransitionError: It is completed.
    """
    if job.attempt != attempt:
        raise _stale(job, attempt)
    if job.state is JobState.QUEUED:
        return job
    return _changed(job, JobState.QUEUED, at, finished_at=None)


def require_deletable(job: Job) -> None:
    """Do nothing for an ended job.

    Raises:
        IllegalTransitionError: It is queued or running.
    """
    if not job.state.terminal:
        raise IllegalTransitionError(
            f"Job {job.id} is {job.state} and cannot be deleted.", hint="Cancel it first."
        )


def _require_running(job: Job, attempt: int) -> None:
    if job.state is not JobState.RUNNING or job.attempt != attempt:
        raise _stale(job, attempt)


def _stale(job: Job, attempt: int) -> StaleAttemptError:
    return StaleAttemptError(
        f"Attempt {attempt} no longer has job {job.id}: it is {job.state} at attempt "
        f"{job.attempt}.",
        hint="Stop this attempt; what it has made so far is kept in the cache.",
    )


def _changed(job: Job, state: JobState, at: datetime, **fields: Any) -> Job:
    """The job in another state, if that is a legal transition."""
    if state not in TRANSITIONS[job.state]:
        raise IllegalTransitionError(
            f"Job {job.id} is {job.state}; it cannot become {state}.",
            hint="Ask for the job to see where it stands.",
        )
    return _written(job, at, state=state, **fields)


def _written(job: Job, at: datetime, **fields: Any) -> Job:
    return job.model_copy(
        update={
            "revision": job.revision + 1,
            "updated_at": _later(job.updated_at, at),
            **fields,
        }
    )


def _later(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else max(known, at)
