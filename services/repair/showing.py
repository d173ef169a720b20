"""What of the source and the outline a round shows: what its units need, and no more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from core.contract import is_evidence
from services.quality.contracts import evidence_lists
from services.quality.paths import ROOT
from services.reading.ranking import Ranking
from services.repair.request import value_at
from services.repair.units import needs_whole, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.artifact import QualityReport
    from core.source import Passage, Source
    from services.repair.units import Unit

NEAREST = 2
"""Passages nearest to a unit's words, beside those that it cites. Where the citation is right one
is the same; where it was swapped this finds the right one."""

NEAREST_UNFOUND = 3
"""The same for a unit of whose quotes none stands in the source: it may name a wrong passage."""

NEAREST_SECTION = 8
"""The same where the unit is written for a section of the outline, whose key points are sought too:
a section is made from several passages."""

MOST_NEIGHBOURS = 4
"""Passages in a round that stand beside the ones such units name; their quotes may run on there."""

LEAST_FRESH = 2
"""Passages that hardly anything else cites, where a repeated item has to make way for another;
one for each such item if they are more."""

_TITLE = "title"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a round shows.

    Attributes:
        passages: In reading order; None for all that the draft was shown.
        outline: The outline, or what the units need of it.
    """

    passages: tuple[Passage, ...] | None
    outline: Mapping[str, Any]

    @property
    def passage_ids(self) -> frozenset[str] | None:
        """Of the passages; None for all."""
        return None if self.passages is None else frozenset(each.id for each in self.passages)


def shown_for(
    source: Source,
    outline: Mapping[str, Any],
    content: Mapping[str, Any],
    report: QualityReport,
    units: Sequence[Unit],
) -> Shown:
    """What a round about these units shows of the source and the outline.

    A finding about the whole or a list (too short, in the wrong language) names no passage: what
    mends it may stand anywhere, so the round shows all that the draft was shown. Else it shows what
    the units cite, what is nearest to their words, and something new for what was said twice.
    Ranking takes seconds of CPU for a million characters: not for an event loop.

    Args:
        source: The source; all of it, also where the draft was shown a selection.
        outline: The outline's content; empty for the outline itself.
        content: The artifact's content, checked.
        report: What was found in it.
        units: What is asked for.
    """
    if needs_whole(content, report):
        return Shown(None, outline)
    sections = _sections_of(outline, content, units)
    choosing = _Choosing(source, content, units, sections)
    chosen = choosing.cited() | choosing.nearest() | choosing.beside()
    chosen |= choosing.fresh(repeated(content, report, units))
    passages = tuple(source.passages[place] for place in sorted(chosen))
    return Shown(passages, _outline_for(outline, sections.values()))


class _Choosing:
    """The places of passages that units need."""

    def __init__(
        self,
        source: Source,
        content: Mapping[str, Any],
        units: Sequence[Unit],
        sections: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._passages = source.passages
        self._ranking = _ranking(source.passages, source.language)
        self._content = content
        self._places = {passage.id: place for place, passage in enumerate(source.passages)}
        self._all = [
            (path, [(self._places.get(each["passage_id"]), each) for each in pieces])
            for path, pieces in evidence_lists(content, ROOT)
        ]
        self._units = units
        self._sections = sections

    def cited(self) -> set[int]:
        """What the evidence names of the units and of the sections they are written for."""
        planned = (piece for each in self._sections.values() for piece in each.get("evidence", ()))
        places = {self._places.get(piece["passage_id"]) for piece in planned}
        places |= {place for unit in self._units for place, _ in self._evidence(unit)}
        return {place for place in places if place is not None}

    def nearest(self) -> set[int]:
        """What is nearest to the units' words."""
        return {place for unit in self._units for place in self._ranked(unit)[: self._count(unit)]}

    def beside(self) -> set[int]:
        """What stands beside the passages named by units of whose quotes none was found."""
        named = {
            place
            for unit in self._units
            if not self._is_found(unit)
            for place, _ in self._evidence(unit)
        }
        beside = (
            other
            for place in sorted(named)
            for other in (place + 1, place - 1)
            if 0 <= other < len(self._passages)
            and self._passages[other].heading_path == self._passages[place].heading_path
        )
        return set(list(dict.fromkeys(beside))[:MOST_NEIGHBOURS])

    def fresh(self, units: Sequence[Unit]) -> set[int]:
        """What everything but these units cites least, what is nearest to their words first."""
        if not units:
            return set()
        said = Counter(
            place
            for path, pieces in self._all
            if not any(unit.holds(path) for unit in units)
            for place, _ in pieces
        )
        near = dict.fromkeys(place for unit in units for place in self._ranked(unit))
        order = list(dict.fromkeys([*near, *range(len(self._passages))]))
        # Sorting keeps the order of what is cited equally often.
        return set(sorted(order, key=said.__getitem__)[: max(LEAST_FRESH, len(units))])

    def _evidence(self, unit: Unit) -> Iterator[tuple[int, Mapping[str, Any]]]:
        for path, pieces in self._all:
            if unit.holds(path):
                yield from ((place, each) for place, each in pieces if place is not None)

    def _is_found(self, unit: Unit) -> bool:
        return any(piece.get("start") is not None for _, piece in self._evidence(unit))

    def _count(self, unit: Unit) -> int:
        """How many of the nearest passages it is shown."""
        if self._is_found(unit):
            return NEAREST
        return NEAREST_SECTION if unit.path in self._sections else NEAREST_UNFOUND

    def _ranked(self, unit: Unit) -> list[int]:
        values = (value_at(self._content, path) for path in unit.paths)
        texts = [text for value in values for text in _texts(value)]
        if not self._is_found(unit):
            texts += [piece["quote"] for _, piece in self._evidence(unit)]
            texts += self._sections.get(unit.path, {}).get("key_points", ())
        return self._ranking.best("\n".join(texts))


@lru_cache(maxsize=2)
def _ranking(passages: tuple[Passage, ...], language: str) -> Ranking:
    """A pack's types repair side by side from one source, round after round."""
    return Ranking(passages, language)


def _texts(node: Any) -> Iterator[str]:
    """The texts in a value; evidence aside."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for value in cast("list[Any]", node):
            yield from _texts(value)
    elif isinstance(node, dict):
        for name, value in cast("dict[str, Any]", node).items():
            if not is_evidence(name):
                yield from _texts(value)


def _sections_of(
    outline: Mapping[str, Any], content: Mapping[str, Any], units: Sequence[Unit]
) -> dict[str, Mapping[str, Any]]:
    """The outline's sections that units are written for, by the units' paths: by their titles."""
    by_title = {each[_TITLE]: each for each in outline.get("sections", ())}
    values = {path: value_at(content, path) for unit in units for path in unit.paths}
    return {
        path: by_title[title]
        for path, value in values.items()
        if isinstance(value, dict)
        and isinstance(title := cast("dict[str, Any]", value).get(_TITLE), str)
        and title in by_title
    }


def _outline_for(
    outline: Mapping[str, Any], written_for: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """The outline by its objectives and titles; of sections that units are written for, more."""
    titles = {each[_TITLE] for each in written_for}
    shown: dict[str, Any] = {key: outline[key] for key in (_TITLE,) if key in outline}
    if "learning_objectives" in outline:
        shown["learning_objectives"] = [each["text"] for each in outline["learning_objectives"]]
    if "sections" in outline:
        shown["sections"] = [_section(each, titles) for each in outline["sections"]]
    return shown


def _section(section: Mapping[str, Any], titles: set[str]) -> Any:
    title = section[_TITLE]
    return {_TITLE: title, "key_points": section["key_points"]} if title in titles else title
