"""Data-quality checks of the one-pager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.content_type import CheckContext, Checks, Row
from prompts._shared import columns
from prompts._shared.absolutes import overstated
from prompts._shared.expectations import at_least, clean, measured, related, sentences
from prompts._shared.relating import unrelated
from prompts._shared.tone import in_tone, off_tones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TAKEAWAY_WORDS = 4
"""A takeaway has to be a sentence worth remembering by itself; fewer words are a heading."""


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """The page as a whole, then each takeaway."""
    yield Row(
        "$",
        {
            "executive_summary": content["executive_summary"],
            "main_content": content["main_content"],
            **off_tones(content, ("executive_summary", "main_content"), context),
            **{
                f"{field}_overstated": overstated(
                    content[field], content[f"{field}_evidence"], context.source, context.language
                )
                for field in ("executive_summary", "main_content")
            },
        },
    )
    for index, takeaway in enumerate(content["key_takeaways"]):
        text = takeaway["text"]
        yield Row(
            f"$.key_takeaways[{index}]",
            {
                "text": text,
                "text_words": columns.words(text),
                **off_tones(takeaway, ("text",), context),
                "rests_on_quotes": not unrelated(text, takeaway["evidence"], context.source),
                "overstated": overstated(
                    text, takeaway["evidence"], context.source, context.language
                ),
            },
        )


CHECKS = Checks(
    rows=rows,
    claim="text",
    expectations=(
        *clean("executive_summary", "main_content", "text"),
        *sentences("executive_summary", "main_content", "text"),
        *in_tone("executive_summary", "main_content", "text"),
        at_least(
            "text_words",
            TAKEAWAY_WORDS,
            f"Has {{value}} words, fewer than the {TAKEAWAY_WORDS} of a sentence.",
            field="text",
        ),
        measured("executive_summary_overstated", field="executive_summary"),
        measured("main_content_overstated", field="main_content"),
        related(field="evidence"),
        measured("overstated", field="text"),
    ),
)
