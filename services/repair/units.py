"""The units a repair works on: an item of a list, or a field with the evidence beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from core.artifact import Severity, Verdict
from services.quality.contracts import is_evidence
from services.quality.paths import ROOT, child
from services.quality.similarity.duplicates import EXACT, NEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.artifact import Finding, QualityReport

MAX_UNITS = 40
"""Units asked for in one round. Where a finding about the whole would ask for more than that, it
is not repaired: that would be another draft."""

NAMED_UNITS = 8
"""Units named for people; the rest are counted."""

MENDED_ALONG = frozenset({NEAR})
"""Warnings that are mended in a round that errors have asked for, on units of their own too."""

_BOTH = frozenset({EXACT, NEAR})
"""Findings about two items, of which either may be the one to change: the message names the
other."""

_EVIDENCE = "_evidence"
_NAMED = re.compile(r"\$\.[\w.\[\]]*[\w\]]")
_STEP = re.compile(r"\$\.([^.\[]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class Unit:
    """What is replaced as one.

    Attributes:
        path: Its JSON path: ``$.items[3]``, ``$.overview``.
        paths: The paths it is made of: its own, and that of the evidence beside a field.
    """

    path: str
    paths: tuple[str, ...]

    def holds(self, path: str) -> bool:
        """Whether a finding at this path is about the unit."""
        return any(path == own or path.startswith((f"{own}.", f"{own}[")) for own in self.paths)


def place_of(path: str) -> tuple[str, int | None] | None:
    """Field and index (None for the field itself) that a JSON path goes through first."""
    found = _STEP.match(path)
    if found is None:
        return None
    index = found.group(2)
    return found.group(1), None if index is None else int(index)


def unit_at(content: Mapping[str, Any], path: str) -> Unit | None:
    """The unit that this path leads into.

    None for the whole (``$``), a list of items as a whole, and what is not in the content.
    """
    place = place_of(path)
    if place is None or place[0] not in content:
        return None
    field, index = place
    if is_evidence(field):
        supported = field.removesuffix(_EVIDENCE)
        return _field(content, supported if isinstance(content.get(supported), str) else field)
    value = content[field]
    if not isinstance(value, list):
        return _field(content, field)
    if index is None or index >= len(cast("list[Any]", value)):
        return None
    own = child(child(ROOT, field), index)
    return Unit(own, (own,))


def all_units(content: Mapping[str, Any], field: str | None = None) -> tuple[Unit, ...]:
    """Every unit of the content, or of one field, in its order."""
    units: dict[str, Unit] = {}
    for name, value in content.items():
        if field not in (None, name):
            continue
        path = child(ROOT, name)
        entries = isinstance(value, list) and not is_evidence(name)
        places = [child(path, at) for at in range(len(cast("list[Any]", value)))] if entries else []
        for each in places if entries else [path]:
            unit = unit_at(content, each)
            if unit is not None:
                units[unit.path] = unit
    return tuple(units.values())


def units_to_repair(content: Mapping[str, Any], report: QualityReport) -> tuple[Unit, ...]:
    """The units that a round is to ask for, in the order of the content.

    Those that errors point at. An error about a list or the whole points at all of its units, when
    they are few enough. In a round that errors ask for, near duplicates are mended too; where an
    artifact falls short by warnings alone, they are what points.
    """
    if report.verdict is Verdict.PASS:
        return ()
    wanted = dict.fromkeys(_pointed_at(content, _pointing(report)))
    return tuple(unit for unit in all_units(content) if unit in wanted)[:MAX_UNITS]


def needs_whole(content: Mapping[str, Any], report: QualityReport) -> bool:
    """Whether a finding that a round is made for is about a list or the whole, not about units."""
    return any(
        unit_at(content, finding.path) is None and any(_pointed_at(content, [finding]))
        for finding in _pointing(report)
    )


def repeated(
    content: Mapping[str, Any], report: QualityReport, units: Sequence[Unit]
) -> tuple[Unit, ...]:
    """Those of the units that say what another says."""
    said_twice = [each for each in report.findings if each.expectation in _BOTH]
    found = set(_pointed_at(content, said_twice))
    return tuple(unit for unit in units if unit in found)


def failing(content: Mapping[str, Any], report: QualityReport) -> frozenset[str]:
    """The paths of the units with an error; ``$`` and lists stand for themselves."""
    paths: set[str] = set()
    for finding in report.findings:
        if finding.severity is Severity.ERROR:
            unit = unit_at(content, finding.path)
            place = None if unit else place_of(finding.path)
            paths.add(unit.path if unit else child(ROOT, place[0]) if place else ROOT)
    return frozenset(paths)


def units_named(units: Sequence[Unit]) -> str:
    """The units for people, who count items from 1: ``items 3, 7; overview``."""
    by_field: dict[str, list[str]] = {}
    for unit in units[:NAMED_UNITS]:
        place = place_of(unit.path)
        if place is not None:
            indices = by_field.setdefault(place[0], [])
            indices += [] if place[1] is None else [str(place[1] + 1)]
    named = "; ".join(" ".join([field, ", ".join(at)]).strip() for field, at in by_field.items())
    more = len(units) - NAMED_UNITS
    return f"{named}; {more} more" if more > 0 else named


def _field(content: Mapping[str, Any], field: str) -> Unit:
    path = child(ROOT, field)
    beside = f"{field}{_EVIDENCE}"
    return Unit(path, (path, child(ROOT, beside)) if beside in content else (path,))


def _pointing(report: QualityReport) -> Sequence[Finding]:
    """The findings that a round is made for."""
    errors = [each for each in report.findings if each.severity is Severity.ERROR]
    along = [each for each in report.findings if each.expectation in MENDED_ALONG]
    return [*errors, *along] if errors else report.findings


def _pointed_at(content: Mapping[str, Any], findings: Iterable[Finding]) -> Iterator[Unit]:
    for finding in findings:
        unit = unit_at(content, finding.path)
        if unit is not None:
            yield unit
            named = _NAMED.findall(finding.message) if finding.expectation in _BOTH else []
            yield from (other for path in named if (other := unit_at(content, path)))
            continue
        place = place_of(finding.path)
        if place is None or place[0] in content:
            whole = all_units(content, place[0] if place else None)
            yield from whole if len(whole) <= MAX_UNITS else ()
