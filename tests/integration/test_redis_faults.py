"""Redis failing in every way in the middle of work: nothing else fails, and it comes back."""

from __future__ import annotations

import itertools
import statistics
import time
from typing import TYPE_CHECKING

import pytest
from callers import running_callers
from redis_server import running_redis

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from callers import Batch, Caller
    from redis_server import RedisServer

pytestmark = pytest.mark.server
TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 1.0
BATCHES = 5
FAULTS: dict[str, tuple[Callable[[RedisServer], None], Callable[[RedisServer], None]]] = {
    "stopped": (lambda redis: redis.stop(), lambda redis: redis.start()),
    "frozen": (lambda redis: redis.freeze(), lambda redis: redis.thaw()),
    "full": (lambda redis: redis.fill(), lambda redis: redis.make_room()),
    "flushed": (lambda redis: redis.flush(), lambda _redis: None),
    "restarted": (lambda redis: (redis.stop(), redis.start())[0], lambda _redis: None),
}


@pytest.fixture
def redis() -> Generator[RedisServer]:
    """A Redis of the test's own."""
    with running_redis() as server:
        yield server


class Work:
    """Batches of calls: in each two new ones at once, one of them twice, and one made before."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._numbers = itertools.count(1)
        self.made = 0

    def begin(self) -> None:
        """Have a batch made."""
        number = next(self._numbers)
        self._caller.ask([f"n{number}", f"n{number}", f"m{number}", f"n{max(1, number - 1)}"])

    def end(self) -> Batch:
        """Wait for it: nothing has failed, and no call was made twice."""
        batch = self._caller.answer()
        assert batch.failed == []
        self.made += batch.states["Completed"]
        return batch

    def run(self) -> Batch:
        """Make a batch."""
        self.begin()
        return self.end()


def test_no_call_fails_whatever_redis_does(
    prefect_server: str, redis: RedisServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stopped, frozen, full, flushed or restarted in the middle of a batch: no call fails.

    No call is made twice either, and results are in Redis again soon after.
    """
    environment = {
        "PREFECT_API_URL": prefect_server,
        "COURSEWRIGHT_HOME": str(tmp_path / "home"),
        "COURSEWRIGHT_CACHE_REDIS_URL": redis.url,
        "COURSEWRIGHT_CACHE_REDIS_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
        "COURSEWRIGHT_CACHE_REDIS_PAUSE_SECONDS": str(PAUSE_SECONDS),
        "COURSEWRIGHT_CACHE_LEASE_SECONDS": "3",
        "CALLING_JOURNAL": str(tmp_path / "journal"),
        "CALLING_SECONDS": "0.2",
    }
    table: list[tuple[str, list[float]]] = []
    with running_callers([environment]) as (caller,):
        work = Work(caller)
        work.run()  # imports what it needs
        table.append(("well", [work.run().seconds for _ in range(BATCHES)]))
        for name, (begin, end) in FAULTS.items():
            work.begin()
            time.sleep(0.1)  # the batch has begun
            begin(redis)
            seconds = [work.end().seconds, *(work.run().seconds for _ in range(BATCHES - 1))]
            table.append((name, seconds))
            end(redis)
            _wait_until_used(work, redis)
        table.append(("well again", [work.run().seconds for _ in range(BATCHES)]))
    calls = (tmp_path / "journal").read_text().split()
    assert len(calls) == len(set(calls)) == work.made
    with capsys.disabled():
        _print(table)


def _wait_until_used(work: Work, redis: RedisServer) -> None:
    """Make batches until Redis has a new result."""
    until = time.monotonic() + PAUSE_SECONDS + 30
    with redis.client() as client:
        before = set(client.keys("*:results:*"))
        while not set(client.keys("*:results:*")) - before:
            assert time.monotonic() < until, "Redis is not used again"
            work.run()


def _print(table: list[tuple[str, list[float]]]) -> None:
    usual = statistics.median(table[0][1])
    print("\n\nRedis        batches  failed  median   worst  (times the median when well)")  # noqa: T201 (the table is the test's output)
    for name, seconds in table:
        median, worst = statistics.median(seconds), max(seconds)
        print(  # noqa: T201 (as above)
            f"{name:12} {len(seconds):7}       0  {median:4.2f} s  {worst:4.2f} s"
            f"  ({median / usual:.2f}, {worst / usual:.2f})"
        )
