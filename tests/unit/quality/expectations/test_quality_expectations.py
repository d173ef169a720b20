from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.artifact import Severity
from core.content_type import Expectation, Row
from prompts.catalog import content_types
from services.quality.expectations import meaning, suites
from services.quality.expectations.evaluating import evaluate, evaluator

if TYPE_CHECKING:
    from services.quality.expectations.evaluating import FailingRows

pytestmark = [
    pytest.mark.filterwarnings("ignore:module 'sre_:DeprecationWarning"),  # at its import
    # As the product sets it at the import, which is over when the second test begins.
    pytest.mark.filterwarnings("ignore:This pattern is interpreted as a regular:UserWarning"),
]

BOTH = pytest.mark.parametrize(
    "judge", [meaning.failing_rows, suites.failing_rows], ids=["reference", "great_expectations"]
)

NUMBERS = st.integers(-5, 5) | st.floats(-5, 5) | st.booleans()
TEXTS = st.text(st.sampled_from("aB ?.\n“é"), max_size=6)
NOTHING = st.none() | st.just(math.nan)
REGEXES = st.sampled_from([r"\?\s*$", "^a", "a|B", "", r"(?i:b)", "(?=a)", r"\W", "é$", "(a)|(B)"])


def rows(*values: Any, column: str = "value") -> list[Row]:
    """A row for each value."""
    return [Row(f"$.items[{index}]", {column: value}) for index, value in enumerate(values)]


def failing(judge: FailingRows, kind: Any, arguments: dict[str, Any], *values: Any) -> list[str]:
    """Paths of the rows that fail this expectation."""
    expectation = Expectation(kind=kind, column="value", arguments=arguments, message="Wrong")
    return [each.path for each in evaluate(rows(*values), (expectation,), judge).findings]


@BOTH
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
    judge: FailingRows,
    kind: str,
    arguments: dict[str, Any],
    values: tuple[Any, ...],
    wrong: list[int],
) -> None:
    """Exactly the rows that break the expectation are found."""
    expected = [f"$.items[{index}].value" for index in wrong]
    assert failing(judge, kind, arguments, *values) == expected


@BOTH
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
def test_null_and_missing_values_are_passed_over(
    judge: FailingRows, kind: str, arguments: dict[str, Any]
) -> None:
    """A row without the column, or with nothing in it, is not judged."""
    expectation = Expectation(kind=kind, column="value", arguments=arguments, message="Wrong")  # type: ignore[arg-type]
    result = evaluate([*rows(None, math.nan), Row("$", {})], (expectation,), judge)
    assert (result.findings, result.share) == ((), 1.0)


@BOTH
def test_finding_points_at_the_field_and_shows_the_value(judge: FailingRows) -> None:
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
        (finding,) = evaluate(rows(2.34567), (expectation,), judge).findings
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
    (finding,) = evaluate(rows("a\n" * 200), (expectation,), meaning.failing_rows).findings
    assert len(finding.message) == 83
    assert "\n" not in finding.message


@BOTH
def test_share_counts_row_checks_that_pass(judge: FailingRows) -> None:
    """The share is over rows times expectations, nulls aside."""
    expectation = Expectation(
        kind="expect_column_values_to_be_in_set",
        column="value",
        arguments={"value_set": (1,)},
        message="Wrong",
    )
    assert evaluate(rows(1, 2, None, 1, 1), (expectation,), judge).share == 0.75
    assert evaluate([], (expectation,), judge).share == 1.0
    assert evaluate([], (), judge).share == 1.0


