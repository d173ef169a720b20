from __future__ import annotations

import asyncio
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

import pytest
from prefect import flow
from prefect.exceptions import Abort
from prefect.workers.base import BaseWorker

from services.runs.warm_worker.containment import FlowExitedError, contained
from services.runs.warm_worker.draining import Drain
from services.runs.warm_worker.heartbeat import beat
from services.runs.warm_worker.limits import WorkerLimits
from services.runs.warm_worker.worker import CoursewrightWorker

if TYPE_CHECKING:
    from services.runs.warm_worker.running import RunsUnderWay, Stop


class Runs:
    """Runs that end when they are stopped, or never."""

    def __init__(self, count: int, *, stubborn: bool = False) -> None:
        self.ids = tuple(uuid4() for _ in range(count))
        self.stopped: list[UUID] = []
        self._stubborn = stubborn

    async def stop(self, flow_run_id: UUID, _why: Stop) -> None:
        """Stop one."""
        self.stopped.append(flow_run_id)
        if not self._stubborn:
            self.ids = tuple(each for each in self.ids if each != flow_run_id)

    def busy(self) -> bool:
        """Whether any is left."""
        return bool(self.ids)

    async def drain(self, drain: Drain, **limits: float) -> None:
        """Carry the drain out over these."""
        bounds = WorkerLimits(**cast("dict[str, Any]", limits))
        await drain.carry_out(self.busy, cast("RunsUnderWay", self), bounds)


@flow(timeout_seconds=5)
async def sleeper(seconds: float) -> float:
    """Sleep."""
    await asyncio.sleep(seconds)
    return seconds


@flow
async def leaver() -> None:
    """Leave."""
    sys.exit(7)


async def test_nothing_stops_before_it_is_asked() -> None:
    """The drain waits for as long as nobody asks for it."""
    drain = Drain()
    waiting = asyncio.create_task(Runs(0).drain(drain))
    await asyncio.sleep(0.05)
    assert not drain.over
    drain.ask()
    await asyncio.wait_for(waiting, 2)
    assert drain.over


async def test_runs_are_given_back_when_their_time_is_over() -> None:
    """Runs that outlast the drain are stopped, each once."""
    drain, runs = Drain(), Runs(3)
    expected = set(runs.ids)
    drain.ask()
    await runs.drain(drain, drain_seconds=0.1)
    assert set(runs.stopped) == expected
    assert len(runs.stopped) == 3
    assert drain.over


async def test_asking_twice_gives_back_at_once() -> None:
    """A second request does not wait for the runs."""
    drain, runs = Drain(), Runs(1)
    drain.ask()
    drain.ask()
    began = time.monotonic()
    await runs.drain(drain, drain_seconds=60)
    assert time.monotonic() - began < 5
    assert runs.stopped


async def test_a_run_that_never_ends_does_not_hold_the_drain_up() -> None:
    """After the time for cleaning up the worker ends all the same."""
    drain, runs = Drain(), Runs(1, stubborn=True)
    drain.ask()
    await asyncio.wait_for(runs.drain(drain, drain_seconds=0.05, cleanup_seconds=0.1), 5)
    assert drain.over


async def test_a_flow_that_exits_raises_an_error_instead() -> None:
    """sys.exit in a flow becomes an error that names the code."""
    with pytest.raises(FlowExitedError, match=r"SystemExit\(7\)"):
        await contained(leaver, lambda: False, 60).fn()


@pytest.mark.parametrize(("stopping", "raised"), [(True, Abort), (False, asyncio.CancelledError)])
async def test_only_our_own_stop_is_kept_from_the_engine(
    *, stopping: bool, raised: type[BaseException]
) -> None:
    """A stop of ours aborts the run unreported; any other cancellation passes through."""
    one = contained(sleeper, lambda: stopping, 60)
    task = asyncio.create_task(one.fn(60))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(raised):
        await task


async def test_a_run_over_its_limit_ends_with_the_limit_named() -> None:
    """The error is a TimeoutError, which Prefect reports as timed out."""
    with pytest.raises(TimeoutError, match=r"longer than 0\.05 s"):
        await contained(sleeper, lambda: False, 0.05).fn(60)


async def test_a_timeout_of_the_flows_own_is_left_as_it_is() -> None:
    """A TimeoutError from within is not taken for the run's limit."""

    @flow
    async def impatient() -> None:
        raise TimeoutError("the model")

    with pytest.raises(TimeoutError, match="the model"):
        await contained(impatient, lambda: False, 60).fn()


def test_a_contained_flow_takes_the_same_parameters() -> None:
    """Prefect validates parameters against the flow's own signature."""
    one = contained(sleeper, lambda: False, 60)
    assert one.validate_parameters({"seconds": "1.5"}) == {"seconds": 1.5}


async def test_one_heartbeat_that_fails_keeps_no_other_from_being_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each run is said to be alive, whatever becomes of the others' heartbeats."""
    ids = [uuid4() for _ in range(3)]
    told: list[UUID] = []

    async def alive(flow_run_id: UUID) -> None:
        told.append(flow_run_id)
        if flow_run_id == ids[0]:
            raise OSError("the store is away")

    await beat(SimpleNamespace(alive=alive), ids)
    assert told == ids
    assert "the store is away" in caplog.text


def test_prefect_knows_the_worker_by_its_type() -> None:
    """Once imported, the type coursewright is this worker, and its pool has a time limit to set."""
    assert BaseWorker.get_worker_class_from_type("coursewright") is CoursewrightWorker
    template = CoursewrightWorker.get_default_base_job_template()
    assert "timeout_seconds" in template["variables"]["properties"]
    assert template["job_configuration"].keys() <= template["variables"]["properties"].keys()
