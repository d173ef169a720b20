"""The passages a prompt shows: how large they are there, and what share of the source they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.request import EMBEDDED_MODEL
from services.models.tokens import estimate_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.source import Passage, Source


@dataclass(frozen=True, slots=True)
class Selection:
    """Some passages of a source, in reading order.

    Attributes:
        passages: What a prompt shows.
        share: The part of all passages' characters that they are, 0 to 1.
        tokens: About how many tokens they are in a prompt.
    """

    passages: tuple[Passage, ...]
    share: float
    tokens: int


def reads_whole(model: str) -> bool:
    """Whether the model reads a source of any length; only the embedded one does."""
    return model == EMBEDDED_MODEL


def prompt_tokens(passage: Passage) -> int:
    """About how many tokens the passage's line in a prompt's source block is."""
    data = {"id": passage.id, "heading": list(passage.heading_path), "text": passage.text}
    line = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return estimate_tokens(f"{line}\n")


def fits(passages: Iterable[Passage], most_tokens: int) -> bool:
    """Whether one prompt may show all of these passages."""
    return sum(map(prompt_tokens, passages)) <= most_tokens


def whole(source: Source) -> Selection:
    """All passages of the source."""
    return chosen_from(source.passages, range(len(source.passages)))


def chosen_from(passages: Sequence[Passage], places: Iterable[int]) -> Selection:
    """The passages at these places, in reading order."""
    chosen = tuple(passages[place] for place in sorted(places))
    characters = sum(len(passage.text) for passage in passages)
    share = sum(len(passage.text) for passage in chosen) / characters if characters else 1.0
    return Selection(chosen, share, sum(map(prompt_tokens, chosen)))
