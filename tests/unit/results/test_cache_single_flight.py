from __future__ import annotations

import asyncio
import copy
import pickle
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from prefect.locking.protocol import LockManager

from services.results.locks.machine import machine_locks
from services.results.locks.outer import OuterLocks
from services.results.single_flight import SingleFlight, call_locks

if TYPE_CHECKING:
    from pathlib import Path

KEY = "completions/local/faqs-draft-1"
HOLDING = """
import sys, time
from pathlib import Path
from services.results.locks.machine import machine_locks
assert machine_locks(Path(sys.argv[1])).acquire(sys.argv[2])
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def locks(tmp_path: Path) -> SingleFlight:
    """Locks of this process and this machine."""
    outer = OuterLocks(machine_locks(tmp_path / "cache.lock"))
    return SingleFlight(lambda: outer)


@pytest.fixture
def lock_file(tmp_path: Path) -> Path:
    """The file that the machine's processes share."""
    return tmp_path / "cache.lock"


def _hold_elsewhere(lock_file: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(lock_file), KEY], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_it_is_what_prefect_takes_for_a_lock_manager(locks: SingleFlight) -> None:
    """It has all that Prefect's result store asks of one, and copies of it are itself."""
    assert isinstance(locks, LockManager)
    ours = call_locks()
    assert copy.deepcopy(ours) is ours
    assert pickle.loads(pickle.dumps(ours)) is ours  # noqa: S301 (our own bytes)


async def test_tasks_have_the_key_in_turn(locks: SingleFlight) -> None:
    """Of many tasks one at a time holds a key, in the order they came; other keys are free."""
    inside: list[int] = []
    order: list[int] = []

    async def hold(number: int) -> None:
        assert await locks.aacquire_lock(KEY, f"holder-{number}")
        inside.append(number)
        assert inside == [number]
        assert locks.is_lock_holder(KEY, f"holder-{number}")
        assert await locks.aacquire_lock(f"other-{number}", f"holder-{number}")
        await asyncio.sleep(0.001)
        order.append(inside.pop())
        locks.release_lock(f"other-{number}", f"holder-{number}")
        locks.release_lock(KEY, f"holder-{number}")

    await asyncio.gather(*(hold(number) for number in range(30)))
    assert order == list(range(30))
    assert not locks.is_locked(KEY)


async def test_threads_and_event_loops_share_a_key(locks: SingleFlight) -> None:
    """Tasks of this loop, of another loop in a thread, and plain threads exclude one another."""
    inside = 0
    most = 0
    counting = threading.Lock()

    def entered(by: int) -> None:
        nonlocal inside, most
        with counting:
            inside += by
            most = max(most, inside)

    async def hold(holder: str) -> None:
        await locks.aacquire_lock(KEY, holder)
        entered(1)
        await asyncio.sleep(0.002)
        entered(-1)
        locks.release_lock(KEY, holder)

    async def hold_many(name: str) -> None:
        await asyncio.gather(*(hold(f"{name}-{number}") for number in range(5)))

    def hold_in_thread(holder: str) -> None:
        locks.acquire_lock(KEY, holder)
        entered(1)
        time.sleep(0.002)
        entered(-1)
        locks.release_lock(KEY, holder)

    await asyncio.gather(
        hold_many("here"),
        asyncio.to_thread(lambda: asyncio.run(hold_many("there"))),
        *(asyncio.to_thread(hold_in_thread, f"thread-{number}") for number in range(3)),
    )
    assert most == 1
    assert not locks.is_locked(KEY)


async def test_who_does_not_get_the_key_in_time_is_told(locks: SingleFlight) -> None:
    """A wait with a limit ends by it, and leaves the key with its holder."""
    holding = asyncio.create_task(_hold_for(locks, 600))
    await asyncio.sleep(0.01)
    assert not await locks.aacquire_lock(KEY, "b", acquire_timeout=0.02)
    assert not await locks.await_for_lock(KEY, timeout=0.02)
    assert not await asyncio.to_thread(locks.acquire_lock, KEY, "c", 0.02)
    assert not await asyncio.to_thread(locks.wait_for_lock, KEY, 0.02)
    assert locks.is_lock_holder(KEY, "a")
    holding.cancel()
    assert await locks.await_for_lock(KEY, timeout=5)
    assert not locks.is_locked(KEY)


