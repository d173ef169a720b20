"""The evaluator of expectations: plain Python over rows, with Great Expectations' meaning of each.

The one place to replace when suites of Great Expectations take over.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.artifact import Finding
from services.quality.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.content_type import Expectation, Row
    from services.quality.inspection import Subject

    Arguments = Mapping[str, Any]
    Holds = Callable[[Any], bool]

_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class ExpectationsResult:
    """What evaluating found. ``share`` is the part of the row checks that pass."""

    findings: tuple[Finding, ...]
    share: float


def inspect(subject: Subject) -> Inspection:
    """The content type's own expectations over its rows; the share of row checks that pass."""
    result = evaluate(subject.rows, subject.content_type.checks.expectations)
    return Inspection(result.findings, result.share)


def evaluate(rows: Sequence[Row], expectations: Sequence[Expectation]) -> ExpectationsResult:
    """Hold every row's value against every expectation on its column; a null value is passed over.

    Findings come in the order of the expectations, then of the rows.
    """
    findings: list[Finding] = []
    checks = 0
    for expectation in expectations:
        judged = [
            (row, value)
            for row in rows
            if (value := row.values.get(expectation.column)) is not None
        ]
        holds = _KINDS[expectation.kind](expectation.arguments, [value for _, value in judged])
        checks += len(judged)
        findings += [_finding(expectation, row, value) for row, value in judged if not holds(value)]
    return ExpectationsResult(tuple(findings), 1 - len(findings) / checks if checks else 1.0)


def _finding(expectation: Expectation, row: Row, value: Any) -> Finding:
    field = expectation.column if expectation.field is None else expectation.field
    return Finding(
        expectation=expectation.name,
        severity=expectation.severity,
        path=f"{row.path}.{field}" if field else row.path,
        message=expectation.message.replace("{value}", _shown(value)),
    )


def _shown(value: Any) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def _between(arguments: Arguments, _values: list[Any]) -> Holds:
    low, high = arguments.get("min_value"), arguments.get("max_value")
    return lambda value: (low is None or value >= low) and (high is None or value <= high)


def _in_set(arguments: Arguments, _values: list[Any]) -> Holds:
    return lambda value: value in arguments["value_set"]


def _unique(_arguments: Arguments, values: list[Any]) -> Holds:
    # As in Great Expectations, every one of the equal values fails, the first among them too.
    counts = Counter(values)
    return lambda value: counts[value] == 1


def _match(arguments: Arguments, _values: list[Any]) -> Holds:
    pattern = re.compile(arguments["regex"])
    return lambda value: pattern.search(str(value)) is not None


def _not_match(arguments: Arguments, _values: list[Any]) -> Holds:
    pattern = re.compile(arguments["regex"])
    return lambda value: pattern.search(str(value)) is None


_KINDS: dict[str, Callable[[Arguments, list[Any]], Holds]] = {
    "expect_column_values_to_be_between": _between,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_be_unique": _unique,
    "expect_column_values_to_match_regex": _match,
    "expect_column_values_to_not_match_regex": _not_match,
}
