"""An event loop in a thread of its own, for flows: what they do to it does not touch the worker.

Off the main thread, Prefect's engine leaves the process's signals alone as well.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future

R = TypeVar("R")
LOGGER = logging.getLogger(__name__)
BEAT_SECONDS = 0.1
CLOSE_SECONDS = 2.0
STACK_LINES = 6


class FlowLoop:
    """The event loop that flows run on. `start` it once, `stop` it once."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        # A flow that never gives the loop back must not keep the process from ending.
        self._thread = threading.Thread(target=self._turn, name="flow runs", daemon=True)
        self._closing = False
        self._turned_at = time.monotonic()

    def start(self) -> None:
        """Begin to turn."""
        self._turned_at = time.monotonic()
        self._loop.call_soon(self._beat)
        self._thread.start()

    def stop(self) -> None:
        """Cancel what is left, end the thread and close the loop."""
        self._closing = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=2 * CLOSE_SECONDS)
        if self._thread.is_alive():
            LOGGER.error("A flow still holds the event loop: it ends with the process.")

    def submit(self, coroutine: Coroutine[Any, Any, R]) -> Future[R]:
        """Run the coroutine on this loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def cancel(self, task: asyncio.Task[Any]) -> None:
        """Cancel a task of this loop, from any thread."""
        self._loop.call_soon_threadsafe(task.cancel)

    @property
    def still_seconds(self) -> float:
        """How long the loop has not turned; well under a second when nothing holds it."""
        return max(0.0, time.monotonic() - self._turned_at - BEAT_SECONDS)

    def stack(self) -> str:
        """What the loop's thread is doing: the innermost lines of its stack."""
        # The documented way to see what another thread does.
        frames = sys._current_frames()  # noqa: SLF001 (as above)  # pyright: ignore[reportPrivateUsage]
        frame = frames.get(self._thread.ident or 0)
        if frame is None:
            return ""
        return "".join(traceback.format_stack(frame)[-STACK_LINES:])

    def _beat(self) -> None:
        self._turned_at = time.monotonic()
        self._loop.call_later(BEAT_SECONDS, self._beat)

    def _turn(self) -> None:
        asyncio.set_event_loop(self._loop)
        while not self._closing:
            try:
                self._loop.run_forever()
            except (SystemExit, KeyboardInterrupt) as error:
                # asyncio lets these out of any task; the loop is sound, and the task has it too.
                LOGGER.warning("A flow asked the process to exit (%r); it goes on.", error)
        self._close()

    def _close(self) -> None:
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.wait(left, timeout=CLOSE_SECONDS))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
