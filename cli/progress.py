"""What a person sees while a pack is made: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from cli.streams import one_line
from monitoring.progress import StepEvent, StepState

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from rich.console import Console, RenderableType

SERVER = "server"
MARKS = {
    StepState.DONE: Text("done", style="green"),
    StepState.CACHED: Text("cached", style="cyan"),
    StepState.FAILED: Text("failed", style="red"),
}


@dataclass
class _Step:
    state: StepState | None = None
    began: float = 0.0
    seconds: float | None = None
    detail: str = ""


class StepTable:
    """The steps of a run and where each stands. Renders as a table; can be called as listener.

    Args:
        steps: Names of the steps, in the order they are shown.
    """

    def __init__(self, steps: Sequence[str]) -> None:
        self._steps = {name: _Step() for name in steps}

    def __call__(self, event: StepEvent) -> None:
        """Take note of the event."""
        step = self._steps.setdefault(event.step, _Step())
        now = time.monotonic()
        if event.state is StepState.RUNNING:
            step.began = now
        elif event.state is not StepState.REPAIRING:
            step.seconds = now - step.began
        step.state = event.state
        step.detail = one_line(event.detail)

    def __rich__(self) -> Table:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(min_width=18, no_wrap=True)
        table.add_column(min_width=8, no_wrap=True)
        table.add_column(justify="right", min_width=7, no_wrap=True)
        table.add_column(overflow="ellipsis", no_wrap=True, style="dim")
        for name, step in self._steps.items():
            table.add_row(name, _mark(step), _seconds(step), Text(step.detail))
        return table


class StepLines:
    """One plain line for each step that ends, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: StepEvent) -> None:
        """Print the event."""
        if event.state not in {StepState.RUNNING, StepState.REPAIRING}:
            detail = f": {one_line(event.detail)}" if event.detail else ""
            self._console.print(f"{event.step} {event.state.value}{detail}", markup=False)


@contextmanager
def showing_steps(console: Console, steps: Sequence[str]) -> Generator[StepTable | StepLines]:
    """Show the steps inside the block; yields the listener that is to be told of them."""
    if not console.is_terminal:
        yield StepLines(console)
        return
    table = StepTable(steps)
    with Live(table, console=console, refresh_per_second=8):
        yield table


def _mark(step: _Step) -> RenderableType:
    if step.state is None:
        return Text("waiting", style="dim")
    text = "repairing" if step.state is StepState.REPAIRING else "working"
    return MARKS.get(step.state) or Spinner("dots", text=text)


def _seconds(step: _Step) -> str:
    if step.state is None:
        return ""
    seconds = time.monotonic() - step.began if step.seconds is None else step.seconds
    return f"{seconds:.1f} s"
