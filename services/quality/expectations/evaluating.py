"""The inspection of a content type's own expectations over its rows.

Judged by Great Expectations once `warm_up` was called in this process, and until then by the
reference of what each expectation means; the findings are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.artifact import Finding
from services.quality.expectations import meaning, suites
from services.quality.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.content_type import Expectation, Row
    from services.quality.inspection import Subject

    FailingRows = Callable[[Sequence[Row], Sequence[Expectation]], list[Sequence[int]]]

_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class ExpectationsResult:
    """What evaluating found. ``share`` is the part of the row checks that pass."""

    findings: tuple[Finding, ...]
    share: float


def inspect(subject: Subject) -> Inspection:
    """The content type's own expectations over its rows; the share of row checks that pass."""
    result = evaluate(subject.rows, subject.content_type.checks.expectations, evaluator())
    return Inspection(result.findings, result.share)


def evaluator() -> FailingRows:
    """What judges in this process: Great Expectations if it was asked for, else the reference."""
    return suites.failing_rows if suites.is_wanted() else meaning.failing_rows


def evaluate(
    rows: Sequence[Row], expectations: Sequence[Expectation], failing_rows: FailingRows
) -> ExpectationsResult:
    """Hold every row's value against every expectation on its column; a null value is passed over.

    Findings come in the order of the expectations, then of the rows.
    """
    failing = failing_rows(rows, expectations)
    findings = tuple(
        _finding(expectation, rows[index])
        for expectation, indexes in zip(expectations, failing, strict=True)
        for index in indexes
    )
    checks = sum(
        not meaning.is_null(row.values.get(expectation.column))
        for expectation in expectations
        for row in rows
    )
    return ExpectationsResult(findings, 1 - len(findings) / checks if checks else 1.0)


def _finding(expectation: Expectation, row: Row) -> Finding:
    field = expectation.column if expectation.field is None else expectation.field
    value = row.values[expectation.column]
    return Finding(
        expectation=expectation.name,
        severity=expectation.severity,
        path=f"{row.path}.{field}" if field else row.path,
        message=expectation.message.replace("{value}", _shown(value)),
    )


def _shown(value: Any) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
