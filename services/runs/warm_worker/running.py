"""The flow runs that are under way in this process."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import httpx
from prefect.exceptions import Abort, PrefectException
from prefect.flow_engine import run_flow_async

from services.runs.warm_worker.containment import contained

if TYPE_CHECKING:
    from uuid import UUID

    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun

    from services.runs.warm_worker.flow_loop import FlowLoop

LOGGER = logging.getLogger(__name__)


class Stop(Enum):
    """Why a run is stopped."""

    CANCELLED = "cancelled"
    GIVEN_BACK = "given back"


class Ending(Enum):
    """How a run left this process."""

    REPORTED = "reported"
    """Prefect's engine told the server."""
    STOPPED = "stopped"
    """It was stopped: the server is yet to be told."""
    LOST = "lost"
    """The engine could not tell the server."""


@dataclass(eq=False)
class RunUnderWay:
    """One run. ``stop`` and ``task`` are read and written from two threads, a word at a time."""

    flow_run: FlowRun
    ended: asyncio.Event
    stop: Stop | None = None
    task: asyncio.Task[Any] | None = None


class RunsUnderWay:
    """Runs flow runs on a loop of their own, and stops them.

    Args:
        loop: Where they run. All methods here are for the worker's own loop.
        cleanup_seconds: How long a cancelled run may take before it is cancelled again.
    """

    def __init__(self, loop: FlowLoop, cleanup_seconds: float) -> None:
        self._loop = loop
        self._cleanup_seconds = cleanup_seconds
        self._runs: dict[UUID, RunUnderWay] = {}

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Which runs are under way."""
        return tuple(self._runs)

    def begin(self, flow_run: FlowRun) -> RunUnderWay:
        """From now on the run counts as under way, and can be stopped. `finish` must follow."""
        run = self._runs[flow_run.id] = RunUnderWay(flow_run, asyncio.Event())
        return run

    async def finish(
        self, run: RunUnderWay, flow: Flow[..., Any], timeout_seconds: float
    ) -> Ending:
        """Run it to its end."""
        one = contained(flow, lambda: run.stop is not None, timeout_seconds)
        try:
            return await asyncio.wrap_future(self._loop.submit(_execute(run, one)))
        finally:
            self.forget(run)

    def forget(self, run: RunUnderWay) -> None:
        """It is not under way any more."""
        self._runs.pop(run.flow_run.id, None)
        run.ended.set()

    async def stop(self, flow_run_id: UUID, why: Stop) -> None:
        """Stop a run, and return when its own cleaning up has ended; nothing if there is none."""
        run = self._runs.get(flow_run_id)
        if run is None or run.stop is not None:
            return
        run.stop = why
        while True:
            if run.task is not None:
                self._loop.cancel(run.task)
            try:
                async with asyncio.timeout(self._cleanup_seconds):
                    await run.ended.wait()
            except TimeoutError:
                LOGGER.warning("Run %s is still not at its end; stopped again.", flow_run_id)
            else:
                return


async def _execute(run: RunUnderWay, flow: Flow[..., Any]) -> Ending:
    """Run the flow in this task. The engine reports each ending but those we bring about."""
    run.task = asyncio.current_task()
    if run.stop is not None:
        return Ending.STOPPED
    ending = Ending.REPORTED
    try:
        state = await run_flow_async(
            flow,
            flow_run=run.flow_run,
            parameters=run.flow_run.parameters,
            return_type="state",
        )
    except Abort:
        ending = Ending.STOPPED  # by us, or the server let it go no further
    except asyncio.CancelledError:
        if run.stop is None:
            raise
        ending = Ending.STOPPED
    except (SystemExit, KeyboardInterrupt) as error:
        LOGGER.warning("Run %s asked the process to exit (%r).", run.flow_run.id, error)
    except (httpx.HTTPError, PrefectException) as error:
        LOGGER.warning("Run %s lost the Prefect server: %s", run.flow_run.id, error)
        ending = Ending.LOST
    else:
        if run.stop is not None and not (state and state.is_final()):
            ending = Ending.STOPPED
    return ending
