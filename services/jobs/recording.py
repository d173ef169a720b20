"""A run of ours as a job: queued, begun, and ended however the run ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from core.errors import (
    CoursewrightError,
    IllegalTransitionError,
    NoSuchJobError,
    StoreError,
)
from core.job import Job, JobState
from core.pack import ErrorInfo, Pack, PackState

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from core.request import ContentRequest
    from services.stores.protocols import JobStore

PACK = "pack"
"""What an error is of that ended the whole run."""
_UNRECORDED = (StoreError, NoSuchJobError, IllegalTransitionError)
"""The store does not answer, or lost the job, or another has ended it: what was made counts."""


def new_job(request: ContentRequest, fingerprint: str) -> Job:
    """A job for this request, queued now."""
    now = datetime.now(UTC)
    return Job(
        id=uuid4().hex,
        tenant=request.tenant,
        request=request,
        fingerprint=fingerprint,
        created_at=now,
        updated_at=now,
    )


async def recorded(
    store: JobStore, request: ContentRequest, fingerprint: str, work: Awaitable[Pack]
) -> Pack:
    """Do the work of a request, with its job kept.

    A store that cannot be written does not stop the work: the pack counts, not its record.

    Args:
        store: Where jobs are kept.
        request: What is wanted.
        fingerprint: Of the request.
        work: Makes the pack.

    Raises:
        CoursewrightError: Whatever ended the work.
    """
    job = new_job(request, fingerprint)
    with suppress(*_UNRECORDED):
        job = await _begun(store, job)
    # An error that is none of ours ends the job, too: nothing is left that says it is running.
    state, made, errors = JobState.FAILED, None, ()
    try:
        pack = made = await work
        state = JobState.COMPLETED if pack.state is PackState.COMPLETE else JobState.PARTIAL
        errors = pack.errors
    except CoursewrightError as error:
        errors = (ErrorInfo.of(PACK, error),)
        raise
    except (KeyboardInterrupt, asyncio.CancelledError):
        state = JobState.CANCELLED
        raise
    finally:
        await asyncio.shield(_end(store, job, state, pack=made, errors=errors))
    return pack


async def record_answer(
    store: JobStore, request: ContentRequest, fingerprint: str, pack: Pack
) -> None:
    """Keep that a stored version answered a request: it was asked for once more."""
    job = new_job(request, fingerprint).model_copy(
        update={
            "state": JobState.COMPLETED,
            "version_id": pack.stored.version_id if pack.stored else None,
            "finished_at": datetime.now(UTC),
        }
    )
    with suppress(*_UNRECORDED):
        await store.create(job)


async def _begun(store: JobStore, job: Job) -> Job:
    await store.create(job)
    return await store.begin(job.tenant, job.id, None, datetime.now(UTC))


async def _end(
    store: JobStore,
    job: Job,
    state: JobState,
    *,
    pack: Pack | None,
    errors: tuple[ErrorInfo, ...],
) -> None:
    with suppress(*_UNRECORDED):
        if not job.attempt:  # the store did not answer then; it may now
            job = await _begun(store, job)
        await store.finish(
            job.tenant,
            job.id,
            job.attempt,
            state,
            datetime.now(UTC),
            version_id=pack.stored.version_id if pack and pack.stored else None,
            errors=errors,
            spent=pack.spent if pack else None,
        )
