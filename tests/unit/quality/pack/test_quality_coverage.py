from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quality.pack.coverage import coverage_of, section_stems
from services.quality.pack.items import Item
from services.quality.similarity.overlap import Weights, stems_of

SECTIONS = [
    ("How soil forms", "Weathering breaks rock into fragments.", ["Frost opens cracks."], "p0001"),
    ("Layers of the soil", "Topsoil lies above the subsoil.", ["Bedrock is solid."], "p0002"),
    ("Losing soil", "Erosion removes soil by wind or water.", ["Hedges slow erosion."], "p0003"),
]
OUTLINE: dict[str, Any] = {
    "learning_objectives": [
        {"text": "Explain how weathering breaks rock into fragments."},
        {"text": "Summarise the section “Layers of the soil” in your own words."},
        {"text": "Use the terms “erosion”, “hedges” and “bedrock” correctly."},
    ],
    "sections": [
        {
            "title": title,
            "description": description,
            "key_points": points,
            "evidence": [{"passage_id": passage}],
        }
        for title, description, points, passage in SECTIONS
    ],
}
WEIGHTS = Weights([section_stems(each) for each in OUTLINE["sections"]])


def item(path: str, text: str, *passages: str, is_row: bool = True, title: str = "") -> Item:
    """An item of a type of no name."""
    return Item(
        content_type="cards",
        path=path,
        texts=((f"{path}.text", text),),
        stems=stems_of(f"{title} {text}"),
        passages=frozenset(passages),
        spans=(),
        quoted=frozenset(),
        claim=text,
        term="",
        title=title,
        is_row=is_row,
    )


WHOLE = [
    item("$.items[0]", "Frost breaks rock into fragments by weathering.", "p0001"),
    item("$.items[1]", "Topsoil is the uppermost layer.", "p0002"),
    item("$.items[2]", "Erosion is the loss of soil.", "p0003"),
]


def covered(**items: list[Item]) -> Any:
    """The coverage of the outline by these types."""
    return coverage_of(OUTLINE, items, WEIGHTS, "en")


def test_items_stand_where_their_words_and_passages_put_them() -> None:
    """An objective has the items about it, a section those that quote its passages."""
    coverage = covered(cards=WHOLE)
    assert [row.items["cards"] for row in coverage.sections] == [
        ("$.items[0]",),
        ("$.items[1]",),
        ("$.items[2]",),
    ]
    assert [row.items["cards"] for row in coverage.objectives] == [
        ("$.items[0]",),
        ("$.items[1]",),
        ("$.items[2]",),
    ]
    assert coverage.findings == ()


def test_what_one_type_misses_is_a_warning_about_that_type() -> None:
    """One warning names all the objectives that an artifact leaves out and another meets."""
    coverage = covered(cards=WHOLE, faqs=WHOLE[:1])
    objectives, sections = coverage.findings
    assert (objectives.severity, objectives.content_type) == ("warning", "faqs")
    assert objectives.expectation == "coverage.objective"
    assert "2 of 3 learning objectives" in objectives.message
    assert "“Layers of the soil”" in sections.message
    assert "“Losing soil”" in sections.message


def test_what_nothing_meets_is_an_error_of_the_outline() -> None:
    """An objective that no artifact is about is found once, at its own place."""
    findings = covered(cards=WHOLE[:2], faqs=WHOLE[:2], guide=WHOLE[:2]).findings
    assert [(each.severity, each.content_type, each.path) for each in findings] == [
        ("error", "outline", "$.learning_objectives[2]"),
        ("error", "outline", "$.sections[2]"),
    ]


def test_a_pack_of_one_or_two_types_need_not_be_about_everything() -> None:
    """What nothing meets is then for a person to look at."""
    findings = covered(cards=WHOLE[:2], faqs=WHOLE[:2]).findings
    assert {each.severity for each in findings} == {"warning"}


@pytest.mark.parametrize(
    "objective", ["Explain how blockchain mining works.", "Describe the trade of medieval Venice."]
)
def test_an_objective_about_something_else_is_met_by_nothing(objective: str) -> None:
    """The wording that all objectives share does not make an item be about one."""
    outline = {**OUTLINE, "learning_objectives": [{"text": objective}]}
    coverage = coverage_of(outline, {"cards": WHOLE}, WEIGHTS, "en")
    assert [each.path for each in coverage.findings] == ["$.learning_objectives[0]"]


def test_an_overview_counts_where_no_row_does() -> None:
    """A text of its own stands in the matrix only when the type has nothing better."""
    overview = item("$.overview", "All of it.", "p0001", "p0002", "p0003", is_row=False)
    rows = [row.items["cards"] for row in covered(cards=[*WHOLE[:2], overview]).sections]
    assert rows == [("$.items[0]",), ("$.items[1]",), ("$.overview",)]


def test_items_without_evidence_are_placed_by_their_words() -> None:
    """An item whose words are mostly a section's own is about that section."""
    asking = item("$.turns[0]", "So erosion removes soil?")
    assert covered(cards=[asking]).sections[2].items == {"cards": ("$.turns[0]",)}


def test_a_type_with_the_outlines_sections_has_all_of_them() -> None:
    """A left-out section is found although other items are about it; one taken in is not."""
    titled = [
        item(f"$.sections[{index}]", text, passage, title=title)
        for index, (title, text, _, passage) in enumerate(SECTIONS)
    ]
    concept = item("$.key_concepts[0]", "Topsoil is the uppermost layer.", "p0002")
    missed = covered(guide=[titled[0], titled[2], concept]).findings
    assert [each.expectation for each in missed] == ["coverage.section_mirrored"]
    assert "“Layers of the soil”" in missed[0].message
    merged = item("$.sections[0]", SECTIONS[0][1], "p0001", "p0002", title="How soil forms")
    assert covered(guide=[merged, titled[2]]).findings == ()


def test_a_pack_of_the_outline_alone_is_not_blamed() -> None:
    """Where no other type was asked for there is nothing to miss."""
    assert covered().findings == ()


@given(
    st.lists(st.text(max_size=30), max_size=4),
    st.lists(st.text(max_size=60), min_size=1, max_size=4),
)
def test_any_texts_give_a_row_for_each_objective(texts: list[str], objectives: list[str]) -> None:
    """Whatever is written, there is a row for each objective and each row names every type."""
    outline = {**OUTLINE, "learning_objectives": [{"text": each} for each in objectives]}
    items = [item(f"$.items[{index}]", text) for index, text in enumerate(texts)]
    coverage = coverage_of(outline, {"cards": items}, Weights([]), "en")
    assert [row.title for row in coverage.objectives] == objectives
    assert all(set(row.items) == {"cards"} for row in coverage.objectives)
