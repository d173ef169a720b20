"""A Prefect worker that runs flow runs in its own process, on an event loop of their own.

A run costs neither an interpreter's start nor an import. What Prefect's ``BaseWorker`` does (work
pools, limits, its own heartbeat) stays its business.
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import anyio
import httpx
from prefect.exceptions import InfrastructureNotAvailable, InfrastructureNotFound
from prefect.settings import PREFECT_WORKER_QUERY_SECONDS, temporary_settings
from prefect.workers.base import BaseWorker

from services.runs.warm_worker.configuration import (
    WarmJobConfiguration,
    WarmResult,
    WarmVariables,
)
from services.runs.warm_worker.draining import Drain, DrainedError, drain_on_signal
from services.runs.warm_worker.flow_loop import FlowLoop
from services.runs.warm_worker.heartbeat import RunHeartbeat, keep_beating
from services.runs.warm_worker.limits import WorkerLimits
from services.runs.warm_worker.outage import Outage, is_outage
from services.runs.warm_worker.registry import FlowRegistry
from services.runs.warm_worker.reporting import keep_cancelling, report_stopped
from services.runs.warm_worker.running import Ending, RunsUnderWay, RunUnderWay, Stop
from services.runs.warm_worker.watch import BlockWatch, MemoryWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyio.abc import TaskStatus
    from prefect.client.schemas.objects import FlowRun
    from prefect.client.schemas.responses import WorkerFlowRunResponse


class CoursewrightWorker(BaseWorker[WarmJobConfiguration, WarmVariables, WarmResult]):
    """The warm worker. ``limit`` and the other arguments of ``BaseWorker`` work as they do there.

    Args:
        limits: The bounds it works within.
        registry: Which flows it runs.
        heartbeat: Who is told which runs are alive; nobody by default.
    """

    type = "coursewright"
    job_configuration = WarmJobConfiguration
    job_configuration_variables = WarmVariables
    _description = "Runs Coursewright's flows in the worker's own process, many at once."

    def __init__(
        self,
        *arguments: Any,
        limits: WorkerLimits | None = None,
        registry: FlowRegistry | None = None,
        heartbeat: RunHeartbeat | None = None,
        **named: Any,
    ) -> None:
        self.limits = limits or WorkerLimits()
        named["limit"] = named.get("limit") or self.limits.runs_at_once
        # A run that is due later would hold a place among those that run now.
        named["prefetch_seconds"] = 0
        super().__init__(*arguments, **named)
        self._registry = registry or FlowRegistry()
        self._heartbeat = heartbeat
        self._loop = FlowLoop()
        self._runs = RunsUnderWay(self._loop, self.limits.cleanup_seconds)
        self._memory = MemoryWatch(self.limits.memory_limit_mb)
        self._blocked = BlockWatch(self._loop, self.limits.blocked_seconds)
        self._outage = Outage()
        self._drain = Drain()
        self._watching: anyio.CancelScope | None = None
        self._stops: set[asyncio.Task[None]] = set()

    def drain(self) -> None:
        """Stop: no new runs, and those under way have ``limits.drain_seconds``; twice, none."""
        self._drain.ask()

    @property
    def flow_run_ids(self) -> tuple[UUID, ...]:
        """The runs under way."""
        return self._runs.ids

    async def start(
        self,
        run_once: bool = False,  # noqa: FBT001, FBT002 (Prefect's own signature)
        with_healthcheck: bool = False,  # noqa: FBT001, FBT002 (Prefect's own signature)
        printer: Callable[..., None] = print,
    ) -> None:
        """Work until drained. Nothing is left running when this returns."""
        polling: dict[Any, float] = {PREFECT_WORKER_QUERY_SECONDS: self.limits.poll_seconds}
        try:
            with temporary_settings(polling), drain_on_signal(self._drain):
                await super().start(run_once, with_healthcheck, printer)
        except* DrainedError:
            printer(f"Worker {self.name!r} has no runs left, and ends.")

    async def setup(self) -> None:
        """Prepare to run: the flows' loop, and what watches it."""
        self._loop.start()
        async with AsyncExitStack() as undo:
            # BaseWorker leaves what it has opened when this fails, and its error is lost over that.
            undo.callback(self._loop.stop)
            undo.push_async_exit(self._exit_stack)
            await super().setup()
            undo.pop_all()
        if self._runs_task_group is not None:
            self._runs_task_group.start_soon(self._watch)

    async def _watch(self) -> None:
        limits = self.limits

        def under_way() -> tuple[UUID, ...]:
            return self._runs.ids

        async with anyio.create_task_group() as group:
            self._watching = group.cancel_scope
            group.start_soon(self._blocked.keep_looking)
            group.start_soon(self._drain.carry_out, self._is_busy, self._runs, limits)
            group.start_soon(
                keep_cancelling, self.client, under_way, self.cancel, limits.cancel_poll_seconds
            )
            if self._heartbeat is not None:
                group.start_soon(
                    keep_beating,
                    self._heartbeat,
                    under_way,
                    lambda: self._blocked.turning,
                    limits.heartbeat_seconds,
                )

    async def teardown(self, *exc_info: Any) -> None:
        """Put everything down, however this worker came to its end."""
        if self._watching is not None:
            self._watching.cancel()
        await super().teardown(*exc_info)
        self._loop.stop()

    def _is_busy(self) -> bool:
        return bool(self._submitting_flow_run_ids or self.limiter.borrowed_tokens)

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """Take new runs, if there is room for any. An outage of the server is sat out.

        Raises:
            DrainedError: The worker was to stop, and can: Prefect's loops have no other end.
        """
        if self._drain.over:
            raise DrainedError
        self._last_polled_time = datetime.now(UTC)  # for Prefect's health check: the loop turns
        if self._drain.asked or self._outage.waiting or not self._has_room():
            return []
        try:
            taken = await super().get_and_submit_flow_runs()
        except httpx.HTTPError as error:
            if not is_outage(error):
                raise
            self._outage.failed(error)
            return []
        self._outage.answered()
        return taken

    async def _get_scheduled_flow_runs(self) -> list[WorkerFlowRunResponse]:
        due = await super()._get_scheduled_flow_runs()
        return [] if self._drain.asked else due  # it may have been asked for meanwhile

    def _has_room(self) -> bool:
        if self.limiter.available_tokens < 1:
            return False
        if self._memory.has_room():
            return True
        if not self.limiter.borrowed_tokens:
            self._logger.error(
                "Nothing runs, and yet there is no memory for a run: the worker ends, so that it "
                "can be started afresh. If that happens again, raise the memory limit."
            )
            self.drain()
        return False

    async def sync_with_backend(self) -> None:
        """Prefect's own heartbeat of the worker. An outage of the server is sat out."""
        try:
            await super().sync_with_backend()
        except httpx.HTTPError as error:
            if not is_outage(error):
                raise
            self._outage.failed(error)

    def cancel(self, flow_run_id: UUID) -> None:
        """Cancel a run under way; the server is told when it has cleaned up."""
        stop = asyncio.create_task(self._runs.stop(flow_run_id, Stop.CANCELLED))
        self._stops.add(stop)  # the loop itself keeps no hold of its tasks
        stop.add_done_callback(self._stops.discard)

    async def run(
        self,
        flow_run: FlowRun,
        configuration: WarmJobConfiguration,
        task_status: TaskStatus[Any] | None = None,
    ) -> WarmResult:
        """Run one flow run to its end.

        Raises:
            RunServiceError: The deployment's entrypoint names no flow this worker runs.
        """
        flow = await self._registry.flow(configuration.entrypoint)
        identifier = f"{place()}:{flow_run.id}"
        longest = self.limits.run_timeout_seconds
        run = self._runs.begin(flow_run)
        if task_status is not None:
            task_status.started(identifier)
        timeout_seconds = min(configuration.timeout_seconds or longest, longest)
        ending = await self._runs.finish(run, flow, timeout_seconds)
        await self._report(run, ending)
        return WarmResult(identifier=identifier, status_code=int(ending is Ending.LOST))

    async def _report(self, run: RunUnderWay, ending: Ending) -> None:
        if ending is Ending.STOPPED and run.stop is not None:
            await report_stopped(self.client, run.flow_run.id, run.stop)

    async def kill_infrastructure(
        self,
        infrastructure_pid: str,
        configuration: WarmJobConfiguration,  # noqa: ARG002 (Prefect's own signature)
        grace_seconds: int = 30,
    ) -> None:
        """Stop a run that Prefect wants cancelled before it has begun.

        Raises:
            InfrastructureNotAvailable: Another process has it.
            InfrastructureNotFound: It is not under way any more, or does not end.
        """
        where, _, flow_run_id = infrastructure_pid.rpartition(":")
        if where != place():
            raise InfrastructureNotAvailable(f"The run {flow_run_id} is in {where}.")
        if UUID(flow_run_id) not in self._runs.ids:
            raise InfrastructureNotFound(f"The run {flow_run_id} is not under way.")
        async with asyncio.timeout(grace_seconds):
            await self._runs.stop(UUID(flow_run_id), Stop.CANCELLED)


def place() -> str:
    """This machine and process: a run's ``infrastructure_pid`` begins with it."""
    return f"{socket.gethostname()}:{os.getpid()}"
