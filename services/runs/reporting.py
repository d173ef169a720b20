"""What a run shows of itself in the Prefect UI: artifacts for the pack and each content type.

A report is for people to look at; when the server cannot take it the run goes on, with a warning.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import httpx
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.exceptions import PrefectException

from core.artifact import evidence_rate
from services.exports import render_markdown
from services.exports.coverage_text import coverage_text
from services.models.money import is_paid, pack_cost_text, usage_cells

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.artifact import Artifact
    from core.content_type import ContentType
    from core.pack import ErrorInfo, Pack, PackReport
    from core.source import Source
    from core.warming import WarmedPack

LOGGER = logging.getLogger(__name__)
SUMMARY_KEY = "pack-summary"
WARMING_KEY = "warmed-packs"
PROGRESS_KEY = "pack-progress"
_FAULTS = (httpx.HTTPError, PrefectException)


class Progress:
    """A progress bar in the UI that moves by one for each finished step.

    Args:
        steps: How many steps there are.
    """

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._done = 0
        self._shown = -1
        self._given_up = False
        self._artifact: UUID | None = None
        self._sending = asyncio.Lock()

    async def show(self) -> None:
        """Show how many steps are done by now."""
        async with self._sending:
            if self._shown == self._done or self._given_up:
                return
            done = self._done
            percent = 100.0 * done / self._steps
            try:
                if self._artifact is None:
                    self._artifact = await acreate_progress_artifact(
                        percent, PROGRESS_KEY, "Steps of the pack"
                    )
                else:
                    await aupdate_progress_artifact(self._artifact, percent)
            except _FAULTS as error:
                LOGGER.warning("The progress is not shown any more: %s", error)
                self._given_up = True
            self._shown = done

    async def advance(self) -> None:
        """One more step is done. Steps that are done meanwhile are shown at once."""
        self._done += 1
        await self.show()


async def show_content(
    artifact: Artifact, content_type: ContentType, language: str, source: Source
) -> None:
    """Show one artifact's content as a person reads it, and what the check found in it."""
    report = artifact.report
    # The table stands in for the findings that end the Markdown file.
    bare = artifact.model_copy(
        update={"report": report.model_copy(update={"findings": ()}), "dropped": ()}
    )
    markdown = await asyncio.to_thread(render_markdown, bare, content_type, language, source)
    findings = _table(
        ("Severity", "Where", "What"),
        [
            *((each.severity.value, each.path, each.message) for each in report.findings),
            *(("left out", each.path, each.message) for each in artifact.dropped),
        ],
    )
    rate, number = evidence_rate(report), len(report.findings)
    measured = f"evidence {rate} · " if rate else ""
    findings_text = f"{number} finding{'' if number == 1 else 's'}"
    head = f"**Score {report.score}** · {measured}{report.words} words · {findings_text}"
    text = f"{head}\n\n{findings}\n\n---\n\n{markdown}"
    await show_markdown(content_type.name.replace("_", "-"), text, content_type.title)


async def show_summary(pack: Pack) -> None:
    """Show the pack's table: what was made, how good it is, what it cost."""
    artifacts = [*([pack.outline] if pack.outline else []), *pack.artifacts]
    paid = is_paid(pack)
    costs = ("Tokens in (cached)", "Tokens out", "Cost") if paid else ()
    table = _table(
        ("Content", "Items", "Score", "Evidence", "Findings", "Model", "Cached", *costs, "Seconds"),
        [_row(artifact, paid=paid) for artifact in artifacts],
    )
    head = f"# {_cell(pack.title)}\n\n**{pack.state.value}** · {_cell(pack.source.origin)}"
    text = f"{head}\n\n{table}"
    if paid:
        text += f"\n\nCost: {_cell(pack_cost_text(pack))}."
    text += _quality(pack)
    if pack.errors:
        text += "\n\n## Missing\n\n" + _table(
            ("Content", "Error", "Why", "What to do"), [_error_row(error) for error in pack.errors]
        )
    if pack.output:
        text += f"\n\nWritten to `{pack.output}`."
    await show_markdown(SUMMARY_KEY, text, "Summary of the pack")


def _quality(pack: Pack) -> str:
    """Coverage of the outline, findings across artifacts, and what is kept without publishing."""
    report = pack.report
    text = ""
    if coverage := coverage_text(report):
        text += f"\n\n## Coverage\n\n{_cell(coverage)}\n\n" + _table(
            ("Objective or section", *_covered(report)),
            [
                (row.title, *(str(len(row.items.get(name, ()))) for name in _covered(report)))
                for row in (*report.objectives, *report.sections)
            ],
        )
    if report.findings:
        text += "\n\n## Findings across the pack\n\n" + _table(
            ("Severity", "Content", "Where", "What"),
            [
                (each.severity.value, each.content_type, each.path, each.message)
                for each in report.findings
            ],
        )
    if pack.quarantined:
        text += "\n\n## Made and not published\n\n" + _table(
            ("Content", "Score", "Findings"),
            [
                (each.content_type, str(each.report.score), str(len(each.report.findings)))
                for each in pack.quarantined
            ],
        )
    return text


def _covered(report: PackReport) -> list[str]:
    """The content types that the coverage is about."""
    rows = (*report.objectives, *report.sections)
    return list(dict.fromkeys(name for row in rows for name in row.items))


def _row(artifact: Artifact, *, paid: bool) -> tuple[str, ...]:
    return (
        artifact.content_type,
        str(artifact.items),
        str(artifact.report.score),
        evidence_rate(artifact.report),
        str(len(artifact.report.findings)),
        artifact.model,
        "yes" if artifact.cached else "no",
        *(usage_cells(artifact) if paid else ()),
        f"{artifact.seconds:.1f}",
    )


def _error_row(error: ErrorInfo) -> tuple[str, ...]:
    return (error.content_type, error.code, error.message, error.hint)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    """The text as one table cell: it cannot end the cell, and makes no markup."""
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in text)
    return " ".join(escaped.split()) if text != "---" else text


async def show_markdown(key: str, markdown: str, description: str) -> None:
    """Show a text in the UI. The key is lower-case letters, digits and hyphens."""
    try:
        await acreate_markdown_artifact(markdown, key=key, description=description)
    except _FAULTS as error:
        LOGGER.warning("The artifact %s could not be shown: %s", key, error)


async def show_warming(packs: Sequence[WarmedPack]) -> None:
    """Show what came of a warming: a row for each pack."""
    rows = [
        {
            "source": each.source,
            "state": each.warmth.value,
            "detail": each.detail,
            "cost": "" if each.cost_usd is None else f"${each.cost_usd:.4f}",
        }
        for each in packs
    ]
    try:
        await acreate_table_artifact(
            rows, key=WARMING_KEY, description="Packs that were to be ready"
        )
    except _FAULTS as error:
        LOGGER.warning("The warming cannot be shown: %s", error)
