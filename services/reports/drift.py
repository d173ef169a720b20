"""Drift: whether the newest pack is unlike those before it, as expectations over its figures."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifact import Severity
from core.content_type import Expectation, Row
from services.quality.expectations import suites
from services.quality.expectations.evaluating import evaluate
from services.quality.paths import ROOT
from services.reports.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.artifact import Finding

SUITE = "drift"

MAX_PACKS = 20
"""Packs before the newest that it is held against: the last ones."""

MIN_PACKS = 4
"""Packs with a figure from which it has bounds: three say nothing of what is usual."""

DEVIATIONS = 3.5
"""Robust standard deviations from the median that are still usual (Iglewicz and Hoaglin's z)."""

MAD_TO_DEVIATION = 1.4826
"""A normal distribution's standard deviation over its median absolute deviation."""

TOLERANCES = {
    "score": 0.05,
    "evidence_rate": 0.05,
    "input_tokens": 0.5,
    "output_tokens": 0.5,
    "words": 0.25,
}
"""Share of the median that is usual whatever the spread, by what the figure is of."""

WHOLE_FROM = 100
"""Figures from here on are shown as whole numbers."""

ONLY_DOWN = {"score", "evidence_rate"}
"""Figures that cannot be too high."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a figure of the newest pack stands, and where it may; ``high`` None: no limit."""

    figure: str
    value: float | None
    low: float
    high: float | None
    packs: int
    usual: bool


@dataclass(frozen=True, slots=True)
class Drift:
    """What comparing found.

    Attributes:
        newest: The pack that was compared; None when there are too few.
        packs: With how many.
        bounds: Of each figure that enough of these have.
        findings: About figures out of bounds.
        table: What was validated.
    """

    newest: str | None = None
    packs: int = 0
    bounds: tuple[Bounds, ...] = ()
    findings: tuple[Finding, ...] = ()
    table: Table | None = None


def find_drift(figures: Mapping[str, Mapping[str, float]]) -> Drift:
    """Hold the newest pack's figures against those of the packs before it.

    Args:
        figures: Each pack's figures by name (``score``, ``flashcards.words``, …), oldest first.
            What stands after the last point says what it is of; see `TOLERANCES`.
    """
    *before, newest = figures
    before = before[-MAX_PACKS:]
    histories = {
        name: [figures[pack][name] for pack in before if name in figures[pack]]
        for name in dict.fromkeys(name for pack in before for name in figures[pack])
    }
    known = {name: values for name, values in histories.items() if len(values) >= MIN_PACKS}
    if not known:
        return Drift(packs=len(before))
    row = Row(ROOT, dict(figures[newest]))
    spans = {name: usual_span(name, values) for name, values in known.items()}
    expectations = tuple(_expectation(name, *spans[name], len(known[name])) for name in known)
    findings = evaluate([row], expectations, suites.failing_rows).findings
    unusual = {finding.path for finding in findings}
    bounds = tuple(
        Bounds(
            figure=name,
            value=figures[newest].get(name),
            low=spans[name][0],
            high=spans[name][1],
            packs=len(known[name]),
            usual=f"{ROOT}.{name}" not in unusual,
        )
        for name in known
    )
    return Drift(newest, len(before), bounds, findings, Table(SUITE, [row], expectations))


def usual_span(figure: str, values: Sequence[float]) -> tuple[float, float | None]:
    """Least and most of a figure that are usual after these values; the most may be open."""
    kind = figure.rpartition(".")[2]
    median = statistics.median(values)
    spread = MAD_TO_DEVIATION * statistics.median(abs(value - median) for value in values)
    reach = max(DEVIATIONS * spread, TOLERANCES[kind] * abs(median))
    return median - reach, None if kind in ONLY_DOWN else median + reach


def _expectation(figure: str, low: float, high: float | None, packs: int) -> Expectation:
    most = "" if high is None else f" and at most {_shown(high)}"
    return Expectation(
        kind="expect_column_values_to_be_between",
        column=figure,
        arguments={"min_value": low} | ({} if high is None else {"max_value": high}),
        message=f"{figure} is {{value}}; after the last {packs} packs at least {_shown(low)}{most} "
        "is usual.",
        severity=Severity.WARNING,
    )


def _shown(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= WHOLE_FROM else f"{value:.3g}"
