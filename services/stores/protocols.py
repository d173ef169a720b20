"""What every job store and every version store does; one contract suite holds them to it.

All methods are async and raise `StoreUnavailableError` (retryable) when the store does not answer
in time. Times are aware UTC. Lists come newest first, ``created_at`` then ``id``; a cursor is
opaque, names the last element seen, and stays valid when elements are added or removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Mapping, Sequence
    from datetime import datetime

    from core.artifact import Usage
    from core.job import Job, JobPage, JobState, StepProgress
    from core.pack import ErrorInfo, Pack
    from core.version import PackVersion, Standing, VersionPage


class JobStore(Protocol):
    """Jobs by tenant; another tenant's job is not there (`NoSuchJobError`)."""

    async def create(self, job: Job) -> Job:
        """Store a new job; with an idempotency key that the tenant has used, return that job.

        The same job told twice (same id) is one job.

        Raises:
            IdempotencyConflictError: The key was used for a request with another fingerprint.
        """
        ...

    async def get(self, tenant: str, job_id: str) -> Job:
        """The job as it stands. Raises `NoSuchJobError`."""
        ...

    async def begin(self, tenant: str, job_id: str, flow_run_id: str | None, at: datetime) -> Job:
        """Take a queued job up: running, one attempt more, progress and errors cleared.

        What earlier attempts spent, and the version they made, stay until this one tells its own.

        Raises:
            NoSuchJobError: There is none.
            IllegalTransitionError: It is not queued; of several who try, one succeeds.
        """
        ...

    async def advance(
        self,
        tenant: str,
        job_id: str,
        attempt: int,
        at: datetime,
        steps: Mapping[str, StepProgress] | None = None,
        spent: Usage | None = None,
    ) -> Job:
        """Note progress of the running attempt (merged by step), and that its worker lives.

        Of two reports of one step the later stays. ``spent`` takes the place of what was noted.

        Raises:
            NoSuchJobError: There is none.
            StaleAttemptError: Another attempt runs, or none does: whoever asks must stop.
        """
        ...

    async def finish(  # noqa: PLR0913 (what a run ends with)
        self,
        tenant: str,
        job_id: str,
        attempt: int,
        state: JobState,
        at: datetime,
        *,
        version_id: str | None = None,
        errors: Sequence[ErrorInfo] = (),
        spent: Usage | None = None,
    ) -> Job:
        """End the running attempt: completed, partial, failed or cancelled.

        The same ending told twice by the same attempt is one ending.

        Raises:
            NoSuchJobError: There is none.
            StaleAttemptError: Another attempt runs, or the job has ended otherwise.
            IllegalTransitionError: ``state`` is no end.
        """
        ...

    async def cancel(self, tenant: str, job_id: str, at: datetime) -> Job:
        """Cancel a queued or running job, which makes its attempt stale; a cancelled one stays so.

        Raises:
            NoSuchJobError: There is none.
            IllegalTransitionError: It has ended otherwise.
        """
        ...

    async def requeue(self, tenant: str, job_id: str, attempt: int, at: datetime) -> Job:
        """Queue a job again that is running, partial, failed or cancelled, at this attempt.

        Raises:
            NoSuchJobError: There is none.
            StaleAttemptError: It has been begun again since.
            IllegalTransitionError: It is completed; a queued one is returned as it is.
        """
        ...

    async def list(
        self,
        tenant: str,
        *,
        states: Collection[JobState] = (),
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> JobPage:
        """The tenant's jobs, newest first; all states when none is named.

        Those created at ``created_after`` or later, and before ``created_before``.

        Raises:
            BadCursorError: The cursor is none of this list's.
        """
        ...

    async def silent(self, before: datetime, limit: int = 100) -> tuple[Job, ...]:
        """Running jobs of all tenants whose worker gave no sign since, oldest sign first."""
        ...

    async def waiting(self, before: datetime, limit: int = 100) -> tuple[Job, ...]:
        """Queued jobs of all tenants that nobody has touched since, oldest first."""
        ...

    async def delete(self, tenant: str, job_id: str) -> None:
        """Forget an ended job; nothing happens when it is gone. Raises `IllegalTransitionError`."""
        ...

    def export(self) -> AsyncIterator[Job]:
        """Every job there is, in no order that matters."""
        ...

    async def restore(self, job: Job) -> None:
        """Store a job exactly as it was exported; one that is there already stays.

        Raises:
            IdempotencyConflictError: Another job has its idempotency key.
        """
        ...

    async def close(self) -> None:
        """Let go of connections; the store is not used afterwards."""
        ...


class VersionStore(Protocol):
    """Versions of packs by tenant; another tenant's version is not there (`NoSuchVersionError`)."""

    async def add(
        self,
        tenant: str,
        pack_id: str,
        pack: Pack,
        fingerprint: str,
        *,
        parent: str | None = None,
        prompt_digests: Mapping[str, str] | None = None,
        note: str = "",
    ) -> PackVersion:
        """Store a pack as the next version of ``pack_id``, whole or not at all.

        Told twice (same pack, parent and content as the newest version), it is one version.
        ``created_at`` is the pack's own. Parts (each artifact, the source, the rest) are kept
        once for each content, however many versions share them.

        Raises:
            NoSuchVersionError: The parent is not a version of this pack.
        """
        ...

    async def get(self, tenant: str, version_id: str) -> PackVersion:
        """What is known of the version. Raises `NoSuchVersionError`."""
        ...

    async def load(self, tenant: str, version_id: str) -> Pack:
        """The stored pack, equal to what was added.

        Raises:
            NoSuchVersionError: There is none.
            DamagedVersionError: A part is missing, or is not what its digest says.
        """
        ...

    async def newest(
        self, tenant: str, fingerprint: str, *, not_before: datetime | None = None
    ) -> PackVersion | None:
        """The newest complete version that answers this request and is not withdrawn.

        One made at ``not_before`` or later.
        """
        ...

    async def list(
        self, tenant: str, *, pack_id: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> VersionPage:
        """Versions of one pack, or of all of the tenant's packs, newest first.

        Raises:
            BadCursorError: The cursor is none of this list's.
        """
        ...

    async def decide(
        self, tenant: str, version_id: str, standing: Standing, by: str, at: datetime
    ) -> PackVersion:
        """Approve, withdraw, or make a draft again. Raises `NoSuchVersionError`."""
        ...

    async def delete(self, tenant: str, version_id: str) -> None:
        """Remove a version, and its parts that no other version has; gone already is fine.

        The numbers and parents of the others stay as they are.
        """
        ...

    async def tenants(self) -> tuple[str, ...]:
        """Every tenant that has versions, in order."""
        ...

    def export(self) -> AsyncIterator[tuple[PackVersion, Pack]]:
        """Every version there is, parents before their children."""
        ...

    async def restore(self, version: PackVersion, pack: Pack) -> None:
        """Store a version exactly as it was exported; one that is there already stays.

        Raises:
            DamagedVersionError: The pack is not the one that the version describes.
            StoreError: Another version of the pack has its number.
        """
        ...

    async def close(self) -> None:
        """Let go of connections; the store is not used afterwards."""
        ...
