"""Data-quality checks of the flashcards.

Why its own columns are checked:

* ``keeps_term_back``: One side gives the other away, and a term by itself defines nothing.
* ``keeps_kin_back``: "Evaporation is what evaporates" gives the other side away, too; some words of
  one family only look alike, so a person decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.content_type import CheckContext, Checks, Expectation, Row
from prompts._shared import columns
from prompts._shared.absolutes import overstated
from prompts._shared.expectations import (
    clean,
    holds,
    measured,
    related,
    sectioned,
    unbroken,
    unique,
)
from prompts._shared.relating import unrelated
from prompts._shared.tone import in_tone, off_tones
from prompts.flashcards.schema import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GAPS = {"definition": 0, "cloze": 1}
"""Gaps that the definition side has, by the card's kind: none cannot be filled, two have two
answers."""

FACTS = 1
"""A card with two facts is half known, and cannot be scheduled for either."""


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """Each card."""
    for index, card in enumerate(content["items"]):
        term, definition = card["term"], card["definition"]
        defines = card["kind"] == "definition"
        names_term = columns.names_term(definition, term)
        yield Row(
            f"$.items[{index}]",
            {
                "term": term,
                "term_words": columns.folded(term),
                "definition": definition,
                **off_tones(card, ("definition",), context),
                "keeps_term_back": not names_term,
                "keeps_kin_back": (
                    not columns.names_kin(definition, term) if defines and not names_term else None
                ),
                "facts": columns.facts(definition) if defines else None,
                "whole": not columns.breaks_off(definition),
                "rests_on_quotes": not unrelated(
                    f"{term} {definition}", card["evidence"], context.source
                ),
                "in_outline": columns.names_section(card["category"], context.outline),
                "overstated": overstated(
                    definition, card["evidence"], context.source, context.language
                ),
                "gaps_as_kind": definition.count(GAP) == GAPS[card["kind"]],
            },
        )


CHECKS = Checks(
    rows=rows,
    claim="definition",
    expectations=(
        *clean("term", "definition"),
        *in_tone("definition"),
        unique("term_words", "Another card has the same term.", field="term"),
        holds("keeps_term_back", "The definition names its own term.", field="definition"),
        holds(
            "keeps_kin_back",
            "The definition uses a word of its own term's family.",
            field="definition",
            severity=Severity.WARNING,
        ),
        Expectation(
            kind="expect_column_values_to_be_between",
            column="facts",
            arguments={"max_value": FACTS},
            message=f"Holds {{value}} facts; a card holds {FACTS}.",
            field="definition",
            severity=Severity.WARNING,
        ),
        unbroken("whole", field="definition"),
        related(field="evidence"),
        sectioned(),
        measured("overstated", field="definition"),
        holds(
            "gaps_as_kind",
            f"A cloze card has one gap ({GAP}), a definition card has none.",
            field="definition",
        ),
    ),
)
