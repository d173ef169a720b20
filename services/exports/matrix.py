"""The coverage matrix of a pack as a table on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.pack import CoverageRow
    from services.exports.marks import Marks


@dataclass(frozen=True, slots=True)
class Cell:
    """How many items of a type are about something; ``anchor`` is the first one's id, if any."""

    content_type: str
    count: int
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One learning objective, or section, and a cell for each content type."""

    title: str
    cells: tuple[Cell, ...]


def linked_paths(rows: Sequence[CoverageRow], content_type: str) -> frozenset[str]:
    """JSON paths of the items of a type that the table leads to: the first of each cell."""
    paths = (row.items.get(content_type, ()) for row in rows)
    return frozenset(found[0] for found in paths if found)


def lines_of(
    rows: Sequence[CoverageRow], content_types: Sequence[str], marks: Mapping[str, Marks]
) -> list[Line]:
    """The table's lines.

    Args:
        rows: Objectives or sections.
        content_types: Names of the types that are on the page, in order.
        marks: Their ids, by type.
    """
    return [
        Line(
            row.title,
            tuple(
                _cell(name, row.items[name], marks[name])
                for name in content_types
                if name in row.items
            ),
        )
        for row in rows
    ]


def _cell(content_type: str, paths: Sequence[str], marks: Marks) -> Cell:
    return Cell(content_type, len(paths), marks.place(paths[0]) if paths else None)
