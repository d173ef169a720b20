"""How fast a model may be asked: after a refusal for rate all its calls wait together."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from core.settings import settings

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Awaitable, Callable

    from pydantic_ai import ConcurrencyLimiter


class Pace:
    """When one model may be asked again. For one event loop.

    Args:
        first_wait_seconds: The wait after a refusal that names none; it doubles with each that
            comes in a row.
        longest_wait_seconds: A wait over this is not waited for; and the most it doubles to.
        now: The time, in seconds.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        first_wait_seconds: float,
        longest_wait_seconds: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._first = first_wait_seconds
        self._longest = longest_wait_seconds
        self._now = now
        self._sleep = sleep
        self._open_at = 0.0
        self._refused_at = float("-inf")
        self._in_a_row = 0

    def now(self) -> float:
        """The time by which calls are told apart, in seconds."""
        return self._now()

    @property
    def wait_seconds(self) -> float:
        """How long until the model may be asked again; 0 when it may."""
        return max(0.0, self._open_at - self._now())

    async def admission(self) -> None:
        """Wait until the model may be asked.

        Raises:
            PausedTooLongError: It takes longer than one waits for.
        """
        while (wait := self.wait_seconds) > 0:  # others may have been refused meanwhile
            if wait > self._longest:
                raise PausedTooLongError(wait)
            await self._sleep(wait)

    def refuse(self, asked_at: float, retry_after_seconds: float | None) -> None:
        """Take note that the model took no call.

        Args:
            asked_at: When the call was made, by `now`: calls made before the last refusal came are
                of the same wave, and do not make the wait longer.
            retry_after_seconds: What it asks to wait; None when it does not say.
        """
        if asked_at >= self._refused_at:
            self._in_a_row += 1
        wait = retry_after_seconds
        if wait is None:
            wait = min(self._first * 2 ** (self._in_a_row - 1), self._longest)
        self._refused_at = self._now()
        self._open_at = max(self._open_at, self._refused_at + wait)

    def answer(self, asked_at: float) -> None:
        """Take note that the model answered a call made at ``asked_at``."""
        if asked_at >= self._refused_at:
            self._in_a_row = 0


class PausedTooLongError(Exception):
    """The model has asked to be left alone for longer than one waits.

    Args:
        seconds: For how long yet.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not to be asked for another {seconds:.0f} seconds")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Lane:
    """What the calls of one model share: how many at a time, and how fast."""

    limiter: ConcurrencyLimiter
    pace: Pace


_lanes: WeakKeyDictionary[AbstractEventLoop, dict[str, Lane]] = WeakKeyDictionary()


def lane_of(model: str) -> Lane:
    """The lane of the model with this name; one a process, or rather event loop."""
    lanes = _lanes.setdefault(asyncio.get_running_loop(), {})
    if model not in lanes:
        # Late: it is imported with the rest of what makes calls.
        from pydantic_ai import ConcurrencyLimiter  # noqa: PLC0415 (late, see above)

        limits = settings().model_concurrency_limits
        at_a_time = limits.get(model, settings().model_concurrency)
        pace = Pace(settings().model_retry_backoff_seconds, settings().model_max_wait_seconds)
        lanes[model] = Lane(ConcurrencyLimiter(at_a_time, name=model), pace)
    return lanes[model]
