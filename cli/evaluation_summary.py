"""What a person, or a program, is told when prompts were evaluated or compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from cli.streams import LastingConsole, one_line, write_out
from core.request import EMBEDDED_MODEL
from services.evaluation.views import WORDING_UNREAD, cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.evaluation import Evaluation, Figures, Optimization
    from services.runs.local_server import ServerInfo

HEADINGS = ("contract", "evidence", "score", "findings", "in", "out", "cost")
"""Of `cells`: findings are errors and warnings for one artifact, in and out are tokens."""


def print_evaluation(evaluation: Evaluation, server: ServerInfo) -> None:
    """The figures of each type's template, and what they cost."""
    _print_figures((each, each.content_type) for each in evaluation.figures)
    _print_end(evaluation, server)


def print_worse(worsened: Sequence[str]) -> None:
    """What is worse than in the table it was compared with; on standard error, beside JSON too."""
    console = LastingConsole(stderr=True, highlight=False, soft_wrap=True)
    for each in worsened:
        console.print(Text(f"Worse: {each}", style="red"))


def print_optimization(optimization: Optimization, server: ServerInfo) -> None:
    """The figures side by side, what is proposed and why, and where it is."""
    rows = [
        (figures, name)
        for each in optimization.comparisons
        for name, figures in ((each.content_type, each.current), ("  candidate", each.candidate))
        if figures is not None
    ]
    _print_figures(rows)
    console = _console()
    for each in optimization.comparisons:
        verdict = ("proposed", "bold green") if each.proposed else ("not proposed", "yellow")
        console.print(
            Text.assemble(f"{each.content_type}: ", verdict, f". {one_line(each.reason)}")
        )
        if each.proposal:
            console.print(Text(f"  {Path(optimization.output) / each.proposal}"))
    console.print(Text(f"Report: {Path(optimization.output) / 'report.md'}"))
    _print_end(optimization, server)


def _print_figures(rows: Iterable[tuple[Figures, str]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("template", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", overflow="fold")
    for figures, name in rows:
        table.add_row(name, *cells(figures))
    if table.row_count:
        _console().print(table)


def _print_end(report: Evaluation | Optimization, server: ServerInfo) -> None:
    console = _console()
    cost = "unknown" if report.spent.cost_usd is None else f"${report.spent.cost_usd:.4f}"
    console.print(Text(f"Paid:   {report.spent.calls} calls, {cost}"))
    console.print(Text(f"Watch:  {_run_page(report, server)}"))
    if report.model == EMBEDDED_MODEL:
        console.print(Text(WORDING_UNREAD, style="dim"))


def print_json(report: Evaluation | Optimization, server: ServerInfo) -> None:
    """The whole report, as one JSON document."""
    document = report.model_dump(mode="json") | {"run": _run_page(report, server)}
    write_out(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _run_page(report: Evaluation | Optimization, server: ServerInfo) -> str:
    return f"{server.ui_url}/runs/flow-run/{report.flow_run_id}"


def _console() -> LastingConsole:
    return LastingConsole(highlight=False, soft_wrap=True)
