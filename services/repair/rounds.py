"""What became of a round, for the one after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import ContractError
from services.repair.answer import read_parts
from services.repair.merging import completed, with_values
from services.repair.request import problems_of, values_of
from services.repair.units import NAMED_UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.artifact import Completion
    from services.repair.merging import Check
    from services.repair.units import Unit

SHOWN_REASON = 120
"""Characters of why a part was not kept."""


def why_not_kept(
    completion: Completion,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    units: Sequence[Unit],
    check: Check,
) -> str:
    """Why parts of a round's answer were not kept, in a line; empty when all that it gave were.

    Args:
        completion: The answer.
        before: The content that the round was about.
        after: The content that came of it.
        units: What was asked for.
        check: Checks content; called once, where parts were not kept.
    """
    given = read_parts(completion, units)
    if not given.values:
        return " ".join(["Nothing in it could be used.", *given.notes])
    old, new = values_of(before, units), values_of(after, units)
    refused = {
        path: completed(old[path], value)
        for path, value in given.values.items()
        if path in old and old[path] == new[path]
    }
    if not refused:
        return ""
    wrong = _problems(after, {p: v for p, v in refused.items() if v != old[p]}, units, check)
    told = [f"{path}: {_reason(path, refused, old, wrong)}" for path in refused][:NAMED_UNITS]
    more = [f"and {len(refused) - NAMED_UNITS} more"] if len(refused) > NAMED_UNITS else []
    return f"Not kept were {'; '.join([*told, *more])}"


def _problems(
    after: Mapping[str, Any], refused: Mapping[str, Any], units: Sequence[Unit], check: Check
) -> dict[str, list[str]]:
    """What would be wrong with the content if these values were in it, by path."""
    try:
        report = check(with_values(after, refused)).report
    except ContractError as error:
        return {path: [error.message] for path in refused}
    return problems_of(report.findings, units)


def _reason(
    path: str,
    refused: Mapping[str, Any],
    old: Mapping[str, Any],
    wrong: Mapping[str, Sequence[str]],
) -> str:
    if refused[path] == old[path]:
        return "it was as before."
    within = (f"{path}.", f"{path}[")
    said = [each[0] for at, each in wrong.items() if at == path or at.startswith(within)]
    reason = said[0] if said else "it was no better than before."
    return reason if len(reason) <= SHOWN_REASON else f"{reason[:SHOWN_REASON]}…"
