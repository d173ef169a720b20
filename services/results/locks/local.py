"""Locks among the asyncio tasks and threads of this process, each with a queue of its own."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import RLock, Thread, current_thread
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from services.results.locks.outer import OuterLocks

Owner = asyncio.Task[Any] | Thread


@dataclass
class _Waiter:
    holder: str
    owner: Owner
    granted: Future[None] = field(default_factory=Future[None])


@dataclass
class _Held:
    holder: str
    owner: Owner
    outer: OuterLocks | None = None
    waiters: deque[_Waiter] = field(default_factory=deque[_Waiter])


class LocalLocks:
    """Who holds a key in this process, and who waits for it, first come first served.

    A lock belongs to a holder and to the asyncio task or thread that took it. When that has ended
    the lock is free, and when it asks again it has it: Prefect forgets to release where a run is
    cancelled while it begins.
    """

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._lock = RLock()  # a callback of a future may come back here

    def take(self, key: str, holder: str) -> Future[None] | None:
        """Take the lock for the task or thread that asks.

        Returns:
            None when it is taken, else what is done once it is.
        """
        owner = _current_owner()
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.owner is not owner and _has_ended(held.owner):
                self._pass_on(key, held)
                held = self._held.get(key)
            if held is None:
                self._held[key] = _Held(holder, owner)
            elif held.owner is owner:
                held.holder = holder
            else:
                waiter = _Waiter(holder, owner)
                held.waiters.append(waiter)
                return waiter.granted
            self._watch(key, owner)
            return None

    def abandon(self, key: str, holder: str, granted: Future[None]) -> None:
        """Wait no longer; a lock that was given meanwhile is released."""
        with self._lock:
            if not granted.cancel():
                self.release(key, holder)

    def release(self, key: str, holder: str) -> None:
        """Give the lock to who waits longest; what is not held by this holder stays as it is."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.holder == holder:
                self._pass_on(key, held)

    def is_locked(self, key: str) -> bool:
        """Whether anyone in this process holds the key."""
        return key in self._held

    def is_holder(self, key: str, holder: str) -> bool:
        """Whether this holder holds the key."""
        held = self._held.get(key)
        return held is not None and held.holder == holder

    def is_mine(self, key: str) -> bool:
        """Whether the task or thread that asks holds the key, under any name."""
        held = self._held.get(key)
        return held is not None and held.owner is _current_owner()

    def outer(self, key: str) -> OuterLocks | None:
        """The locks among processes that came with the key from its last holder."""
        held = self._held.get(key)
        return held.outer if held else None

    def keep_outer(self, key: str, holder: str, outer: OuterLocks) -> None:
        """Have the locks among processes go with the key, and released after its last holder."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.holder == holder:
                held.outer = outer
            else:
                outer.release(key)

    def _pass_on(self, key: str, held: _Held) -> None:
        while held.waiters:
            waiter = held.waiters.popleft()
            if not waiter.granted.set_running_or_notify_cancel():
                continue
            held.holder, held.owner = waiter.holder, waiter.owner
            self._watch(key, waiter.owner)
            waiter.granted.set_result(None)
            return
        del self._held[key]
        if held.outer:
            held.outer.release(key)

    def _watch(self, key: str, owner: Owner) -> None:
        if not isinstance(owner, asyncio.Task):
            return  # looked at when someone else asks
        ended = partial(self._ended, key)
        loop = owner.get_loop()
        if _running_here(loop):
            owner.add_done_callback(ended)
            return
        with suppress(RuntimeError):  # closed meanwhile, and the task with it
            loop.call_soon_threadsafe(cast("Any", owner).add_done_callback, ended)

    def _ended(self, key: str, owner: Owner) -> None:
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.owner is owner:
                self._pass_on(key, held)


def _current_owner() -> Owner:
    try:
        return asyncio.current_task() or current_thread()
    except RuntimeError:  # no event loop runs here
        return current_thread()


def _running_here(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _has_ended(owner: Owner) -> bool:
    return owner.done() if isinstance(owner, asyncio.Task) else not owner.is_alive()
