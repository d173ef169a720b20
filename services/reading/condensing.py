"""The second half of reading a long source: from its digests to what the outline is made from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from services.reading.notes import Notes, take_notes
from services.reading.selection import Selection, chosen_from, prompt_tokens
from services.reading.spreading import Basket, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.source import Source

NOTES_SHARE = 0.5
"""Part of the room that notes may take; passages, which quotes come from, get the rest."""


@dataclass(frozen=True, slots=True)
class Condensed:
    """What an outline of a long source is made from: notes on all of it, and some passages."""

    notes: Notes
    quoted: Selection


def condense(source: Source, digests: Sequence[Mapping[str, Any]], most_tokens: int) -> Condensed:
    """The digests' notes, and the passages they name, spread evenly over the parts.

    Args:
        source: The source.
        digests: The contents of its parts' digests in order, their evidence verified.
        most_tokens: Room in a prompt for notes and passages together.

    Raises:
        InsufficientSourceError: No digest says anything.
    """
    notes = take_notes(digests, round(most_tokens * NOTES_SHARE))
    places = {passage.id: place for place, passage in enumerate(source.passages)}
    queues = [[places[each] for each in _named(part)] for part in notes.parts]
    # Where there is not even room for one note, a bit of everything.
    queues = [queues[at] for at in spread(len(queues))] or [spread(len(places))]
    basket = Basket([prompt_tokens(each) for each in source.passages], most_tokens - notes.tokens)
    basket.take_in_turn(queues)
    return Condensed(notes, chosen_from(source.passages, basket.items))


def _named(part: Mapping[str, Any]) -> list[str]:
    """Ids of the passages that a part's notes name: each section's first key point, then on."""
    points = zip_longest(*(section["key_points"] for section in part["sections"]))
    named = [id_ for row in points for point in row if point for id_ in point["passages"]]
    return list(dict.fromkeys(named))
