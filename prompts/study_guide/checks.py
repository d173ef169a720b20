"""Data-quality checks of the study guide.

Why its own columns are checked:

* ``in_outline``: The sections are the outline's; another title is another section, or one renamed.
* ``explanation_repeats_term``: An explanation that needs its own term explains it to nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.content_type import CheckContext, Checks, Expectation, Row
from prompts._shared import columns
from prompts._shared.absolutes import overstated
from prompts._shared.expectations import (
    at_least,
    clean,
    holds,
    measured,
    related,
    sentences,
    unbroken,
    unique,
)
from prompts._shared.relating import unrelated
from prompts._shared.tone import in_tone, off_tones

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
            **off_tones(content, ("overview", "summary"), context),
        },
    )
    for index, concept in enumerate(content["key_concepts"]):
        yield Row(
            f"$.key_concepts[{index}]",
            {
                "explanation": concept["explanation"],
                **off_tones(concept, ("explanation",), context),
                "term_words": columns.folded(concept["term"]),
                "explanation_new_words": columns.new_words(concept["explanation"], concept["term"]),
                "explanation_repeats_term": columns.repeats_term(
                    concept["explanation"], concept["term"]
                ),
                "explanation_whole": not columns.breaks_off(concept["explanation"]),
                "rests_on_quotes": not unrelated(
                    f"{concept['term']} {concept['explanation']}",
                    concept["evidence"],
                    context.source,
                ),
                "explanation_overstated": overstated(
                    concept["explanation"], concept["evidence"], context.source, context.language
                ),
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
                **off_tones(section, ("content",), context),
                "title_words": title,
                "in_outline": title in outlined if outlined else None,
                "content_overstated": overstated(
                    section["content"], section["evidence"], context.source, context.language
                ),
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
        *in_tone("overview", "summary", "explanation", "content"),
        unique("term_words", "Another concept has the same term.", field="term"),
        at_least(
            "explanation_new_words",
            NEW_WORDS,
            "The explanation only repeats its term.",
            field="explanation",
        ),
        Expectation(
            kind="expect_column_values_to_be_in_set",
            column="explanation_repeats_term",
            arguments={"value_set": (False,)},
            message="Explains its term by the term itself.",
            field="explanation",
            severity=Severity.WARNING,
        ),
        unbroken("explanation_whole", field="explanation"),
        related(field="evidence"),
        measured("explanation_overstated", field="explanation"),
        measured("content_overstated", field="content"),
        unique("title_words", "Another section has the same title.", field="title"),
        holds(
            "in_outline",
            "The outline has no section of this title.",
            field="title",
            severity=Severity.WARNING,
        ),
    ),
)
