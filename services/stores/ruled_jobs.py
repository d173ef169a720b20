"""The changes of a job that every store makes alike: a pure rule, applied as one step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from services.stores import transitions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from core.artifact import Usage
    from core.job import Job, JobState, StepProgress
    from core.pack import ErrorInfo


class RuledJobs(ABC):
    """What of a `JobStore` is a rule of `transitions`; a backend says how a rule is applied."""

    @abstractmethod
    async def _change(self, tenant: str, job_id: str, rule: Callable[[Job], Job]) -> Job:
        """Read the job, apply the rule, and write what it gives, as one step.

        Raises:
            NoSuchJobError: There is none.
        """

    async def begin(self, tenant: str, job_id: str, flow_run_id: str | None, at: datetime) -> Job:
        """See `JobStore.begin`."""
        return await self._change(
            tenant, job_id, lambda job: transitions.begin(job, flow_run_id, at)
        )

    async def advance(
        self,
        tenant: str,
        job_id: str,
        attempt: int,
        at: datetime,
        steps: Mapping[str, StepProgress] | None = None,
        spent: Usage | None = None,
    ) -> Job:
        """See `JobStore.advance`."""
        return await self._change(
            tenant, job_id, lambda job: transitions.advance(job, attempt, at, steps, spent)
        )

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
        """See `JobStore.finish`."""

        def rule(job: Job) -> Job:
            return transitions.finish(
                job, attempt, state, at, version_id=version_id, errors=errors, spent=spent
            )

        return await self._change(tenant, job_id, rule)

    async def cancel(self, tenant: str, job_id: str, at: datetime) -> Job:
        """See `JobStore.cancel`."""
        return await self._change(tenant, job_id, lambda job: transitions.cancel(job, at))

    async def requeue(self, tenant: str, job_id: str, attempt: int, at: datetime) -> Job:
        """See `JobStore.requeue`."""
        return await self._change(tenant, job_id, lambda job: transitions.requeue(job, attempt, at))
