from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reports.drift import MAX_PACKS, MIN_PACKS, find_drift, usual_span

pytestmark = pytest.mark.filterwarnings(
    "ignore:module 'sre_:DeprecationWarning"  # Great Expectations imports it
)
PLAUSIBLE = st.floats(0, 1e6)


def history(*values: float, figure: str = "words") -> dict[str, dict[str, float]]:
    """Packs with one figure each, oldest first."""
    return {f"pack {index}": {figure: value} for index, value in enumerate(values)}


def test_a_figure_far_from_the_packs_before_is_found() -> None:
    """The newest pack's length is held against what was usual, and the message says what was."""
    drift = find_drift(history(1000, 1010, 990, 1005, 300))
    (finding,) = drift.findings
    assert (finding.path, finding.expectation) == ("$.words", "words.be_between")
    assert "at least 752 and at most 1253" in finding.message
    assert (drift.newest, drift.packs, drift.bounds[0].usual) == ("pack 4", 4, False)


def test_too_few_packs_say_nothing() -> None:
    """Without enough packs before the newest there are no bounds and no findings."""
    few = find_drift(history(*[100.0] * (MIN_PACKS - 1), 1))
    assert (few.newest, few.bounds, few.findings, few.table) == (None, (), (), None)


def test_only_the_last_packs_count() -> None:
    """What packs were like long ago is forgotten."""
    drift = find_drift(history(*[5.0] * 30, *[1000.0] * MAX_PACKS, 1000))
    assert (drift.findings, drift.packs) == ((), MAX_PACKS)


def test_quality_can_only_be_too_low() -> None:
    """A score or an evidence rate above the usual is no drift."""
    for figure in ("score", "faqs.score", "evidence_rate"):
        assert not find_drift(history(50, 50, 50, 50, 100, figure=figure)).findings
        assert find_drift(history(50, 50, 50, 50, 10, figure=figure)).findings


def test_a_figure_that_the_newest_pack_lacks_is_passed_over() -> None:
    """A content type that was not asked for this time is no drift."""
    figures = {**history(10, 10, 10, 10), "newest": {}}
    drift = find_drift(figures)
    assert drift.findings == ()
    assert [(each.value, each.usual) for each in drift.bounds] == [(None, True)]


@given(st.lists(PLAUSIBLE, min_size=MIN_PACKS, max_size=MAX_PACKS), PLAUSIBLE)
def test_the_median_is_always_usual_and_one_outlier_moves_the_span_little(
    values: list[float], outlier: float
) -> None:
    """The span holds the median; an outlier among equal values leaves it as it was."""
    low, high = usual_span("words", values)
    middle = sorted(values)
    assert high is not None
    assert low <= middle[(len(middle) - 1) // 2] or low <= middle[len(middle) // 2]
    assert low <= high
    same = [values[0]] * len(values)
    assert usual_span("words", [*same, outlier]) == usual_span("words", same)
