"""Merging a repair's parts: what is kept, and that nothing else changes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from core.artifact import Severity, Verdict
from core.errors import ContractError
from services.quality import part_weights
from services.repair.request import value_at, values_of
from services.repair.units import failing, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.artifact import QualityReport
    from services.quality import Checked
    from services.repair.units import Unit

Check: TypeAlias = "Callable[[dict[str, Any]], Checked]"
"""Checks content; raises `ContractError` where it breaks the contract."""

_SAME = 1e-9
_RANK = {Verdict.FAIL: 0, Verdict.REPAIR: 1, Verdict.PASS: 2}


def merge_parts(
    base: Checked, units: Sequence[Unit], values: Mapping[str, Any], check: Check
) -> Checked:
    """The artifact with those of the parts in it that make it better.

    All of them when that leaves no error in any, else each by itself, in their order, where it
    helps; or all together where that is better still. What is not asked for stays to the byte.

    Args:
        base: The artifact as it is.
        units: What was asked for.
        values: What was given, by path (`services.repair.read_parts`); of an object only the
            fields that change.
        check: Checks merged content.

    Returns:
        ``base`` itself when nothing of it helps.
    """
    present = values_of(base.content, units)
    whole_values = {
        path: completed(present[path], values[path]) for path in present if path in values
    }
    given = [
        (unit, new)
        for unit in units
        if (new := {p: whole_values[p] for p in unit.paths if _differs(p, whole_values, present)})
    ]
    if not given:
        return base
    together = {path: value for _, new in given for path, value in new.items()}
    whole = _tried(base, together, check)
    if len(given) == 1 or (whole is not base and not _left(whole, [unit for unit, _ in given])):
        return whole
    kept = base
    for _, new in given:
        kept = _tried(kept, new, check)
    return whole if improves(whole, kept) else kept


def improves(new: Checked, old: Checked) -> bool:
    """Whether ``new`` may take the place of ``old``, of which it has all units.

    Its score has risen, to the fraction of a point; or it is the same with fewer errors, as not
    every error is a part of the score. And nothing is worse for it: there are not more errors, and
    none where there was none.
    """
    after, before = _mean(new.report), _mean(old.report)
    fewer = count_errors(old.report) - count_errors(new.report)
    return (
        new.report.score >= old.report.score
        and after >= before - _SAME
        and fewer >= 0
        and (after > before + _SAME or fewer > 0)
        and _RANK[new.report.verdict] >= _RANK[old.report.verdict]
        and failing(new.content, new.report) <= failing(old.content, old.report)
    )


def count_errors(report: QualityReport) -> int:
    """How many errors the check found."""
    return sum(finding.severity is Severity.ERROR for finding in report.findings)


def completed(present: Any, given: Any) -> Any:
    """The value given, with the fields of an object that were not given as they are."""
    if not isinstance(present, dict) or not isinstance(given, dict):
        return given
    return {**cast("dict[str, Any]", present), **cast("dict[str, Any]", given)}


def _differs(path: str, values: Mapping[str, Any], present: Mapping[str, Any]) -> bool:
    return path in values and values[path] != present[path]


def _tried(base: Checked, values: Mapping[str, Any], check: Check) -> Checked:
    """The artifact with these values in it, or ``base`` when it is not better."""
    try:
        checked = check(with_values(base.content, values))
    except ContractError:
        return base
    # The check fills in evidence; of what was not asked for nothing changes, not even that.
    own = {path: value_at(checked.content, path) for path in values}
    made = replace(checked, content=with_values(base.content, own), repairs=base.repairs)
    return made if improves(made, base) else base


def with_values(content: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the content with these values at their paths."""
    copied = dict(content)
    for path, value in values.items():
        place = place_of(path)
        if place is None:
            raise AssertionError(f"{path} is not a unit's path")
        field, index = place
        if index is None:
            copied[field] = value
            continue
        items = list(cast("list[Any]", copied[field]))
        items[index] = value
        copied[field] = items
    return copied


def _left(checked: Checked, units: Sequence[Unit]) -> bool:
    failing_now = failing(checked.content, checked.report)
    return any(unit.path in failing_now for unit in units)


def _mean(report: QualityReport) -> float:
    """The score before it is rounded down to points."""
    weights = part_weights()
    weighed = {name: weights.get(name, 1.0) for name in report.scores}
    total = math.fsum(weighed.values())
    if total <= 0:
        return 1.0
    return math.fsum(weighed[name] * share for name, share in report.scores.items()) / total
