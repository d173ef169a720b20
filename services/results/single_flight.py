"""Prefect's lock manager over our locks: of equal calls one is made, the others get its answer."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future, wait
from functools import cache
from threading import Timer
from typing import TYPE_CHECKING
from uuid import uuid4

import anyio.to_thread

from services.results.locks.local import LocalLocks
from services.results.opening import open_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from services.results.locks.outer import OuterLocks


class SingleFlight:
    """Holds a key in this process, on this machine and, where it is configured, in Redis.

    The locks among processes are taken by the first in this process that wants the key, go from
    one to the next, and are released by the last.

    Args:
        outer: Gives the locks among processes to take now.
    """

    def __init__(self, outer: Callable[[], OuterLocks]) -> None:
        self._outer = outer
        self._local = LocalLocks()

    def __reduce__(self) -> tuple[object, ...]:
        # Prefect copies cache policies; locks are the process's.
        return (call_locks, ())

    def acquire_lock(
        self,
        key: str,
        holder: str,
        acquire_timeout: float | None = None,
        hold_timeout: float | None = None,
    ) -> bool:
        """Wait for the key and hold it. Arguments and result: Prefect's `LockManager`, seconds.

        Raises:
            SettingsError: The configured cache cannot be used.
        """
        deadline = _deadline(acquire_timeout)
        granted = self._local.take(key, holder)
        if granted is not None:
            wait([granted], _left(deadline))
            if not granted.done():
                self._local.abandon(key, holder, granted)
                return False
        acquired = False
        try:
            acquired = self._acquire_outer(key, holder, deadline)
        finally:
            if not acquired:
                self._local.release(key, holder)
        return self._held_for(key, holder, hold_timeout) if acquired else False

    async def aacquire_lock(
        self,
        key: str,
        holder: str,
        acquire_timeout: float | None = None,
        hold_timeout: float | None = None,
    ) -> bool:
        """As `acquire_lock`, for the asyncio task that asks; the event loop goes on."""
        deadline = _deadline(acquire_timeout)
        granted = self._local.take(key, holder)
        if granted is not None and not await self._wait(key, holder, granted, deadline):
            return False
        acquired = False
        try:
            acquired = await self._aacquire_outer(key, holder, deadline)
        finally:
            if not acquired:
                self._local.release(key, holder)
        return self._held_for(key, holder, hold_timeout) if acquired else False

    def release_lock(self, key: str, holder: str) -> None:
        """Give the key back; one that this holder has lost, or never had, stays as it is."""
        self._local.release(key, holder)

    def is_locked(self, key: str) -> bool:
        """Whether anyone in this process holds the key.

        A lock of another process does not keep a result from being written: who still writes has
        lost it, and has an answer that is as good.
        """
        return self._local.is_locked(key)

    def is_lock_holder(self, key: str, holder: str) -> bool:
        """Whether this holder holds the key."""
        return self._local.is_holder(key, holder)

    def wait_for_lock(self, key: str, timeout: float | None = None) -> bool:
        """Wait until the key is free; whether it became so in time (seconds)."""
        if self._local.is_mine(key):
            return True
        holder = uuid4().hex
        free = self.acquire_lock(key, holder, timeout)
        self.release_lock(key, holder)
        return free

    async def await_for_lock(self, key: str, timeout: float | None = None) -> bool:  # noqa: ASYNC109 (Prefect's signature)
        """As `wait_for_lock`; the event loop goes on."""
        if self._local.is_mine(key):
            return True
        holder = uuid4().hex
        free = await self.aacquire_lock(key, holder, timeout)
        self.release_lock(key, holder)
        return free

    async def _wait(
        self, key: str, holder: str, granted: Future[None], deadline: float | None
    ) -> bool:
        given = False
        try:
            waiting = asyncio.wrap_future(granted)
            done, _ = await asyncio.wait([waiting], timeout=_left(deadline))
            given = bool(done)
        finally:
            if not given:
                self._local.abandon(key, holder, granted)
        return given

    def _acquire_outer(self, key: str, holder: str, deadline: float | None) -> bool:
        outer = self._not_yet_held(key)
        if outer is None:
            return True
        acquired = False
        try:
            for pause in outer.attempts(key):
                if _is_over(deadline):
                    return False
                time.sleep(pause)
            acquired = True
        finally:
            self._keep_or_release(key, holder, outer, acquired=acquired)
        return True

    async def _aacquire_outer(self, key: str, holder: str, deadline: float | None) -> bool:
        outer = self._not_yet_held(key)
        if outer is None:
            return True
        attempts = outer.attempts(key)
        acquired = False
        try:
            while (pause := await _attempt(attempts, inline=outer.inline)) is not None:
                if _is_over(deadline):
                    return False
                await asyncio.sleep(pause)
            acquired = True
        finally:
            self._keep_or_release(key, holder, outer, acquired=acquired)
        return True

    def _not_yet_held(self, key: str) -> OuterLocks | None:
        """The locks among processes, unless they came with the key."""
        return self._outer() if self._local.outer(key) is None else None

    def _keep_or_release(self, key: str, holder: str, outer: OuterLocks, *, acquired: bool) -> None:
        if acquired:
            self._local.keep_outer(key, holder, outer)
        else:
            outer.release(key)

    def _held_for(self, key: str, holder: str, hold_timeout: float | None) -> bool:
        if hold_timeout is not None:
            timer = Timer(hold_timeout, self.release_lock, (key, holder))
            timer.daemon = True
            timer.start()
        return True


async def _attempt(attempts: Iterator[float], *, inline: bool) -> float | None:
    if inline:
        return next(attempts, None)
    return await anyio.to_thread.run_sync(next, attempts, None)


def _deadline(timeout_seconds: float | None) -> float | None:
    return None if timeout_seconds is None else time.monotonic() + timeout_seconds


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def _is_over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


@cache
def call_locks() -> SingleFlight:
    """The locks of this process, for the tasks whose results are kept."""
    return SingleFlight(lambda: open_results().locks)
