"""Sitting out an outage of the Prefect server: runs under way go on, and are not given up."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGER = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
SERVER_FAULT = 500


def is_outage(error: httpx.HTTPError) -> bool:
    """Whether the server was not there, or not itself: the same may work later."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code >= SERVER_FAULT
    return isinstance(error, httpx.TransportError)


class Outage:
    """When the server may be asked again: pauses that double while it does not answer.

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pause_seconds = 0.0
        self._until = 0.0

    @property
    def waiting(self) -> bool:
        """Whether it is too soon to ask again."""
        return self._clock() < self._until

    def failed(self, error: httpx.HTTPError) -> None:
        """The server did not answer."""
        if not self._pause_seconds:
            LOGGER.warning("The Prefect server does not answer; still trying: %r", error)
        longer = 2 * self._pause_seconds or FIRST_PAUSE_SECONDS
        self._pause_seconds = min(longer, LONGEST_PAUSE_SECONDS)
        self._until = self._clock() + self._pause_seconds

    def answered(self) -> None:
        """The server answered."""
        if self._pause_seconds:
            LOGGER.warning("The Prefect server answers again.")
        self._pause_seconds = 0.0
