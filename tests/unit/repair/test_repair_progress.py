from __future__ import annotations

import io

from rich.console import Console

from cli.progress import StepLines, StepTable
from monitoring.progress import StepEvent, StepState


def shown(table: StepTable) -> str:
    """The table as it is printed."""
    console = Console(file=io.StringIO(), width=120)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_repair_is_seen_in_the_table_and_not_among_the_lines() -> None:
    """The table says what is repaired while it is; the plain lines are for steps that end."""
    table, console = StepTable(["flashcards"]), Console(file=io.StringIO())
    lines = StepLines(console)
    events = [
        StepEvent("flashcards", StepState.RUNNING),
        StepEvent("flashcards", StepState.REPAIRING, "repair 1 (items 3, 7)"),
        StepEvent("flashcards", StepState.DONE, "20 items, score 100"),
    ]
    for event in events[:2]:
        table(event)
        lines(event)
    assert "repairing" in shown(table)
    assert "repair 1 (items 3, 7)" in shown(table)
    table(events[2])
    lines(events[2])
    assert "repair" not in shown(table)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "flashcards done: 20 items, score 100\n"
