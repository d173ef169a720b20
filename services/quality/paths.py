"""JSON paths as findings and errors name them: ``$.items[3].question``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = "$"


def child(path: str, step: str | int) -> str:
    """The path one step further in: a field's name or an index."""
    return f"{path}[{step}]" if isinstance(step, int) else f"{path}.{step}"


def join(steps: Iterable[str | int]) -> str:
    """The path that takes these steps from the root."""
    path = ROOT
    for step in steps:
        path = child(path, step)
    return path
