"""What an outline is made from when its source is too long: notes of all its parts' digests.

A digest's content is a mapping with ``sections``, each with ``title``, ``summary``, ``terms`` and
``key_points``, each of these with its ``point`` and its verified ``evidence``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import InsufficientSourceError
from services.models.tokens import estimate_tokens
from services.reading.spreading import Basket, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Notes:
    """What the digests say.

    Attributes:
        parts: For each part of the source, in order, ``{"part", "sections": [{"title", "summary",
            "terms", "key_points": [{"point", "passages"}]}]}``; parts that say nothing are left
            out.
        share: The part of all key points that there was room for, 0 to 1.
        tokens: About how many tokens they are in a prompt, at most.
    """

    parts: tuple[dict[str, Any], ...]
    share: float
    tokens: int


@dataclass(frozen=True, slots=True)
class _Item:
    """A section with its first key point (``point`` is 0), or another of its key points.

    A section is never noted without a key point: it would name no passage to quote.
    """

    section: int
    point: int
    note: dict[str, Any]


def take_notes(digests: Sequence[Mapping[str, Any]], most_tokens: int) -> Notes:
    """The digests' notes, shortened evenly by whole key points where there is no room for all.

    Each section keeps its first key points; where there is no room even for one of each section,
    whole sections are left out, evenly over the source.

    Args:
        digests: The parts' digests in order.
        most_tokens: Room for the notes in a prompt.

    Raises:
        InsufficientSourceError: No digest says anything.
    """
    placed = [
        (number, section)
        for number, digest in enumerate(digests, start=1)
        for section in digest["sections"]
    ]
    items = [item for at, (_, section) in enumerate(placed) for item in _items(at, section)]
    if not items:
        raise InsufficientSourceError(
            "None of the parts in which the source was read says anything to teach.",
            hint="Give another source.",
        )
    kept, tokens = _fitting(items, len(placed), most_tokens)
    return Notes(_by_part([number for number, _ in placed], kept), len(kept) / len(items), tokens)


def _items(at: int, section: Mapping[str, Any]) -> list[_Item]:
    first, *others = (
        {"point": each["point"], "passages": _passages(each["evidence"])}
        for each in section["key_points"]
    )
    head = {name: section[name] for name in ("title", "summary", "terms")}
    notes = ({**head, "key_points": [first]}, *others)
    return [_Item(at, number, note) for number, note in enumerate(notes)]


def _passages(evidence: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(each["passage_id"] for each in evidence))


def _fitting(items: Sequence[_Item], sections: int, most_tokens: int) -> tuple[list[_Item], int]:
    """The items there is room for, in order, and how much they take."""
    sizes = [_tokens(item) for item in items]
    basket = Basket(sizes, most_tokens)
    turn = {section: place for place, section in enumerate(spread(sections))}
    kept: set[tuple[int, int]] = set()
    for number in sorted(
        range(len(items)), key=lambda each: (items[each].point, turn[items[each].section])
    ):
        item = items[number]
        follows = item.point == 0 or (item.section, item.point - 1) in kept
        if follows and basket.take(number):
            kept.add((item.section, item.point))
    return [items[number] for number in sorted(basket.items)], sum(
        sizes[number] for number in basket.items
    )


def _tokens(item: _Item) -> int:
    # What a section has around it where it is the only one of its part.
    frame = '{"part": 1000, "sections": [, ]}\n' if item.point == 0 else ", "
    line = json.dumps(item.note, ensure_ascii=False).replace("<", "\\u003c")
    return estimate_tokens(frame + line)


def _by_part(numbers: Sequence[int], kept: Sequence[_Item]) -> tuple[dict[str, Any], ...]:
    parts: dict[int, dict[str, Any]] = {}
    for item in kept:
        number = numbers[item.section]
        sections = parts.setdefault(number, {"part": number, "sections": []})["sections"]
        if item.point == 0:
            sections.append({**item.note, "key_points": list(item.note["key_points"])})
        else:
            sections[-1]["key_points"].append(item.note)
    return tuple(parts.values())
