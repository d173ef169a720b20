from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from pack_maker import PackMaker

from services.versions.difference import Change, ChangeKind, difference

if TYPE_CHECKING:
    from core.pack import Pack


@pytest.fixture(scope="module")
def maker() -> PackMaker:
    """Makes packs."""
    return PackMaker()


def edited(maker: PackMaker, name: str, content: dict[str, Any]) -> Pack:
    """The pack with other content of this type."""
    pack = maker.pack()
    artifacts = [
        each.model_copy(update={"content": content}) if each.content_type == name else each
        for each in pack.artifacts
    ]
    return pack.model_copy(update={"artifacts": tuple(artifacts)})


def test_a_pack_does_not_differ_from_itself(maker: PackMaker) -> None:
    """Equal content is no change, whenever it was made."""
    later = maker.pack(created_at="2026-11-24T00:00:00Z")
    found = difference(maker.pack(), later)
    assert found.changes == ()
    assert (found.added_types, found.removed_types) == ((), ())
    assert not found.source_changed
    assert set(found.same_types) == set(maker.contents)


def test_an_edited_card_is_found_where_it_stands(maker: PackMaker) -> None:
    """A changed definition is one change of one card, with both texts."""
    content = copy.deepcopy(maker.contents["flashcards"])
    content["items"][2]["definition"] += " It is renewed slowly."
    found = difference(maker.pack(), edited(maker, "flashcards", content))
    (change,) = found.changes
    assert (change.content_type, change.kind) == ("flashcards", ChangeKind.CHANGED)
    assert change.path == "$.items[2]"
    assert "renewed slowly" in change.after
    assert "renewed slowly" not in change.before
    assert change.label == content["items"][2]["term"]


def test_moved_cards_are_no_change(maker: PackMaker) -> None:
    """Items are told by what they say, not by their place."""
    content = copy.deepcopy(maker.contents["flashcards"])
    content["items"].reverse()
    assert difference(maker.pack(), edited(maker, "flashcards", content)).changes == ()


def test_a_card_more_and_a_card_less(maker: PackMaker) -> None:
    """A card that came and a card that went are said as such, with their terms."""
    content = copy.deepcopy(maker.contents["flashcards"])
    gone = content["items"].pop(0)
    content["items"].append({**gone, "term": "Zymurgy", "definition": "Qua brewing lore XYZ."})
    changes = difference(maker.pack(), edited(maker, "flashcards", content)).changes
    assert {(each.kind, each.label) for each in changes} == {
        (ChangeKind.ADDED, "Zymurgy"),
        (ChangeKind.REMOVED, gone["term"]),
    }


def test_evidence_alone_is_no_change(maker: PackMaker) -> None:
    """A quote found at another place changes nothing that a reader learns."""
    content = copy.deepcopy(maker.contents["flashcards"])
    content["items"][0]["evidence"][0]["quote"] = "elsewhere"
    assert difference(maker.pack(), edited(maker, "flashcards", content)).changes == ()


def test_a_text_of_the_artifact_itself(maker: PackMaker) -> None:
    """A changed summary is a change of that field, without a label."""
    content = copy.deepcopy(maker.contents["one_pager"])
    content["executive_summary"] = "Quite another summary."
    (change,) = difference(maker.pack(), edited(maker, "one_pager", content)).changes
    before = maker.contents["one_pager"]["executive_summary"]
    assert change == Change(
        "one_pager",
        ChangeKind.CHANGED,
        "$.executive_summary",
        "",
        before,
        "Quite another summary.",
    )


def test_types_that_came_and_went(maker: PackMaker) -> None:
    """A type that only one pack has is said once, not item by item."""
    found = difference(maker.partial(), maker.pack())
    assert found.added_types == ("flashcards",)
    assert found.changes == ()
    assert difference(maker.pack(), maker.partial()).removed_types == ("flashcards",)
