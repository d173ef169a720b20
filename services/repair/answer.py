"""Reading what a model answers to a repair request: the parts asked for, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from core.errors import ContentError, ModelError
from services.answers import read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.artifact import Completion
    from services.repair.units import Unit

PARTS = "parts"
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Parts:
    """What was given.

    Attributes:
        values: New values by path; only of paths that were asked for.
        notes: What of the answer was ignored, and why, for people.
    """

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    notes: tuple[str, ...] = ()


def read_parts(completion: Completion, units: Sequence[Unit]) -> Parts:
    """The parts in an answer, whatever the answer is: what cannot be used is noted and ignored.

    Of a part that is given twice the first stands.
    """
    try:
        answer = read_answer(completion.text, finish_reason=completion.finish_reason)
    except (ContentError, ModelError) as error:
        return Parts(notes=(error.message,))
    given = answer.content.get(PARTS)
    if not isinstance(given, list):
        return Parts(notes=(f"The answer has no list {PARTS!r}.",))
    asked = {path for unit in units for path in unit.paths}
    values: dict[str, Any] = {}
    notes: list[str] = []
    for part in cast("list[Any]", given):
        path, problem = _path_of(part, asked, values)
        if problem:
            notes.append(problem)
        else:
            values[path] = part["value"]
    return Parts(values, tuple(dict.fromkeys(notes)))


def _path_of(part: Any, asked: set[str], values: dict[str, Any]) -> tuple[str, str]:
    """The part's path, and why the part is ignored (empty when it is not)."""
    fields = cast("dict[str, Any]", part) if isinstance(part, dict) else {}
    path = fields.get("path")
    if not isinstance(path, str) or "value" not in fields:
        return "", "A part without path or value."
    shown = path if len(path) <= _SHOWN_CHARACTERS else f"{path[:_SHOWN_CHARACTERS]}…"
    if path not in asked:
        return path, f"{shown!r} was not asked for."
    return path, f"{shown!r} was given twice." if path in values else ""
