"""A breaker: who failed is left alone for a while, then tried again by one caller."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Breaker:
    """Says whether something is worth asking.

    Args:
        pause_seconds: How long it is left alone after a failure.
        clock: Seconds that only ever grow.
    """

    def __init__(self, pause_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._closed = True
        self._retry_at = 0.0
        self._lock = Lock()

    @property
    def closed(self) -> bool:
        """Whether the last answer was one."""
        return self._closed

    def allows(self) -> bool:
        """Whether to ask now; after a pause only one caller is told so until it has an answer."""
        if self._closed:
            return True
        with self._lock:
            if not self._closed and self._clock() < self._retry_at:
                return False
            # Who asks now asks for all; if it never reports, another may after the next pause.
            self._retry_at = self._clock() + self._pause_seconds
            return True

    def succeeded(self) -> None:
        """It answered."""
        self._closed = True

    def failed(self) -> None:
        """It did not answer."""
        with self._lock:
            self._closed = False
            self._retry_at = self._clock() + self._pause_seconds
