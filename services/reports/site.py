"""The report as a folder: our page, the same as JSON, and Data Docs beside it."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import OutputError
from services.reports.data_docs import write_data_docs, write_text
from services.reports.document import report_document
from services.reports.page import DATA_DOCS, DRIFT_CHECKPOINT, render_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.reports.batch import BatchReport
    from services.reports.tables import Table

INDEX = "index.html"
DOCUMENT = "report.json"

STAGING = ".report-"
"""What the names of folders begin with that a report is made in."""

_OURS = (DATA_DOCS, INDEX, DOCUMENT)
_HINT = "Choose a new or empty folder, or one with an earlier report."


def check_folder(folder: Path) -> Path:
    """Find out, before any work is done, whether a report may be written to ``folder``.

    Returns:
        Its true path.

    Raises:
        OutputError: It holds something besides an earlier report, or cannot be written.
    """
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = {each.name for each in folder.iterdir() if not each.name.startswith(STAGING)}
        occupied = there and (DOCUMENT not in there or there - {*_OURS})
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise _unwritable(folder, error) from error
    if occupied:
        raise OutputError(f"The output {folder} holds something else than a report.", hint=_HINT)
    return folder


def write_site(batch: BatchReport, folder: Path) -> dict[str, Any]:
    """Validate the batch by checkpoints, and write the report in the place of an earlier one.

    Args:
        batch: What was checked.
        folder: See `check_folder`.

    Returns:
        What ``report.json`` holds.

    Raises:
        OutputError: The folder cannot be written.
    """
    document = report_document(batch)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=STAGING) as staging:
            made = Path(staging).resolve()
            docs = write_data_docs(_checkpoints(batch), made / DATA_DOCS)
            write_text(made / INDEX, render_report(batch, docs))
            text = json.dumps(document, ensure_ascii=False, indent=2)
            write_text(made / DOCUMENT, text + "\n")
            for name in _OURS:
                _remove(folder / name)
                (made / name).rename(folder / name)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return document


def _checkpoints(batch: BatchReport) -> dict[str, Sequence[Table]]:
    checkpoints: dict[str, Sequence[Table]] = {
        each.named.name: [
            # By suite: a pack that was edited by hand may hold a type twice.
            *{a.table.suite: a.table for a in each.artifacts if a.table and a.table.rows}.values()
        ]
        for each in batch.packs
    }
    if batch.drift.table:
        checkpoints[DRIFT_CHECKPOINT] = [batch.drift.table]
    return checkpoints


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _unwritable(folder: Path, error: OSError) -> OutputError:
    return OutputError(f"The output {folder} cannot be written: {error.strerror}.", hint=_HINT)
