"""Choosing, for all types of a pack at once, the passages of a long source that they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.reading.ranking import Ranking
from services.reading.selection import Selection, chosen_from, prompt_tokens, whole
from services.reading.spreading import Basket, spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.source import Passage, Source

CONTEXT_SHARE = 0.25
"""Part of the room that is first offered to the neighbours of what was found."""


def select(source: Source, outline: Mapping[str, Any], most_tokens: int) -> Selection:
    """The passages that an outline's sections need, as many as there is room for.

    Each section in turn brings the passages its own evidence names, then those nearest to its
    words; then the neighbours of what was brought, then more of the nearest. A source that fits is
    selected whole. Takes seconds of CPU for a million characters: not for an event loop.

    Args:
        source: The source.
        outline: The outline's checked content.
        most_tokens: Room for passages in a prompt.
    """
    sizes = [prompt_tokens(passage) for passage in source.passages]
    if sum(sizes) <= most_tokens:
        return whole(source)
    basket = Basket(sizes, most_tokens)
    queues = [
        [place for place in queue if sizes[place] <= most_tokens]
        for queue in _queues(source, outline)
    ]
    basket.take_in_turn(queues, leaving=round(most_tokens * CONTEXT_SHARE))
    for place in _neighbours(source.passages, tuple(basket.items)):
        basket.take(place)
    basket.take_in_turn(queues)
    return chosen_from(source.passages, basket.items)


def _queues(source: Source, outline: Mapping[str, Any]) -> list[list[int]]:
    """For each section, then for the overview, the places it asks for, best first."""
    ranking = Ranking(source.passages, source.language)
    places = {passage.id: place for place, passage in enumerate(source.passages)}
    queues: list[list[int]] = []
    for section in outline["sections"]:
        quoted = _found(section["evidence"])
        near = ranking.best(_query(section, quoted))
        queues.append(list(dict.fromkeys([*_named(quoted, places), *near])))
    queues.append(_named(_found(outline["overview_evidence"]), places))
    # Nothing named and nothing found, as with an outline in another script: a bit of everything.
    return queues if any(queues) else [spread(len(places))]


def _found(evidence: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in evidence if each["start"] is not None]


def _named(evidence: Iterable[Mapping[str, Any]], places: Mapping[str, int]) -> list[int]:
    return list(dict.fromkeys(places[each["passage_id"]] for each in evidence))


def _query(section: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]]) -> str:
    """The section's words, and those it quotes: they are the source's, in the source's language."""
    quotes = (each["quote"] for each in evidence)
    return "\n".join((section["title"], section["description"], *section["key_points"], *quotes))


def _neighbours(passages: Sequence[Passage], chosen: Sequence[int]) -> Iterator[int]:
    """The passages right after and right before the chosen ones, under the same heading."""
    for place in chosen:
        for beside in (place + 1, place - 1):
            if (
                0 <= beside < len(passages)
                and passages[beside].heading_path == passages[place].heading_path
            ):
                yield beside
