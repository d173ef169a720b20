"""Data-quality checks of the detailed reading.

Why its own columns are checked:

* ``pages_share_of_asked``: `LENGTH_TOLERANCE` at `PAGE_WORDS` words a page; who asks for ten pages
  has the time for ten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.content_type import (
    LENGTH_TOLERANCE,
    PAGE_WORDS,
    CheckContext,
    Checks,
    Expectation,
    Row,
)
from prompts._shared import columns
from prompts._shared.absolutes import overstated
from prompts._shared.expectations import clean, measured, sentences, unique
from prompts._shared.tone import in_tone, off_tones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _pages(content: Mapping[str, Any]) -> float:
    """Pages of continuous text: neither titles nor references."""
    sections = [section["content"] for section in content["sections"]]
    texts = (content["introduction"], *sections, content["conclusion"])
    return sum(map(columns.words, texts)) / PAGE_WORDS


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """The reading as a whole, then each section."""
    asked = context.request.pages
    yield Row(
        "$",
        {
            "introduction": content["introduction"],
            "conclusion": content["conclusion"],
            "references": "\n".join(content["references"]),
            **off_tones(content, ("introduction", "conclusion"), context),
            "pages_share_of_asked": _pages(content) / asked if asked else None,
        },
    )
    for index, section in enumerate(content["sections"]):
        yield Row(
            f"$.sections[{index}]",
            {
                "title": section["title"],
                "title_words": columns.folded(section["title"]),
                "content": section["content"],
                **off_tones(section, ("content",), context),
                "overstated": overstated(
                    section["content"], section["evidence"], context.source, context.language
                ),
            },
        )


CHECKS = Checks(
    rows=rows,
    claim="content",
    expectations=(
        *clean("introduction", "conclusion", "references", "title", "content"),
        *sentences("introduction", "conclusion", "content"),
        *in_tone("introduction", "conclusion", "content"),
        measured("overstated", field="content"),
        unique("title_words", "Another section has the same title.", field="title"),
        Expectation(
            kind="expect_column_values_to_be_between",
            column="pages_share_of_asked",
            arguments={"min_value": 1 - LENGTH_TOLERANCE, "max_value": 1 + LENGTH_TOLERANCE},
            message="The reading has {value} times the pages asked for.",
            field="sections",
        ),
    ),
)