async def _hold_for(locks: SingleFlight, seconds: float, holder: str = "a") -> None:
    await locks.aacquire_lock(KEY, holder)
    await asyncio.sleep(seconds)
    locks.release_lock(KEY, holder)


async def test_a_waiter_that_is_cancelled_holds_nobody_up(locks: SingleFlight) -> None:
    """The key goes on to the next when one in the queue, or just given it, is cancelled."""
    first = asyncio.create_task(_hold_for(locks, 0.02))
    await asyncio.sleep(0)
    second = asyncio.create_task(_hold_for(locks, 600, "b"))
    third = asyncio.create_task(_hold_for(locks, 0, "c"))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait_for(asyncio.gather(first, third), 5)
    assert not locks.is_locked(KEY)


async def test_a_holder_that_ended_without_releasing_is_followed_by_the_next(
    locks: SingleFlight,
) -> None:
    """A task that is cancelled between taking a key and using it does not keep it for ever."""

    async def forget() -> None:
        await locks.aacquire_lock(KEY, "forgetful")
        await asyncio.sleep(0.02)

    forgetting = asyncio.create_task(forget())
    await asyncio.sleep(0)
    assert await locks.aacquire_lock(KEY, "b", acquire_timeout=5)
    await forgetting
    assert locks.is_lock_holder(KEY, "b")


async def test_a_task_that_asks_again_has_the_key(locks: SingleFlight) -> None:
    """A retry of a task run that forgot to release does not wait for itself."""
    assert await locks.aacquire_lock(KEY, "first try")
    assert await locks.aacquire_lock(KEY, "second try", acquire_timeout=1)
    assert await locks.await_for_lock(KEY, timeout=1)
    assert locks.is_lock_holder(KEY, "second try")
    locks.release_lock(KEY, "first try")
    assert locks.is_locked(KEY)


def test_a_key_held_for_a_time_is_free_after_it(locks: SingleFlight) -> None:
    """A hold with a limit ends by itself."""
    locks.acquire_lock(KEY, "a", hold_timeout=0.05)
    taken: list[bool] = []
    thread = threading.Thread(target=lambda: taken.append(locks.acquire_lock(KEY, "b", 5)))
    thread.start()
    thread.join()
    assert taken == [True]


async def test_another_process_that_is_killed_is_followed(
    locks: SingleFlight, lock_file: Path
) -> None:
    """While another process lives this one waits, its event loop goes on; then it has the key."""
    process = _hold_elsewhere(lock_file)
    try:
        waiting = asyncio.create_task(locks.aacquire_lock(KEY, "a"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        assert await locks.aacquire_lock("another key", "a", acquire_timeout=5)
    finally:
        _end(process)
    assert await asyncio.wait_for(waiting, 5)


async def test_a_wait_for_another_process_can_be_cancelled(
    locks: SingleFlight, lock_file: Path
) -> None:
    """Who gives up on another process's key leaves it free for others of this process."""
    process = _hold_elsewhere(lock_file)
    try:
        waiting = asyncio.create_task(locks.aacquire_lock(KEY, "a"))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert not locks.is_locked(KEY)
        assert not await locks.aacquire_lock(KEY, "b", acquire_timeout=0.05)
        assert not await asyncio.to_thread(locks.acquire_lock, KEY, "c", 0.05)
    finally:
        _end(process)
    assert await locks.aacquire_lock(KEY, "d", acquire_timeout=5)


def test_where_there_can_be_no_lock_file_calls_are_made(tmp_path: Path) -> None:
    """A folder that cannot be written costs the sharing of flights, not the calls."""
    (tmp_path / "file").write_text("in the way")
    assert machine_locks(tmp_path / "file" / "cache.lock").acquire(KEY)
