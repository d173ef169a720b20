"""What each kind of expectation means, in plain Python: the reference for Great Expectations.

Evaluates where Great Expectations is not worth its seconds of import; see decision 12. A test
holds the two against one another.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.content_type import Expectation, Row

    Arguments = Mapping[str, Any]
    Holds = Callable[[Any], bool]


def failing_rows(rows: Sequence[Row], expectations: Sequence[Expectation]) -> list[Sequence[int]]:
    """For each expectation the positions of the rows that fail it, in order; nulls do not."""
    return [_failing(rows, each) for each in expectations]


def is_null(value: Any) -> bool:
    """Whether a value is none at all: None, or not a number."""
    return value is None or (isinstance(value, float) and value != value)  # noqa: PLR0124 (so only NaN is)


def _failing(rows: Sequence[Row], expectation: Expectation) -> Sequence[int]:
    values = [row.values.get(expectation.column) for row in rows]
    judged = {index: value for index, value in enumerate(values) if not is_null(value)}
    holds = _KINDS[expectation.kind](expectation.arguments, list(judged.values()))
    return [index for index, value in judged.items() if not holds(value)]


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
