"""Expectations judged by Great Expectations, which is imported when `warm_up` is called.

Each content type's expectations become metrics of Great Expectations' once a process; an artifact
is one frame over which all of them are resolved together. Asking for a validation instead would
plan the same metrics anew for every frame, which takes twenty times as long (see decision 12).
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.settings import set_validation_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.content_type import Expectation, Row

MAX_PLANS = 256
"""Plans kept; more than there are content types, by far."""

RUNTIME = {
    "result_format": {
        "result_format": "COMPLETE",  # the positions of all failing rows
        "partial_unexpected_count": 0,
        "include_unexpected_rows": False,
    },
    "catch_exceptions": False,
}
"""Under what the metrics are planned and resolved."""

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "warning"}

_wanted = threading.Event()
_importing = threading.Lock()
_planning = threading.Lock()
_plans: dict[int, _Plan] = {}


def warm_up() -> None:
    """Have Great Expectations judge in this process from now on, and import it.

    Takes seconds of CPU the first time: for a thread, while something else is waited for. A check
    that comes meanwhile waits for the import.
    """
    _wanted.set()
    library()


def is_wanted() -> bool:
    """Whether `warm_up` was called."""
    return _wanted.is_set()


def failing_rows(rows: Sequence[Row], expectations: Sequence[Expectation]) -> list[Sequence[int]]:
    """For each expectation the positions of the rows that fail it, in order; nulls do not.

    Waits for Great Expectations' import. Any thread may call it.
    """
    if not rows or not expectations:
        return [() for _ in expectations]
    plan = _plan(expectations)
    found = plan.resolve(frame(rows, expectations))
    return [found[metric] for metric in plan.metrics]


def frame(rows: Sequence[Row], expectations: Sequence[Expectation]) -> Any:
    """The rows as a frame of the columns that expectations are on, values as they are."""
    values = {
        name: [row.values.get(name) for row in rows]
        for name in dict.fromkeys(each.column for each in expectations)
    }
    return library().pandas.DataFrame(values, dtype=object)


def as_expectation(expectation: Expectation, **more: Any) -> Any:
    """One of Great Expectations' own, of the same kind, column, arguments and severity.

    Args:
        expectation: What is declared.
        more: Further fields of it (``description``, ``meta``, …).
    """
    arguments = dict(expectation.arguments)
    if "value_set" in arguments:
        arguments["value_set"] = list(arguments["value_set"])
    kind = "".join(word.title() for word in expectation.kind.split("_"))
    severity = _SEVERITIES[expectation.severity]
    make = getattr(library().expectations, kind)
    return make(column=expectation.column, severity=severity, **arguments, **more)


@dataclass(frozen=True, slots=True)
class Library:
    """What is used of Great Expectations and pandas; their types are not known or not public."""

    gx: Any
    expectations: Any
    engine: Any
    graph: Any
    pandas: Any


def library() -> Library:
    """Great Expectations and pandas, imported by whoever asks first."""
    with _importing:
        return _imported()


@lru_cache(maxsize=1)
def _imported() -> Library:
    set_validation_environment()
    import great_expectations as gx  # noqa: PLC0415 (seconds; see `warm_up`)
    import pandas as pd  # noqa: PLC0415 (as above)  # pyright: ignore[reportMissingTypeStubs]
    from great_expectations import expectations  # noqa: PLC0415 (as above)
    from great_expectations.execution_engine.pandas_execution_engine import (  # noqa: PLC0415 (as above)
        PandasExecutionEngine,
    )
    from great_expectations.validator.validation_graph import (  # noqa: PLC0415 (as above)
        ValidationGraph,
    )

    # A group in an expression does no harm where it is only asked whether it matches.
    warnings.filterwarnings("ignore", "This pattern is interpreted as a regular", UserWarning)
    # Python's regular expressions, also where Arrow with its own is installed.
    pd.set_option("mode.string_storage", "python")
    return Library(gx, expectations, PandasExecutionEngine, ValidationGraph, pd)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the expectations of one content type are judged, whatever the frame."""

    expectations: Sequence[Expectation]
    edges: list[Any]
    metrics: tuple[Any, ...]

    def resolve(self, data: Any) -> Any:
        """The values of all metrics over the frame."""
        engine = library().engine()
        engine.load_batch_data("artifact", data)
        graph = library().graph(engine, list(self.edges))
        return graph.resolve(dict(RUNTIME), show_progress_bars=False)[0]


def _plan(expectations: Sequence[Expectation]) -> _Plan:
    # By identity, which is cheap; the plan keeps the object, so that no other gets its id.
    with _planning:
        if id(expectations) not in _plans:
            if len(_plans) >= MAX_PLANS:
                _plans.clear()
            _plans[id(expectations)] = _made(expectations)
        return _plans[id(expectations)]


def _made(expectations: Sequence[Expectation]) -> _Plan:
    engine = library().engine()
    graph = library().graph(engine)
    metrics: list[Any] = []
    for each in map(as_expectation, expectations):
        needed = each.get_validation_dependencies(engine, dict(RUNTIME))
        metric = needed.get_metric_configuration(f"{each.map_metric}.unexpected_index_list")
        graph.build_metric_dependency_graph(metric, dict(RUNTIME))
        metrics.append(metric.id)
    return _Plan(expectations, graph.edges, tuple(metrics))
