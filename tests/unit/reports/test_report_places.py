from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quality.paths import join
from services.reports.places import place, readable, singular

CONTENT = {
    "items": [
        {"term": "stoma"},
        {"number": 2, "term": "  leaf \n pores ", "evidence": [{"passage_id": "p", "quote": "q"}]},
    ],
    "key_takeaways": ["Light  drives it."],
    "sections": [{"title": "Light", "key_points": [{"text": "Green"}]}],
    "introduction": "Long ago",
}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("$", ""),
        ("$.introduction", "Introduction"),
        ("$.items", "Items"),
        ("$.items[0].term", "Item 1 · stoma"),
        ("$.items[1]", "Item 2 · leaf pores"),
        ("$.items[1].evidence[0]", "Item 2 · leaf pores, evidence 1"),
        ("$.items[1].evidence[0].quote", "Item 2 · leaf pores, evidence 1"),
        ("$.items[7].term", "Item 8"),
        ("$.key_takeaways[0]", "Key takeaway 1 · Light drives it."),
        ("$.sections[0].key_points[0].text", "Section 1 · Light, key point 1"),
        ("$.introduction_evidence[2]", "Introduction evidence 3"),
    ],
)
def test_a_place_is_the_item_with_its_number_from_1_and_how_it_begins(
    path: str, shown: str
) -> None:
    """Fields inside an item are left out; a place in no item is its field's name."""
    assert place(path, CONTENT) == shown


def test_a_place_shows_no_personal_data_and_no_more_than_a_line() -> None:
    """An item that begins with an address is told by its ends, a long one by its beginning."""
    content = {"items": [{"term": "ana@example.org"}, {"term": "long " * 40}]}
    assert place("$.items[0]", content) == "Item 1 · an…rg"
    shown = place("$.items[1]", content)
    assert shown.endswith("long…")
    assert len(shown) < 80


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("items", "item"),
        ("key_points", "key point"),
        ("categories", "category"),
        ("recommended_reading", "recommended reading"),
        ("series", "item"),
        ("analysis", "item"),
        ("classes_of_glass", "item"),
    ],
)
def test_an_entry_is_called_by_its_lists_singular_where_there_is_one(
    field: str, entry: str
) -> None:
    """A name that is no plural stays; one that only looks like a plural is an item."""
    assert singular(field) == entry


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Says the same as $.items[2].", "Says the same as item 3."),
        ("Says nearly the same as faqs $.items[2].", "Says nearly the same as item 3 of FAQs."),
        (
            "Another way than faqs $.sections[0].key_points[1]: “x”.",
            "Another way than section 1, key point 2 of FAQs: “x”.",
        ),
        ("It costs $.50 or $5.", "It costs $.50 or $5."),
        ("Write to ana@example.org.", "Write to an…rg."),
    ],
)
def test_paths_in_a_message_are_named_for_people(message: str, shown: str) -> None:
    """A path becomes the item's name and number, with its type's title where it is of another."""
    assert readable(message, {"faqs": "FAQs"}) == shown


STEPS = st.lists(st.one_of(st.sampled_from([*CONTENT, "term", "evidence"]), st.integers(0, 9)))


@given(STEPS)
def test_any_path_has_a_name(steps: list[str | int]) -> None:
    """Wherever a path leads in the content, its name holds no machine's notation."""
    shown = place(join(steps), CONTENT)
    assert not set("$[]_") & set(shown)
    assert bool(shown) == bool(steps)
