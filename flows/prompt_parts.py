"""How many tokens each part of a pack's prompts is, and which parts several calls share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.contract import answer_schema
from prompts.rendering import data_block
from services.models.tokens import estimate_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.plan import Planned

PARTS = ("instructions", "request", "source", "outline", "task", "schema")
"""In the order in which a model reads them, but for the schema, which stands inside the task."""

_SOURCE = "<source>"


@dataclass(frozen=True, slots=True)
class Measured:
    """A prompt taken apart.

    Attributes:
        content_type: Whose draft it asks for.
        parts: Estimated tokens of each of `PARTS`; of an outline that is not there yet, as
            planned.
        shared: The parts with which, to the byte, an earlier prompt of the pack begins too.
    """

    content_type: str
    parts: Mapping[str, int]
    shared: frozenset[str]

    @property
    def tokens(self) -> int:
        """Of the whole prompt."""
        return sum(self.parts.values())


def measure(drafts: Sequence[Planned]) -> list[Measured]:
    """Take the prompts of a pack apart.

    Args:
        drafts: In the order in which they are asked; the outline's is the first.
    """
    outline, *_ = drafts
    seen: list[tuple[str, ...]] = []
    measured: list[Measured] = []
    for draft in drafts:
        outlined = draft is not outline
        pieces = _pieces(draft, outlined=outlined)
        shared = max((_common(pieces, other) for other in seen), default=0)
        seen.append(pieces)
        parts = {name: estimate_tokens(text) for name, text in zip(PARTS, pieces, strict=True)}
        if outlined:
            parts["outline"] = outline.output_tokens
        measured.append(
            Measured(
                draft.content_type.name,
                parts,
                frozenset(part for part in PARTS[:shared] if parts[part]),
            )
        )
    return measured


def shared_share(prompts: Sequence[Measured]) -> float:
    """The part of all input tokens that an earlier call of the pack had too, 0 to 1."""
    shared = sum(each.parts[part] for each in prompts for part in each.shared)
    return shared / sum(each.tokens for each in prompts)


def _pieces(draft: Planned, *, outlined: bool) -> tuple[str, ...]:
    """The texts of `PARTS`; what is data cannot hold a tag."""
    prompt = draft.prompt
    request, tag, source = prompt.shared.partition(_SOURCE)
    schema = data_block(answer_schema(draft.content_type.schema))
    task = prompt.task.replace(schema, "", 1)
    return (prompt.instructions, request, tag + source, "outline" * outlined, task, schema)


def _common(pieces: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces from the first on are the same in both."""
    for place, (one, two) in enumerate(zip(pieces, other, strict=True)):
        if one != two:
            return place
    return len(pieces)
