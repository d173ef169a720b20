"""Headings of plain text: short lines of their own that are followed by prose."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.source import Passage

MOST_WORDS = 10
FEWEST_HEADINGS = 3
_NOT_A_HEADING = re.compile(r"[.,;:!]$|\n|\||^[-*•–]\s|[{}=<>]")


def with_headings(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with heading paths read off the text where the source gives none at all.

    A heading that is the text's first line is the title above all others. Fewer than three headings
    are no structure: the passages come back as they were.
    """
    passages = list(passages)
    if any(passage.heading_path for passage in passages):
        return passages
    marked = [_is_heading(passages, index) for index in range(len(passages))]
    if sum(marked) < FEWEST_HEADINGS:
        return passages
    top = (passages[0].text.strip(),) if marked[0] else ()
    path: tuple[str, ...] = top
    found: list[Passage] = []
    for index, (passage, heads) in enumerate(zip(passages, marked, strict=True)):
        if heads and index:
            path = (*top, passage.text.strip())
        found.append(passage.model_copy(update={"heading_path": path}))
    return found


def _is_heading(passages: list[Passage], index: int) -> bool:
    text = passages[index].text.strip()
    if not text or _NOT_A_HEADING.search(text) or len(text.split()) > MOST_WORDS:
        return False
    if not (text[0].isupper() or text[0].isdigit()) or index + 1 == len(passages):
        return False
    longer = len(passages[index + 1].text) > 2 * len(text)
    return longer or index == 0
