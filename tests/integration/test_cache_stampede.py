"""Equal calls made at once, by the real task, in several processes and on several machines.

A machine is a data folder of its own here: processes with different ones share Redis only.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from callers import running_callers
from redis_server import running_redis

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from redis_server import RedisServer

pytestmark = pytest.mark.server
PROCESSES = 4
REQUESTS = 50
LEASE_SECONDS = 4.0
TOLERANCE_SECONDS = 6.0
"""For a flow run on a busy machine, besides the lease."""


@pytest.fixture
def redis() -> Generator[RedisServer]:
    """A Redis of the test's own."""
    with running_redis() as server:
        yield server


@pytest.fixture
def environment(prefect_server: str, tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Makes the environment of a process on a machine; Redis, if any, is for all of them."""

    def make(machine: int, thinks_seconds: float, redis: RedisServer | None) -> dict[str, str]:
        made = {
            "PREFECT_API_URL": prefect_server,
            "COURSEWRIGHT_HOME": str(tmp_path / f"machine {machine}"),
            "COURSEWRIGHT_CACHE_LEASE_SECONDS": str(LEASE_SECONDS),
            "COURSEWRIGHT_CACHE_REDIS_TIMEOUT_SECONDS": "5",
            "CALLING_JOURNAL": str(tmp_path / "journal"),
            "CALLING_SECONDS": str(thinks_seconds),
        }
        return made | ({"COURSEWRIGHT_CACHE_REDIS_URL": redis.url} if redis else {})

    return make


@pytest.mark.parametrize("over", ["one machine", "redis", "one machine with redis"])
def test_fifty_equal_requests_in_four_processes_make_one_call(
    environment: Callable[..., dict[str, str]], redis: RedisServer, tmp_path: Path, over: str
) -> None:
    """Of equal requests at once one calls the model, and all have its answer."""
    shared = None if over == "one machine" else redis
    machines = range(PROCESSES) if over == "redis" else [0] * PROCESSES
    with running_callers([environment(each, 1.5, shared) for each in machines]) as callers:
        for index, caller in enumerate(callers):
            caller.ask(["a"] * len(range(index, REQUESTS, PROCESSES)))
        batches = [caller.answer() for caller in callers]
    assert [failed for batch in batches for failed in batch.failed] == []
    assert sum((batch.states for batch in batches), Counter()) == {
        "Completed": 1,
        "Cached": REQUESTS - 1,
    }
    assert _calls(tmp_path) == 1


@pytest.mark.parametrize("over", ["one machine", "redis"])
def test_the_next_takes_over_from_a_killed_holder(
    environment: Callable[..., dict[str, str]], redis: RedisServer, tmp_path: Path, over: str
) -> None:
    """A process killed while it calls the model holds nobody up for longer than its lease."""
    shared = redis if over == "redis" else None
    first, second = environment(0, 600, shared), environment(int(over == "redis"), 0, shared)
    with running_callers([first, second]) as (holder, waiter):
        holder.ask(["a"])
        _wait_for_calls(tmp_path, 1)
        waiter.ask(["a"])
        time.sleep(LEASE_SECONDS + 1)  # the holder renews its lease for as long as it lives
        assert _calls(tmp_path) == 1
        holder.kill()
        killed = time.monotonic()
        batch = waiter.answer()
        waited = time.monotonic() - killed
    assert batch.failed == []
    assert batch.states == {"Completed": 1}
    assert _calls(tmp_path) == 2
    assert waited < (LEASE_SECONDS if shared else 0) + TOLERANCE_SECONDS


def test_a_holder_that_lives_keeps_its_flight_when_redis_forgets(
    environment: Callable[..., dict[str, str]], redis: RedisServer, tmp_path: Path
) -> None:
    """After Redis lost its data a long call is still made once: the lease is taken anew."""
    environments = [environment(machine, 6 * (1 - machine), redis) for machine in (0, 1)]
    with running_callers(environments) as (holder, waiter):
        holder.ask(["a"])
        _wait_for_calls(tmp_path, 1)
        redis.flush()
        time.sleep(LEASE_SECONDS / 2)
        waiter.ask(["a"])
        batches = holder.answer(), waiter.answer()
    assert [batch.failed for batch in batches] == [[], []]
    assert _calls(tmp_path) == 1


def _calls(folder: Path) -> int:
    journal = folder / "journal"
    return len(journal.read_text().split()) if journal.exists() else 0


def _wait_for_calls(folder: Path, count: int) -> None:
    until = time.monotonic() + 60
    while _calls(folder) < count:
        assert time.monotonic() < until
        time.sleep(0.05)
