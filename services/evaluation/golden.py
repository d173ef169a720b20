"""The golden samples: short sources, each with a fixed outline, that prompts are evaluated on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.source import SourceReference

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "golden"
OUTLINE_SUFFIX = ".outline.json"


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden sample.

    Attributes:
        name: Its source's file name without the ending.
        reference: Where the source is.
        outline: The content of its outline. It is stored, not made anew: the prompts of the types
            derived from it are then compared on the same input.
    """

    name: str
    reference: SourceReference
    outline: Mapping[str, Any]


def golden_samples() -> tuple[Golden, ...]:
    """The golden samples by name; every one's source is enough for each content type."""
    return tuple(_sample(path) for path in sorted(FOLDER.glob(f"*{OUTLINE_SUFFIX}")))


def _sample(outline: Path) -> Golden:
    name = outline.name.removesuffix(OUTLINE_SUFFIX)
    source = next(path for path in FOLDER.glob(f"{name}.*") if path != outline)
    return Golden(
        name=name,
        reference=SourceReference(path=str(source)),
        outline=json.loads(outline.read_text(encoding="utf-8")),
    )
