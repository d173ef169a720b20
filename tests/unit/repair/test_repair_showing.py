from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.artifact import Finding, QualityReport, Severity, Verdict
from services.quality.similarity.duplicates import NEAR
from services.repair import shown_for, units_to_repair
from services.repair.units import all_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from services.repair import Shown

OUTLINE: dict[str, Any] = {
    "title": "Soil",
    "overview": "About soil.",
    "learning_objectives": [{"text": "Define humus.", "bloom": "remember"}],
    "sections": [
        {"number": 1, "title": "Soil", "description": "It is thin.", "key_points": ["Thin layer"]},
        {"number": 2, "title": "Erosion", "description": "It goes.", "key_points": ["Bare fields"]},
    ],
}


class Cards(NamedTuple):
    """Checked flashcards about six passages, and what a round shows of these and the outline."""

    content: dict[str, Any]
    ids: list[str]
    show: Callable[[dict[str, Any], QualityReport], Shown]


@pytest.fixture
def cards(drafted: Callable[[str], Any]) -> Cards:
    """Card 5 is about erosion, and rests on the fourth passage."""
    draft = drafted("flashcards")

    def show(content: dict[str, Any], report: QualityReport) -> Shown:
        units = units_to_repair(content, report)
        return shown_for(draft.source, OUTLINE, content, report, units)

    content = copy.deepcopy(draft.check(draft.answer).content)
    return Cards(content, [each.id for each in draft.source.passages], show)


def found(*paths: str, expectation: str = "a.check", message: str = "Wrong.") -> QualityReport:
    """A report of errors at these paths."""
    findings = tuple(
        Finding(expectation=expectation, severity=Severity.ERROR, path=path, message=message)
        for path in paths
    )
    return QualityReport(findings=findings, scores={}, score=50, verdict=Verdict.REPAIR)


def ids_of(shown: Shown) -> list[str]:
    """The ids of the passages shown."""
    assert shown.passages is not None
    return [each.id for each in shown.passages]


def cited(items: Iterable[dict[str, Any]]) -> set[str]:
    """The passages that items rest on."""
    return {piece["passage_id"] for item in items for piece in item["evidence"]}


def test_a_part_that_cites_rightly_is_shown_little_more_than_that(cards: Cards) -> None:
    """Its passage, and the next nearest; not the source."""
    shown = ids_of(cards.show(cards.content, found("$.items[5].definition")))
    assert "p0004" in shown
    assert len(shown) <= 2


def test_a_swapped_citation_brings_the_passage_that_was_meant(cards: Cards) -> None:
    """The claim's own words find it."""
    cards.content["items"][5]["evidence"] = cards.content["items"][8]["evidence"]
    shown = ids_of(cards.show(cards.content, found("$.items[5]")))
    assert {"p0004", "p0005"} <= set(shown)


def test_a_quote_that_stands_nowhere_brings_the_neighbours_too(cards: Cards) -> None:
    """It may have been copied from around where it is said to stand."""
    for piece in cards.content["items"][5]["evidence"]:
        piece["start"] = None
    shown = ids_of(cards.show(cards.content, found("$.items[5].evidence[0].quote")))
    assert {"p0003", "p0004", "p0005"} <= set(shown)
    assert len(shown) < len(cards.ids)


def test_an_unknown_passage_does_no_harm(cards: Cards) -> None:
    """A part that names none of the source's passages is shown what its words are nearest to."""
    cards.content["items"][5]["evidence"] = [{"passage_id": "p9999", "quote": "x", "start": None}]
    assert "p0004" in ids_of(cards.show(cards.content, found("$.items[5]")))


def test_what_was_said_twice_is_shown_something_new(cards: Cards) -> None:
    """Passages that no other card rests on, for a card that has to become another one."""
    items = [each for each in cards.content["items"] if "p0006" not in cited([each])]
    items[6] = items[5]
    content = {**cards.content, "items": items}
    said_twice = found("$.items[6]", expectation=NEAR, message="Nearly the same as $.items[5].")
    assert "p0006" not in ids_of(cards.show(content, found("$.items[6]")))
    assert "p0006" in ids_of(cards.show(content, said_twice))


@pytest.mark.parametrize("path", ["$", "$.items"])
def test_a_finding_about_the_whole_is_shown_the_whole(cards: Cards, path: str) -> None:
    """What mends it may stand anywhere, so the outline is whole as well."""
    shown = cards.show(cards.content, found(path))
    assert shown.passages is None
    assert shown.passage_ids is None
    assert shown.outline == OUTLINE


def test_of_the_outline_a_card_is_shown_titles_and_objectives(cards: Cards) -> None:
    """Descriptions, evidence and key points are not what a card is mended from."""
    assert cards.show(cards.content, found("$.items[5]")).outline == {
        "title": "Soil",
        "learning_objectives": ["Define humus."],
        "sections": ["Soil", "Erosion"],
    }


def test_of_its_own_section_a_part_is_shown_more(drafted: Callable[[str], Any]) -> None:
    """A text written for a section has to make its points, from what the outline rests them on."""
    draft = drafted("detailed_reading")
    content = copy.deepcopy(draft.check(draft.answer).content)
    section = content["sections"][1]
    others = {each.id for each in draft.source.passages} - cited([section])
    assert others
    section["content"] = section["title"]
    planned = {
        "title": section["title"],
        "key_points": ["Bare fields"],
        "evidence": [{"passage_id": each} for each in [*others, "p9999"]],
    }
    outline = {**OUTLINE, "sections": [OUTLINE["sections"][0], planned]}
    report = found("$.sections[1]")
    units = units_to_repair(content, report)
    shown = shown_for(draft.source, outline, content, report, units)
    points = {"title": section["title"], "key_points": ["Bare fields"]}
    assert shown.outline["sections"] == ["Soil", points]
    assert others <= set(ids_of(shown))


@hypothesis_settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sets(st.integers(0, 9), min_size=1), st.sampled_from(["a.check", NEAR]))
def test_every_passage_that_a_part_cites_is_shown(
    cards: Cards, numbers: set[int], expectation: str
) -> None:
    """Whatever falls short: each once, in the order of the source."""
    report = found(*(f"$.items[{number}]" for number in numbers), expectation=expectation)
    shown = ids_of(cards.show(cards.content, report))
    assert cited(cards.content["items"][number] for number in numbers) <= set(shown)
    assert shown == [each for each in cards.ids if each in shown]


def test_the_outline_itself_is_shown_no_outline(drafted: Callable[[str], Any]) -> None:
    """It is what falls short."""
    draft = drafted("outline")
    content = draft.check(draft.answer).content
    unit = all_units(content, "sections")[0]
    shown = shown_for(draft.source, {}, content, found(unit.path), [unit])
    assert shown.outline == {}
    assert ids_of(shown)
