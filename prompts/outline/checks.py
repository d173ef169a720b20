"""Data-quality checks of the outline.

Why its own columns are checked:

* ``difficulty_as_asked``, ``audience_as_asked``: Everything else is derived from the outline, and
  would be for somebody else, too.
* ``number_in_order``: The other types and the exports call sections by their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.content_type import CheckContext, Checks, Row
from core.request import DEFAULT_AUDIENCE
from prompts._shared import columns
from prompts._shared.absolutes import hedge_lost, overstated
from prompts._shared.expectations import at_least, clean, holds, measured, sentences, unique
from prompts._shared.tone import in_tone, off_tones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BLOOM_LEVELS = 3
"""Objectives on fewer levels train one kind of thinking only."""


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """The outline as a whole, then each objective, then each section."""
    objectives, sections = content["learning_objectives"], content["sections"]
    yield Row(
        "$",
        {
            "title": content["title"],
            "overview": content["overview"],
            "bloom_levels": columns.different(each["bloom"] for each in objectives),
            "difficulty_as_asked": content["difficulty"] == context.request.difficulty.value,
            "audience_as_asked": _audience_as_asked(content["audience"], context.request.audience),
            **off_tones(content, ("overview",), context),
        },
    )
    for index, objective in enumerate(objectives):
        yield Row(
            f"$.learning_objectives[{index}]",
            {"text": objective["text"], "claim": objective["text"]},
        )
    for index, section in enumerate(sections):
        yield Row(
            f"$.sections[{index}]",
            {
                "title": section["title"],
                "title_words": columns.folded(section["title"]),
                "description": section["description"],
                "key_points": "\n".join(section["key_points"]),
                **off_tones(section, ("description",), context),
                "number_in_order": section["number"] == index + 1,
                "overstated": overstated(
                    section["description"], section["evidence"], context.source, context.language
                ),
                "points_overstated": hedge_lost(
                    "\n".join(section["key_points"]),
                    section["evidence"],
                    context.source,
                    context.language,
                ),
                "claim": section["description"],
            },
        )


def _audience_as_asked(audience: str, asked: str) -> bool | None:
    """Whether it is the audience asked for; None for the default, named in any language."""
    if asked == DEFAULT_AUDIENCE:
        return None
    return " ".join(audience.casefold().split()) == " ".join(asked.casefold().split())


CHECKS = Checks(
    rows=rows,
    claim="claim",
    expectations=(
        *clean("title", "overview", "text", "description", "key_points"),
        *sentences("overview", "description"),
        *in_tone("overview", "description"),
        at_least(
            "bloom_levels",
            BLOOM_LEVELS,
            f"The objectives stand on {{value}} of Bloom's levels, fewer than {BLOOM_LEVELS}.",
            field="learning_objectives",
            severity=Severity.WARNING,
        ),
        holds(
            "difficulty_as_asked",
            "Is not the difficulty that was asked for.",
            field="difficulty",
            severity=Severity.WARNING,
        ),
        holds(
            "audience_as_asked",
            "Is not the audience that was asked for.",
            field="audience",
            severity=Severity.WARNING,
        ),
        measured("overstated", field="description"),
        measured("points_overstated", field="key_points"),
        holds("number_in_order", "The sections are not numbered 1, 2, 3 in order.", field="number"),
        unique("title_words", "Another section has the same title.", field="title"),
    ),
)
