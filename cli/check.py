"""``coursewright check``: every check again, over a pack that exists."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.exits import Exit
from cli.sources import STANDARD_INPUT, expanded, source_reference
from cli.streams import LastingConsole, one_line, write_out
from cli.summary import counted
from core.artifact import Severity
from core.errors import InputError
from core.settings import settings
from prompts.catalog import content_types
from services.rechecking import open_pack, recheck
from services.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from core.artifact import Finding
    from core.source import Source
    from services.rechecking import Recheck, RecheckedArtifact

COMMAND = "check"


def check(
    pack: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    source: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Check a pack again, ours or edited by hand. Exits with 3 when something fails.

    No model is called, no server is started, nothing is changed.

    Args:
        pack: A folder that generate wrote, or its pack.json.
        source: A file or web address to check against; by default the text that the pack holds.
        as_json: Print one JSON document on standard output and nothing else there.
    """
    if pack.startswith("-"):
        raise InputError(f"Unknown option: {pack}.", hint=f"See: coursewright {COMMAND} --help")
    if not pack.strip():
        raise InputError("No pack was given.", hint="Give its folder.")
    opened = open_pack(expanded(pack), _read(source))
    result = recheck(opened, content_types())
    if as_json:
        document = result.model_dump(mode="json")
        write_out(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(result)
    return Exit.COMPLETE if result.passed else Exit.PARTIAL


def _read(source: str | None) -> Source | None:
    if source is None:
        return None
    reference = source_reference(source, COMMAND)
    if reference.topic is not None or source == STANDARD_INPUT:
        raise InputError("--source takes a file or a web address.")
    return asyncio.run(read_source(reference, settings()))


def _print(result: Recheck) -> None:
    from rich.text import Text  # noqa: PLC0415 (late: --json has no need of it)

    console = LastingConsole(highlight=False, soft_wrap=True)
    console.print(Text(one_line(result.title), style="bold"))
    console.print(_table(result.artifacts))
    findings = sorted(result.all_findings, key=lambda each: each.severity is not Severity.ERROR)
    for each in findings:
        style = "red" if each.severity is Severity.ERROR else "yellow"
        console.print(Text.assemble((f"{each.severity.value:<8}", style), _line(each)))
    console.print(Text(_verdict(result, findings)))


def _line(finding: Finding) -> str:
    where = f"{finding.content_type} {finding.path}".strip()
    return one_line(f"{where}: {finding.message} ({finding.expectation})")


def _verdict(result: Recheck, findings: Sequence[Finding]) -> str:
    errors = sum(each.severity is Severity.ERROR for each in findings)
    found = f"{counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')}"
    return f"{'Passed' if result.passed else 'Failed'}: {found}."


def _share(rate: float | None) -> str:
    # Rounded down, so that 100 % says that every quote stands.
    return "-" if rate is None else f"{int(100 * rate)} %"


def _table(artifacts: Sequence[RecheckedArtifact]) -> Table:
    from rich.table import Table  # noqa: PLC0415 (late: --json has no need of it)

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("content", no_wrap=True)
    for heading in ("items", "score now", "then", "evidence now", "then", "findings", "verdict"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in artifacts:
        table.add_row(
            each.content_type,
            str(each.items),
            "-" if each.score is None else str(each.score),
            str(each.score_then),
            _share(each.evidence_rate),
            _share(each.evidence_rate_then),
            str(len(each.findings)),
            each.verdict.value,
        )
    return table
