"""``coursewright quality``: reports on the quality of packs that exist."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from cli.exits import Exit
from cli.sources import expanded
from cli.streams import one_line, write_out
from core.artifact import Severity
from core.errors import InputError
from prompts.catalog import content_types

if TYPE_CHECKING:
    from pathlib import Path

    from services.reports import BatchReport

app = App(name="quality", help="Report on the quality of packs.")


@app.command
def report(
    *packs: str,
    out: str,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Check packs again as they stand, and write a report: a page, Data Docs, and JSON.

    With several packs the newest is also held against those before it. Exit code: 0 when all of
    it passes, 3 when something fails.

    Args:
        packs: Packs' folders, pack.json files, or folders that hold packs.
        out: New or empty folder for the report, or one with an earlier report.
        as_json: Print one JSON document on standard output and nothing else there.
    """
    # Late: seconds of Great Expectations, which no other command has a use for.
    from services import reports  # noqa: PLC0415 (late, see above)

    if not packs:
        raise InputError("No pack was named.", hint="See: coursewright quality report --help")
    folder = reports.check_folder(expanded(out))
    opened = reports.open_packs(expanded(each) for each in packs)
    batch = reports.judge_batch(opened, content_types())
    document = reports.write_site(batch, folder)
    if as_json:
        write_out(json.dumps({"report": str(folder), **document}, ensure_ascii=False) + "\n")
    else:
        write_out(_summary(batch, folder))
    return Exit.COMPLETE if batch.passed else Exit.PARTIAL


def _summary(batch: BatchReport, folder: Path) -> str:
    lines: list[str] = []
    for pack in batch.packs:
        verdict = "passes" if pack.passed else "fails"
        lines.append(f"{pack.named.name}: {verdict}, score {pack.score}")
        lines += [
            f"  {finding.content_type or 'pack'} {finding.path}: {one_line(finding.message)}"
            for finding in pack.recheck.all_findings
            if finding.severity is Severity.ERROR
        ]
    lines += [f"drift: {one_line(finding.message)}" for finding in batch.drift.findings]
    return "\n".join([*lines, f"Report: {folder / 'index.html'}"]) + "\n"
