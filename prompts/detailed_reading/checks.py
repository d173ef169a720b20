"""Data-quality checks of the detailed reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.content_type import CheckContext, Checks, Row
from prompts._shared import columns
from prompts._shared.expectations import clean, sentences, unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def rows(content: Mapping[str, Any], _context: CheckContext) -> Iterator[Row]:
    """The reading as a whole, then each section."""
    yield Row(
        "$",
        {
            "introduction": content["introduction"],
            "conclusion": content["conclusion"],
            "references": "\n".join(content["references"]),
        },
    )
    for index, section in enumerate(content["sections"]):
        yield Row(
            f"$.sections[{index}]",
            {
                "title": section["title"],
                "title_words": columns.folded(section["title"]),
                "content": section["content"],
            },
        )


CHECKS = Checks(
    rows=rows,
    claim="content",
    expectations=(
        *clean("introduction", "conclusion", "references", "title", "content"),
        *sentences("introduction", "conclusion", "content"),
        unique("title_words", "Another section has the same title.", field="title"),
    ),
)
