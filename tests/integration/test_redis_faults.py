"""Redis failing in every way in the middle of work: nothing else fails, and it comes back."""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from callers import running_callers
from redis_server import running_redis

from core.content_type import OUTLINE
from core.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from callers import Caller
    from redis_server import RedisServer

pytestmark = pytest.mark.server
ROOT = Path(__file__).parents[2]
PACKS = Path(__file__).parent / "drivers" / "packs.py"
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
TYPES = ("one_pager", "faqs")
TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 1.0
FAULTS: dict[str, tuple[Callable[[RedisServer], None], Callable[[RedisServer], None]]] = {
    "stopped": (lambda redis: redis.stop(), lambda redis: redis.start()),
    "frozen": (lambda redis: redis.freeze(), lambda redis: redis.thaw()),
    "full": (lambda redis: redis.fill(), lambda redis: redis.make_room()),
    "flushed": (lambda redis: redis.flush(), lambda _redis: None),
    "restarted": (lambda redis: (redis.stop(), redis.start())[0], lambda _redis: None),
}
Table = list[tuple[str, list[float]]]
"""For each state of Redis the seconds of the batches made in it."""


@pytest.fixture
def redis() -> Generator[RedisServer]:
    """A Redis of the test's own."""
    with running_redis() as server:
        yield server


@pytest.fixture
def environment(prefect_server: str, redis: RedisServer, tmp_path: Path) -> dict[str, str]:
    """Of a process that uses this Redis."""
    return {
        "PREFECT_API_URL": prefect_server,
        "COURSEWRIGHT_HOME": str(tmp_path / "home"),
        "COURSEWRIGHT_CACHE_REDIS_URL": redis.url,
        "COURSEWRIGHT_CACHE_REDIS_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
        "COURSEWRIGHT_CACHE_REDIS_PAUSE_SECONDS": str(PAUSE_SECONDS),
        "COURSEWRIGHT_CACHE_LEASE_SECONDS": "3",
    }


class Work(Protocol):
    """Work in batches, of which nothing may fail."""

    def begin(self) -> None:
        """Have a batch made."""
        ...

    def end(self) -> float:
        """Wait for it, and look at it; its seconds."""
        ...


class Calls:
    """Model calls: in each batch two new ones at once, one of them twice, and one made before."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._numbers = itertools.count(1)
        self.made = 0

    def begin(self) -> None:
        """Have a batch made."""
        number = next(self._numbers)
        self._caller.ask([f"n{number}", f"n{number}", f"m{number}", f"n{max(1, number - 1)}"])

    def end(self) -> float:
        """Wait for it: nothing has failed."""
        batch = self._caller.answer()
        assert batch.failed == []
        self.made += batch.states["Completed"]
        return batch.seconds


class Packs:
    """Whole packs through the flow: in each batch a new one, then the same again."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._requests, self._answers = process.stdin, process.stdout
        self._numbers = itertools.count(1)
        self.made = 0

    def begin(self) -> None:
        """Have a batch made."""
        audience = f"group {next(self._numbers)}"
        source = {"path": str(PHOTOSYNTHESIS)}
        request = {"source": source, "types": TYPES, "audience": audience}
        self._requests.write(f"{json.dumps(request)}\n" * 2)
        self._requests.flush()

    def end(self) -> float:
        """Wait for it: both are complete, and the second took every answer from the cache."""
        packs: list[dict[str, Any]] = [json.loads(self._answers.readline()) for _ in range(2)]
        assert [pack["state"] for pack in packs] == ["complete"] * 2, packs
        cached = [
            {name: artifact["cached"] for name, artifact in pack["artifacts"].items()}
            for pack in packs
        ]
        assert cached == [dict.fromkeys((OUTLINE, *TYPES), each) for each in (False, True)]
        self.made += len(packs)
        return sum(pack["seconds"] for pack in packs)


@contextmanager
def running_packs(environment: dict[str, str]) -> Generator[Packs]:
    """A process that makes packs, one after the other."""
    with subprocess.Popen(
        [sys.executable, str(PACKS)],
        cwd=ROOT,
        env=child_environment({**environment, "PYTHONPATH": str(ROOT)}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Packs(process)
        finally:
            process.kill()


def test_no_call_fails_whatever_redis_does(
    environment: dict[str, str],
    redis: RedisServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Stopped, frozen, full, flushed or restarted in the middle of a batch: no call fails.

    No call is made twice either, and results are in Redis again soon after.
    """
    journal = tmp_path / "journal"
    environment |= {"CALLING_JOURNAL": str(journal), "CALLING_SECONDS": "0.2"}
    with running_callers([environment]) as (caller,):
        work = Calls(caller)
        table = _through_all_faults(work, redis, batches=5)
    calls = journal.read_text().split()
    assert len(calls) == len(set(calls)) == work.made
    with capsys.disabled():
        _print("batches of 4 calls", table)


def test_no_pack_fails_whatever_redis_does(
    environment: dict[str, str], redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same with whole packs: all of them are complete, and none is made twice.

    What a pack was made of is found again while Redis is gone, and results are in it soon after.
    """
    with running_packs(environment) as work:
        table = _through_all_faults(work, redis, batches=2)
    assert work.made >= 2 * sum(len(seconds) for _, seconds in table)
    with capsys.disabled():
        _print("batches of 2 packs", table)


def _through_all_faults(work: Work, redis: RedisServer, batches: int) -> Table:
    """Make so many batches in each state; the first of them is under way when it begins."""
    for _ in range(2):
        _run(work)  # imports what it needs
    table: Table = [("well", [_run(work) for _ in range(batches)])]
    for name, (begin, end) in FAULTS.items():
        work.begin()
        time.sleep(0.1)  # the batch has begun
        begin(redis)
        table.append((name, [work.end(), *(_run(work) for _ in range(batches - 1))]))
        end(redis)
        _wait_until_used(work, redis)
    table.append(("well again", [_run(work) for _ in range(batches)]))
    return table


def _run(work: Work) -> float:
    work.begin()
    return work.end()


def _wait_until_used(work: Work, redis: RedisServer) -> None:
    """Make batches until Redis has a new result."""
    until = time.monotonic() + PAUSE_SECONDS + 30
    with redis.client() as client:
        before = set(client.keys("*:results:*"))
        while not set(client.keys("*:results:*")) - before:
            assert time.monotonic() < until, "Redis is not used again"
            _run(work)


def _print(what: str, table: Table) -> None:
    usual = statistics.median(table[0][1])
    print(f"\n\n{what}\nRedis        batches  failed  median   worst  (times the median when well)")  # noqa: T201 (the table is the test's output)
    for name, seconds in table:
        median, worst = statistics.median(seconds), max(seconds)
        print(  # noqa: T201 (as above)
            f"{name:12} {len(seconds):7}       0  {median:4.2f} s  {worst:4.2f} s"
            f"  ({median / usual:.2f}, {worst / usual:.2f})"
        )
