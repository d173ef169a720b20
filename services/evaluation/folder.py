"""A report's folder: written as a whole into a place that was empty; nothing is overwritten."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from typing import TYPE_CHECKING

from core.errors import OutputError
from services.evaluation.views import optimization_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from services.evaluation.report import Optimization

REPORT = "report.json"
PAGE = "report.md"
_HINT = "Name a new folder (--out)."


def check_report_folder(folder: Path, protected: Iterable[Path]) -> Path:
    """Find out, before any work is done, whether a report may be written to ``folder``.

    Args:
        folder: The folder asked for.
        protected: Folders in which nothing is written: where the templates in use are.

    Returns:
        Its true path.

    Raises:
        OutputError: It holds something, lies in a protected folder, or cannot be written.
    """
    try:
        folder = folder.expanduser().resolve()
        occupied = folder.exists() and any(folder.iterdir())
        for place in protected:
            if folder.is_relative_to(place.resolve()):
                raise OutputError(
                    f"The output {folder} lies in {place}, where the templates in use are.",
                    hint=_HINT,
                )
        if occupied:
            raise OutputError(
                f"The output {folder} is not empty, and reports overwrite nothing.", hint=_HINT
            )
        above = next(parent for parent in folder.parents if parent.exists())
        # Permission bits do not tell the whole story (read-only disks, root): try it.
        trial = _beside(above / folder.name)
        trial.mkdir()
        trial.rmdir()
    except NotADirectoryError as error:
        raise OutputError(f"The output {folder} is a file.", hint=_HINT) from error
    except (OSError, ValueError, RuntimeError) as error:  # a NUL, a loop of links, no home
        raise _unwritable(folder, error) from error
    return folder


def write_report(
    optimization: Optimization, templates: Mapping[str, str], folder: Path
) -> tuple[Path, ...]:
    """Write ``report.json``, ``report.md`` and ``TYPE/draft.md.j2`` of what is proposed.

    Args:
        optimization: The report.
        templates: The proposed templates' text, by content type.
        folder: From `check_report_folder`.

    Returns:
        The files, as they stand in ``folder``.

    Raises:
        OutputError: It cannot be written; nothing is then left behind.
    """
    files = {
        REPORT: f"{optimization.model_dump_json(indent=1)}\n",
        PAGE: optimization_markdown(optimization),
        **{f"{name}/draft.md.j2": text for name, text in templates.items()},
    }
    staging = _beside(folder)
    try:
        for name, text in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        with contextlib.suppress(FileNotFoundError):
            folder.rmdir()  # only an empty one can be removed
        staging.rename(folder)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise _unwritable(folder, error) from error
    return tuple(folder / name for name in files)


def _beside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.{uuid.uuid4().hex}"


def _unwritable(folder: Path, error: Exception) -> OutputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return OutputError(f"The output {str(folder)!r} cannot be written: {reason}.", hint=_HINT)
