"""The coverage of a pack in a line, for a terminal and for the Prefect UI."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.pack import CoverageRow, PackReport


def coverage_text(report: PackReport) -> str:
    """What of the outline is met, and which types miss how much of it; empty without coverage.

    ``Objectives met: 6 of 6 (flashcards miss 2). Sections met: 7 of 7.``
    """
    parts = (("Objectives", report.objectives), ("Sections", report.sections))
    return " ".join(_part(name, rows) for name, rows in parts if rows)


def missed_by_type(rows: Sequence[CoverageRow]) -> dict[str, int]:
    """How many of the rows each content type says nothing about; types that miss none left out."""
    types = dict.fromkeys(name for row in rows for name in row.items)
    missed = {name: sum(not row.items.get(name) for row in rows) for name in types}
    return {name: count for name, count in missed.items() if count}


def met(rows: Sequence[CoverageRow]) -> int:
    """How many of the rows anything in the pack is about."""
    return sum(any(row.items.values()) for row in rows)


def _part(name: str, rows: Sequence[CoverageRow]) -> str:
    missed = ", ".join(f"{each} miss {count}" for each, count in missed_by_type(rows).items())
    return f"{name} met: {met(rows)} of {len(rows)}{f' ({missed})' if missed else ''}."
