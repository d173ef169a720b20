"""The end of a worker: no new runs, some time for those under way, then they are given back."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from services.runs.warm_worker.running import RunsUnderWay, Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from uuid import UUID

    from services.runs.warm_worker.limits import WorkerLimits

LOGGER = logging.getLogger(__name__)
SIGNALS = (signal.SIGTERM, signal.SIGINT)
LOOK_SECONDS = 0.05


class DrainedError(Exception):
    """The worker can stop. Ends Prefect's loops from inside; people never see it."""


class Drain:
    """Whether the worker is to stop. Asked a second time, it is to stop at once."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._at_once = asyncio.Event()
        self.over = False
        """Whether it can stop: nothing is left that would be lost."""

    def ask(self) -> None:
        """The worker is to stop."""
        if self._asked.is_set():
            self._at_once.set()
        self._asked.set()

    @property
    def asked(self) -> bool:
        """Whether it is to stop."""
        return self._asked.is_set()

    async def carry_out(
        self, busy: Callable[[], bool], runs: RunsUnderWay, limits: WorkerLimits
    ) -> None:
        """Wait until it is asked, then until no run is left; then it is over.

        Args:
            busy: Whether runs are under way or on their way here.
            runs: Those under way.
            limits: How long they may go on, and how long their cleaning up may take.
        """
        await self._asked.wait()
        LOGGER.warning("The worker stops: %d runs are under way.", len(runs.ids))
        if not await self._idle(busy, limits.drain_seconds):
            await self._give_back(busy, runs, limits.cleanup_seconds)
        self.over = True

    async def _give_back(
        self, busy: Callable[[], bool], runs: RunsUnderWay, cleanup_seconds: float
    ) -> None:
        stopping: dict[UUID, asyncio.Task[None]] = {}

        def stop_and_look() -> bool:
            # One that was on its way here may begin only now.
            for each in set(runs.ids) - stopping.keys():
                LOGGER.warning("Run %s is given back, to be run again.", each)
                stopping[each] = asyncio.create_task(runs.stop(each, Stop.GIVEN_BACK))
            return busy()

        if not await self._idle(stop_and_look, cleanup_seconds, hurried=False):
            LOGGER.error("Runs that do not end are left: %s", ", ".join(map(str, runs.ids)))
        for each in stopping.values():
            each.cancel()

    async def _idle(
        self, busy: Callable[[], bool], seconds: float, *, hurried: bool = True
    ) -> bool:
        """Whether nothing was busy any more within these seconds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while busy():
            late = asyncio.get_running_loop().time() > deadline
            if late or (hurried and self._at_once.is_set()):
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True


@contextmanager
def drain_on_signal(drain: Drain) -> Generator[None]:
    """SIGTERM and SIGINT ask for the drain inside; off the main thread they cannot be had."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in SIGNALS}
    for each in SIGNALS:
        loop.add_signal_handler(each, drain.ask)
    try:
        yield
    finally:
        for each, handler in before.items():
            loop.remove_signal_handler(each)
            signal.signal(each, handler)
