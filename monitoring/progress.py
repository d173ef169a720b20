"""Steps of a run as they begin and end, told to whoever in this process listens."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


class StepState(StrEnum):
    """Where a step stands."""

    RUNNING = "running"
    REPAIRING = "repairing"
    DONE = "done"
    CACHED = "cached"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StepEvent:
    """A step has changed its state. ``detail`` is for people."""

    step: str
    state: StepState
    detail: str = ""


_listener: ContextVar[Callable[[StepEvent], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[StepEvent], None]) -> Generator[None]:
    """Have ``listener`` called, in order, for every step of the runs made inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(step: str, state: StepState, detail: str = "") -> None:
    """Tell the listener, if there is one."""
    listener = _listener.get()
    if listener is not None:
        listener(StepEvent(step, state, detail))
