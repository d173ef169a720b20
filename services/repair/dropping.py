"""Leaving out what could not be repaired, where the contract's minimum allows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from core.artifact import Severity
from core.contract import answer_schema
from core.errors import ContractError
from services.quality.paths import ROOT, child
from services.repair.merging import count_errors
from services.repair.units import failing, place_of, unit_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.artifact import Finding, QualityReport
    from core.content_type import ContentType
    from services.quality import Checked
    from services.repair.merging import Check


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is left, and the errors of what was left out, with the paths it had."""

    checked: Checked
    findings: tuple[Finding, ...] = ()


def can_drop(content_type: ContentType, content: Mapping[str, Any], report: QualityReport) -> bool:
    """Whether any item has errors and may be left out."""
    return bool(_droppable(content_type, content, report))


def drop_failing(content_type: ContentType, checked: Checked, check: Check) -> Dropped:
    """Leave out the items that have errors, from the last on, one at a time.

    One stays where its list is as short as the contract allows, or where the rest would be the
    worse for it: no fewer errors, a lower score, or an error where there was none.

    Args:
        content_type: What it is.
        checked: The artifact, after its repairs.
        check: Checks what is left.
    """
    left = checked
    findings: list[Finding] = []
    # Paths of items further to the front stay what they are when one is left out.
    for path in reversed(_droppable(content_type, checked.content, checked.report)):
        if path not in _droppable(content_type, left.content, left.report):
            continue
        rest = _without(left, path, check)
        if rest is not None:
            findings = [*_errors_at(left, path), *findings]
            left = rest
    return Dropped(left, tuple(findings))


def _droppable(
    content_type: ContentType, content: Mapping[str, Any], report: QualityReport
) -> list[str]:
    """Paths of the items with errors in lists that are longer than they have to be."""
    properties: dict[str, Any] = answer_schema(content_type.schema)["properties"]
    bad = failing(content, report)
    paths: list[str] = []
    for field, schema in properties.items():
        value: Any = content.get(field)
        if not isinstance(value, list) or len(cast("list[Any]", value)) <= schema.get(
            "minItems", 0
        ):
            continue
        items = [child(child(ROOT, field), index) for index in range(len(cast("list[Any]", value)))]
        paths += [path for path in items if path in bad]
    return paths


def _without(left: Checked, path: str, check: Check) -> Checked | None:
    """The rest, checked; None when it is the worse for it."""
    field, index = place_of(path) or ("", None)
    if index is None:
        raise AssertionError(f"{path} is not an item's path")
    items = cast("list[Any]", left.content[field])
    content = {**left.content, field: items[:index] + items[index + 1 :]}
    try:
        rest = replace(check(content), content=content, repairs=left.repairs)
    except ContractError:
        return None
    better = (
        rest.report.score >= left.report.score
        and count_errors(rest.report) < count_errors(left.report)
        and {_before(each, field, index) for each in failing(content, rest.report)}
        <= failing(left.content, left.report)
    )
    return rest if better else None


def _before(path: str, field: str, index: int) -> str:
    """The path that an item had before the one at ``index`` was left out."""
    place = place_of(path)
    if place is None or place[0] != field or place[1] is None or place[1] < index:
        return path
    return child(child(ROOT, field), place[1] + 1)


def _errors_at(checked: Checked, path: str) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in checked.report.findings
        if finding.severity is Severity.ERROR
        and (unit := unit_at(checked.content, finding.path))
        and unit.path == path
    )
