"""Dividing a long source into parts, each small enough to be digested by one model call."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from services.reading.selection import prompt_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.source import Passage

FULL_ENOUGH = 0.5
"""Share of a part's size from which it may end early, where a section ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring passages; ``number`` counts the parts of a source from 1."""

    number: int
    passages: tuple[Passage, ...]


def divide(passages: Sequence[Passage], most_tokens: int) -> tuple[Part, ...]:
    """The passages in parts of at most ``most_tokens`` each, in order, none left out.

    A part ends where a section does, the highest one that ends in its later half; inside a section
    only where no section ends there. A passage that is larger than a part stands alone.
    """
    sizes = [prompt_tokens(passage) for passage in passages]
    parts: list[Part] = []
    start = 0
    while start < len(passages):
        end = _end(passages, sizes, start, most_tokens)
        parts.append(Part(len(parts) + 1, tuple(passages[start:end])))
        start = end
    return tuple(parts)


def _end(passages: Sequence[Passage], sizes: Sequence[int], start: int, most_tokens: int) -> int:
    """Where the part that begins at ``start`` ends (exclusive)."""
    fills = list(takewhile(lambda fill: fill <= most_tokens, accumulate(sizes[start:])))
    last = start + max(len(fills), 1)  # a passage larger than a part is one all the same
    if last == len(passages):
        return last
    half = bisect_left(fills, most_tokens * FULL_ENOUGH)
    ends = range(min(start + half + 1, last), last + 1)
    return max(ends, key=lambda end: (*_border(passages, end), end))


def _border(passages: Sequence[Passage], place: int) -> tuple[bool, int]:
    """How good it is to cut before this passage: whether a section ends there, and how high."""
    before, after = passages[place - 1].heading_path, passages[place].heading_path
    same = (here == there for here, there in zip(before, after, strict=False))
    return before != after, -sum(takewhile(bool, same))
