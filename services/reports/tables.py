"""A table to validate: rows, and the expectations over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.content_type import Expectation, Row


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their expectations, under the name of the suite that these make."""

    suite: str
    rows: Sequence[Row]
    expectations: Sequence[Expectation]
