"""The contract of the flashcards: a term on one side, what it means on the other."""

from __future__ import annotations

from typing import Annotated, Literal

from core.contract import Contract, Difficulty, Evidences, Range, sized

ITEMS = Range(10, 25)
TERM = Range(2, 100)
DEFINITION = Range(10, 500)
CATEGORY = Range(2, 200)

GAP = "_____"
"""Stands for the term in the definition side of a cloze card."""


class Flashcard(Contract):
    """A card. A cloze card's definition is a sentence of the source with a gap for the term."""

    term: Annotated[str, sized(TERM)]
    definition: Annotated[str, sized(DEFINITION)]
    kind: Literal["definition", "cloze"] = "definition"
    category: Annotated[str, sized(CATEGORY)]
    difficulty: Difficulty
    evidence: Evidences


class Flashcards(Contract):
    """The flashcards."""

    items: Annotated[list[Flashcard], sized(ITEMS)]
