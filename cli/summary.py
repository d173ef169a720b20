"""What a person, or a program, is told when a pack is made."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from cli.streams import one_line, write_out
from core.artifact import evidence_rate
from core.pack import PackState
from prompts._shared.tone import register_of
from services.exports.coverage_text import coverage_text, met, missed_by_type
from services.models.money import is_paid, pack_cost_text, usage_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from core.artifact import Artifact
    from core.pack import CoverageRow, Pack
    from services.runs.local_server import ServerInfo

STYLES = {PackState.COMPLETE: "bold green", PackState.PARTIAL: "bold yellow"}


def print_summary(pack: Pack, server: ServerInfo | None, console: Console) -> None:
    """The table of what was made, why anything is missing, and where to look at it.

    Without a server there was no run: a stored version answered.
    """
    console.print(Text.assemble((pack.state.value, STYLES[pack.state]), "  ", one_line(pack.title)))
    paid = is_paid(pack)
    console.print(_table(pack, paid=paid))
    console.print(Text(one_line(f"Model: {', '.join(_models(pack))}")))
    if paid:
        console.print(Text(one_line(f"Cost: {pack_cost_text(pack)}")))
    for line in _quality_lines(pack):
        console.print(Text(one_line(line)))
    folder = Path(pack.output or "")
    console.print(Text(f"Pack:  {folder}"))
    console.print(Text(f"Open:  {(folder / 'index.html').as_uri()}"))
    console.print(Text(_version_line(pack, stored=server is None)))
    if server is not None:
        console.print(Text(f"Watch: {_run_page(pack, server)}"))


def _quality_lines(pack: Pack) -> list[str]:
    """What the outline's coverage is, what was left out, and what is missing and why."""
    coverage = coverage_text(pack.report)
    tone = pack.request.tone
    told = {error.content_type for error in pack.errors}
    across = len(pack.report.findings)
    return [
        *([coverage] if coverage else []),
        *([] if register_of(tone) else [f"The tone “{tone}” has no name we know: not checked."]),
        *([f"Across the pack: {counted(across, 'finding')}; see its page."] if across else []),
        *(
            f"{each.content_type}: {len(each.dropped)} left out that could not be repaired, "
            f"the first because: {each.dropped[0].message}"
            for each in _artifacts(pack)
            if each.dropped
        ),
        *(
            f"{error.content_type} is missing: {error.message} {error.hint}"
            for error in pack.errors
        ),
        *(
            f"{each.content_type} was made and is not published: its score is {each.report.score}."
            for each in pack.quarantined
            if each.content_type not in told
        ),
    ]


def _version_line(pack: Pack, *, stored: bool) -> str:
    if pack.stored is None:
        return "Not stored as a version: the run's log in the Prefect UI says why."
    version = f"Version {pack.stored.number} of the pack ({pack.stored.version_id[:12]})"
    if not stored:
        return f"{version}."
    age = age_text((datetime.now(UTC) - pack.created_at).total_seconds())
    return f"{version}, stored {age} ago; --no-cache makes it anew."


def counted(number: int, noun: str) -> str:
    """So many of something."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def age_text(seconds: float) -> str:
    """An age for people, in the largest unit that is whole at least once."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            number = int(seconds // length)
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return "less than a minute"


def print_json(pack: Pack, server: ServerInfo | None) -> None:
    """What `print_summary` says, as one JSON document; the pack itself is in its folder."""
    document = {
        "state": pack.state.value,
        "title": pack.title,
        "language": pack.language,
        "output": pack.output,
        "run": _run_page(pack, server) if server else None,
        "version": pack.stored.model_dump() if pack.stored else None,
        "stored": server is None,
        "age_seconds": round((datetime.now(UTC) - pack.created_at).total_seconds(), 1),
        "artifacts": [
            {
                "type": artifact.content_type,
                "items": artifact.items,
                "score": artifact.report.score,
                "scores": artifact.report.scores,
                "findings": len(artifact.report.findings),
                "model": artifact.model,
                "requested_model": artifact.requested_model,
                "cached": artifact.cached,
                "seconds": artifact.seconds,
                "usage": artifact.usage.model_dump(exclude={"cost_usd"}),
                "cost_usd": artifact.usage.cost_usd,
                "reasks": artifact.reasks,
                "repairs": artifact.repairs,
                "repair_rounds": artifact.repair_rounds,
                "dropped": len(artifact.dropped),
                "source_share": artifact.source_share,
            }
            for artifact in _artifacts(pack)
        ],
        "usage": pack.usage.model_dump(),
        "spent": pack.spent.model_dump(),
        "prices": pack.prices,
        "errors": [error.model_dump() for error in pack.errors],
        "quarantined": [artifact.content_type for artifact in pack.quarantined],
        "score": pack.report.score,
        "findings": len(pack.report.findings),
        "coverage": {
            "objectives": _coverage(pack.report.objectives),
            "sections": _coverage(pack.report.sections),
        },
    }
    write_out(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _coverage(rows: Sequence[CoverageRow]) -> dict[str, Any]:
    return {"all": len(rows), "met": met(rows), "missed": missed_by_type(rows)}


def _artifacts(pack: Pack) -> list[Artifact]:
    return [*([pack.outline] if pack.outline else []), *pack.artifacts]


def _run_page(pack: Pack, server: ServerInfo) -> str:
    return f"{server.ui_url}/runs/flow-run/{pack.flow_run_id}"


def _table(pack: Pack, *, paid: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    costs = ("tokens in (cached)", "out", "cost") if paid else ()
    for heading in ("type", "items", "score", "evidence", "findings", "call", *costs, "seconds"):
        justify = "left" if heading in {"type", "call"} else "right"
        table.add_column(heading, justify=justify, no_wrap=heading == "type", overflow="fold")
    several = len(_models(pack)) > 1
    for artifact in _artifacts(pack):
        table.add_row(*_row(artifact, artifact.model if several else "made", paid=paid))
    return table


def _models(pack: Pack) -> list[str]:
    """The models that answered, each once."""
    return list(dict.fromkeys(artifact.model for artifact in _artifacts(pack)))


def _row(artifact: Artifact, made: str, *, paid: bool) -> tuple[str, ...]:
    return (
        artifact.content_type,
        str(artifact.items),
        str(artifact.report.score),
        evidence_rate(artifact.report),
        str(len(artifact.report.findings)),
        "Cached" if artifact.cached else made,
        *(usage_cells(artifact) if paid else ()),
        f"{artifact.seconds:.2f}",
    )
