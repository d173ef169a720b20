"""Watching the process: memory, and flows that hold the event loop."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGER = logging.getLogger(__name__)
BYTES_PER_MB = 1024 * 1024


def resident_mb() -> float:
    """Resident memory of this process, in MB."""
    return psutil.Process().memory_info().rss / BYTES_PER_MB


class MemoryWatch:
    """Whether there is memory for another run; says so when that changes.

    Args:
        limit_mb: Above this there is not.
        measure: What is used now, in MB.
    """

    def __init__(self, limit_mb: int, measure: Callable[[], float] = resident_mb) -> None:
        self._limit_mb = limit_mb
        self._measure = measure
        self._full = False

    def has_room(self) -> bool:
        """Measure."""
        used = self._measure()
        full = used > self._limit_mb
        if full and not self._full:
            LOGGER.warning(
                "The worker uses %.0f MB, more than its limit of %d MB: it takes no new runs.",
                used,
                self._limit_mb,
            )
        if self._full and not full:
            LOGGER.warning("The worker is back at %.0f MB and takes new runs again.", used)
        self._full = full
        return not full


class Turning(Protocol):
    """An event loop that can be watched from outside."""

    @property
    def still_seconds(self) -> float:
        """How long it has not turned."""
        ...

    def stack(self) -> str:
        """What it is doing."""
        ...


class BlockWatch:
    """Logs when a flow holds the event loop, with where it does, and for how long it did.

    Args:
        loop: What is watched.
        blocked_seconds: How long is too long.
    """

    def __init__(self, loop: Turning, blocked_seconds: float) -> None:
        self._loop = loop
        self._blocked_seconds = blocked_seconds
        self._longest = 0.0

    @property
    def turning(self) -> bool:
        """Whether nothing holds the loop now."""
        return self._loop.still_seconds < self._blocked_seconds

    def look(self) -> None:
        """Look once."""
        still = self._loop.still_seconds
        if still >= self._blocked_seconds:
            if not self._longest:
                LOGGER.warning(
                    "A flow holds the event loop, and every other run waits for it:\n%s",
                    self._loop.stack(),
                )
            self._longest = still
        elif self._longest:
            LOGGER.warning(
                "The event loop is free again; it was held for %.1f s or more.", self._longest
            )
            self._longest = 0.0

    async def keep_looking(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(self._blocked_seconds / 4)
