"""Data-quality checks of the study guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.content_type import CheckContext, Checks, Row
from prompts._shared import columns
from prompts._shared.expectations import at_least, clean, holds, sentences, unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEW_WORDS = 1
"""Telling words an explanation has to hold beside its term's: without any it explains nothing."""


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """The guide as a whole, then each concept, then each section."""
    yield Row(
        "$",
        {
            "overview": content["overview"],
            "summary": content["summary"],
            "recommended_reading": "\n".join(content["recommended_reading"]),
        },
    )
    for index, concept in enumerate(content["key_concepts"]):
        yield Row(
            f"$.key_concepts[{index}]",
            {
                "explanation": concept["explanation"],
                "term_words": columns.folded(concept["term"]),
                "explanation_new_words": columns.new_words(concept["explanation"], concept["term"]),
                "claim": concept["explanation"],
            },
        )
    outlined = _outlined(context)
    for index, section in enumerate(content["sections"]):
        title = columns.folded(section["title"])
        yield Row(
            f"$.sections[{index}]",
            {
                "content": section["content"],
                "title_words": title,
                "in_outline": title in outlined if outlined else None,
                "claim": section["content"],
            },
        )


def _outlined(context: CheckContext) -> set[str]:
    sections = (context.outline or {}).get("sections", ())
    return {columns.folded(section["title"]) for section in sections}


CHECKS = Checks(
    rows=rows,
    claim="claim",
    expectations=(
        *clean("overview", "summary", "recommended_reading", "explanation", "content"),
        *sentences("overview", "summary", "content"),
        unique("term_words", "Another concept has the same term.", field="term"),
        at_least(
            "explanation_new_words",
            NEW_WORDS,
            "The explanation only repeats its term.",
            field="explanation",
        ),
        unique("title_words", "Another section has the same title.", field="title"),
        holds(
            "in_outline",
            "The outline has no section of this title.",
            field="title",
            severity=Severity.WARNING,
        ),
    ),
)