def expected(kind: str, column: str, **arguments: Any) -> Expectation:
    """An expectation of any kind."""
    return Expectation(kind=kind, column=column, arguments=arguments, message="“{value}”")  # type: ignore[arg-type]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Row], tuple[Expectation, ...]]:
    """Rows with numbers and texts, some missing, and one expectation of each kind on each."""
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    numbers, texts = draw(st.lists(NUMBERS, max_size=3)), draw(st.lists(TEXTS, max_size=3))
    regex = draw(REGEXES)
    made = [
        Row(
            f"$.items[{index}]",
            {
                name: value
                for name, value in (("number", number), ("text", text))
                if not (index % 2 and value is None)  # a column that is not there at all
            },
        )
        for index, (number, text) in enumerate(
            draw(st.lists(st.tuples(NUMBERS | NOTHING, TEXTS | NOTHING), max_size=12))
        )
    ]
    prefix = "expect_column_values_to"
    return made, (
        expected(f"{prefix}_be_between", "number", min_value=low),
        expected(f"{prefix}_be_between", "number", max_value=high),
        expected(f"{prefix}_be_between", "number", min_value=low, max_value=high),
        expected(f"{prefix}_be_in_set", "number", value_set=tuple(numbers)),
        expected(f"{prefix}_be_in_set", "text", value_set=tuple(texts)),
        expected(f"{prefix}_be_unique", "number"),
        expected(f"{prefix}_be_unique", "text"),
        expected(f"{prefix}_match_regex", "text", regex=regex),
        expected(f"{prefix}_not_match_regex", "text", regex=regex),
        expected(f"{prefix}_match_regex", "absent", regex=regex),
    )


@settings(max_examples=60, deadline=None)
@given(tables())
def test_great_expectations_finds_what_the_reference_finds(
    table: tuple[list[Row], tuple[Expectation, ...]],
) -> None:
    """The two evaluators give the same findings in the same order, and the same share."""
    made, expectations = table
    assert evaluate(made, expectations, suites.failing_rows) == evaluate(
        made, expectations, meaning.failing_rows
    )


@settings(max_examples=15, deadline=None)
@given(tables())
def test_planned_metrics_are_those_of_a_validation(
    table: tuple[list[Row], tuple[Expectation, ...]],
) -> None:
    """What is read from the planned metrics is what validating a suite says of the same frame."""
    made, expectations = table
    made = [*made, Row("$", {"number": 1, "text": "a"})]
    gx = suites.library().gx
    data = gx.get_context(mode="ephemeral").data_sources.add_pandas("tests")
    asset = data.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")
    batch = asset.get_batch({"dataframe": suites.frame(made, expectations)})
    suite = gx.ExpectationSuite("rows", [suites.as_expectation(each) for each in expectations])
    results = batch.validate(suite, result_format=suites.RUNTIME["result_format"]).results
    by_kind = {_key(each.expectation_config): each for each in results}
    seen = suites.failing_rows(made, expectations)
    for expectation, indexes in zip(expectations, seen, strict=True):
        result = by_kind[_key(suites.as_expectation(expectation).configuration)]
        assert result.success is (not indexes)
        assert list(result.result.get("unexpected_index_list") or ()) == list(indexes)


def _key(configuration: Any) -> str:
    kwargs = {k: v for k, v in configuration.kwargs.items() if k != "batch_id"}
    return repr((configuration.type, sorted(kwargs.items())))


def test_artifacts_are_judged_in_several_threads_at_once() -> None:
    """Threads that judge different frames by the same and by different plans do not mix them up."""
    expectations = [
        (
            expected("expect_column_values_to_be_between", "value", min_value=least),
            expected("expect_column_values_to_be_unique", "value"),
        )
        for least in range(4)
    ]
    frames = [rows(*range(seed % 7, seed % 7 + 5), seed % 7) for seed in range(80)]
    jobs = [(table, expectations[index % 4]) for index, table in enumerate(frames)]

    def judge(job: tuple[list[Row], tuple[Expectation, ...]]) -> object:
        return evaluate(*job, suites.failing_rows)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(judge, jobs))
    assert found == [evaluate(*job, meaning.failing_rows) for job in jobs]


def test_great_expectations_judges_once_it_was_asked_for() -> None:
    """After warming up no check of this process goes by the reference."""
    suites.warm_up()
    assert evaluator() is suites.failing_rows


@pytest.mark.parametrize("name", list(content_types()))
def test_every_content_type_can_be_judged_by_both(name: str) -> None:
    """What each type declares is a valid suite, and over odd values judged alike."""
    expectations = content_types()[name].checks.expectations
    made = [
        Row(f"$[{index}]", {each.column: _odd(each, index) for each in expectations})
        for index in range(4)
    ]
    assert evaluate(made, expectations, suites.failing_rows) == evaluate(
        made, expectations, meaning.failing_rows
    )


def _odd(expectation: Expectation, index: int) -> Any:
    if expectation.kind.endswith("between"):
        return (0, None, 1.5, 9_999)[index]
    return (True, False, "TODO", None)[index]
