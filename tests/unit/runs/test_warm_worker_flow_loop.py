from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

import pytest

from services.runs.warm_worker.flow_loop import FlowLoop

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture
def loop() -> Generator[FlowLoop]:
    """A loop that turns."""
    made = FlowLoop()
    made.start()
    yield made
    made.stop()


async def leave() -> None:
    """End the process."""
    sys.exit(3)


def test_a_coroutine_runs_on_the_loops_own_thread(loop: FlowLoop) -> None:
    """What is submitted returns its value to the thread that asked."""
    assert loop.submit(asyncio.sleep(0, "value")).result(5) == "value"


def test_the_loop_outlives_a_task_that_exits(loop: FlowLoop) -> None:
    """A task that calls sys.exit has its exception; others go on, and new ones run."""
    other = loop.submit(asyncio.sleep(0.3, "other"))
    with pytest.raises(SystemExit):
        loop.submit(leave()).result(5)
    assert other.result(5) == "other"
    assert loop.submit(asyncio.sleep(0, "new")).result(5) == "new"


def test_standing_still_is_seen_from_outside(loop: FlowLoop) -> None:
    """While a task holds the loop, the seconds grow and the stack says where."""

    async def hold() -> None:
        time.sleep(1)  # noqa: ASYNC251 (that is what is watched for)

    held = loop.submit(hold())
    time.sleep(0.6)
    assert loop.still_seconds > 0.3
    assert "time.sleep(1)" in loop.stack()
    held.result(5)
    time.sleep(0.3)
    assert loop.still_seconds < 0.5


def test_stopping_cancels_what_is_left() -> None:
    """Tasks that still run when the loop stops are cancelled, and clean up."""
    cleaned: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            cleaned.append("yes")

    loop = FlowLoop()
    loop.start()
    left = loop.submit(wait())
    time.sleep(0.2)
    loop.stop()
    assert cleaned == ["yes"]
    assert left.cancelled()
