"""Data-quality checks of the flashcards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.content_type import CheckContext, Checks, Row
from prompts._shared import columns
from prompts._shared.expectations import clean, holds, unique
from prompts.flashcards.schema import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GAPS = {"definition": 0, "cloze": 1}
"""Gaps that the definition side has, by the card's kind."""


def rows(content: Mapping[str, Any], _context: CheckContext) -> Iterator[Row]:
    """Each card."""
    for index, card in enumerate(content["items"]):
        term, definition = card["term"], card["definition"]
        yield Row(
            f"$.items[{index}]",
            {
                "term": term,
                "term_words": columns.folded(term),
                "definition": definition,
                "keeps_term_back": not columns.names_term(definition, term),
                "gaps_as_kind": definition.count(GAP) == GAPS[card["kind"]],
            },
        )


CHECKS = Checks(
    rows=rows,
    claim="definition",
    expectations=(
        *clean("term", "definition"),
        unique("term_words", "Another card has the same term.", field="term"),
        holds("keeps_term_back", "The definition names its own term.", field="definition"),
        holds(
            "gaps_as_kind",
            f"A cloze card has one gap ({GAP}), a definition card has none.",
            field="definition",
        ),
    ),
)
