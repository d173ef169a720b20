from __future__ import annotations

from typing import Any

import pytest

from core.artifact import Severity
from core.content_type import Expectation, Row
from services.quality.expectations import evaluate


def rows(*values: Any, column: str = "value") -> list[Row]:
    """A row for each value."""
    return [Row(f"$.items[{index}]", {column: value}) for index, value in enumerate(values)]


def failing(kind: Any, arguments: dict[str, Any], *values: Any) -> list[str]:
    """Paths of the rows that fail this expectation."""
    expectation = Expectation(kind=kind, column="value", arguments=arguments, message="Wrong")
    return [each.path for each in evaluate(rows(*values), (expectation,)).findings]


@pytest.mark.parametrize(
    ("kind", "arguments", "values", "wrong"),
    [
        ("expect_column_values_to_be_between", {"min_value": 2}, (1, 2, 3), [0]),
        ("expect_column_values_to_be_between", {"max_value": 2.5}, (1, 2, 3), [2]),
        ("expect_column_values_to_be_between", {"min_value": 2, "max_value": 2}, (1, 2, 3), [0, 2]),
        ("expect_column_values_to_be_in_set", {"value_set": (True,)}, (True, False), [1]),
        ("expect_column_values_to_be_unique", {}, ("a", "b", "a"), [0, 2]),
        ("expect_column_values_to_match_regex", {"regex": r"\?$"}, ("a?", "?a"), [1]),
        ("expect_column_values_to_not_match_regex", {"regex": "TODO"}, ("a", "my TODO"), [1]),
    ],
)
def test_each_kind_means_what_its_name_says(
    kind: str, arguments: dict[str, Any], values: tuple[Any, ...], wrong: list[int]
) -> None:
    """Exactly the rows that break the expectation are found."""
    assert failing(kind, arguments, *values) == [f"$.items[{index}]" + ".value" for index in wrong]


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("expect_column_values_to_be_between", {"min_value": 2}),
        ("expect_column_values_to_be_in_set", {"value_set": (1,)}),
        ("expect_column_values_to_be_unique", {}),
        ("expect_column_values_to_match_regex", {"regex": "a"}),
        ("expect_column_values_to_not_match_regex", {"regex": ""}),
    ],
)
def test_null_and_missing_values_are_passed_over(kind: str, arguments: dict[str, Any]) -> None:
    """A row without the column, or with nothing in it, is not judged."""
    expectation = Expectation(kind=kind, column="value", arguments=arguments, message="Wrong")  # type: ignore[arg-type]
    result = evaluate([*rows(None, None), Row("$", {})], (expectation,))
    assert (result.findings, result.share) == ((), 1.0)


def test_finding_points_at_the_field_and_shows_the_value() -> None:
    """The path ends in the field named, the column by default; nothing when the field is empty."""
    for field, path in (
        (None, "$.items[0].value"),
        ("text", "$.items[0].text"),
        ("", "$.items[0]"),
    ):
        expectation = Expectation(
            kind="expect_column_values_to_be_between",
            column="value",
            arguments={"max_value": 1},
            message="{value} {is} too many",
            severity=Severity.WARNING,
            field=field,
        )
        (finding,) = evaluate(rows(2.34567), (expectation,)).findings
        assert (finding.path, finding.message) == (path, "2.35 {is} too many")
        assert (finding.expectation, finding.severity) == ("value.be_between", Severity.WARNING)


def test_long_values_are_cut_in_messages() -> None:
    """A message shows the beginning of a long text, on one line."""
    expectation = Expectation(
        kind="expect_column_values_to_match_regex",
        column="value",
        arguments={"regex": "^z"},
        message="“{value}”",
    )
    (finding,) = evaluate(rows("a\n" * 200), (expectation,)).findings
    assert len(finding.message) == 83
    assert "\n" not in finding.message


def test_share_counts_row_checks_that_pass() -> None:
    """The share is over rows times expectations, nulls aside."""
    expectation = Expectation(
        kind="expect_column_values_to_be_in_set",
        column="value",
        arguments={"value_set": (1,)},
        message="Wrong",
    )
    assert evaluate(rows(1, 2, None, 1, 1), (expectation,)).share == 0.75
    assert evaluate([], ()).share == 1.0
