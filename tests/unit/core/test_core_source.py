from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from core.source import SourceReference

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source


@pytest.mark.parametrize("places", [{}, {"path": "/a", "topic": "Bees"}])
def test_a_reference_names_exactly_one_place(places: dict[str, str]) -> None:
    """No place, or two places, is an error that says so."""
    with pytest.raises(ValidationError, match="exactly one"):
        SourceReference.model_validate(places)


@pytest.mark.parametrize(
    ("reference", "label"),
    [
        ({"path": "/home/me/notes/bees.md"}, "bees.md"),
        ({"address": "https://example.org/bees/"}, "bees"),
        ({"digest": "a" * 64}, "blob aaaaaaaaaaaa"),
        ({"topic": "Bees"}, "Bees"),
        ({"topic": "Bees", "name": "Honey"}, "Honey"),
        ({"topic": "B" * 80}, "B" * 59 + "…"),
    ],
)
def test_a_reference_has_a_short_label(reference: dict[str, str], label: str) -> None:
    """The label is the last part of the place, or the name, and never long."""
    assert SourceReference.model_validate(reference).label == label


def test_a_passage_must_stand_at_its_offsets(make_source: Callable[..., Source]) -> None:
    """A source whose passage is not the text at its offsets is refused."""
    source = make_source(["One paragraph.", "Another one."])
    data = source.model_dump()
    data["passages"][1]["start"] -= 1
    with pytest.raises(ValidationError, match="p0002 does not stand"):
        type(source).model_validate(data)


def test_passages_are_found_by_id(make_source: Callable[..., Source]) -> None:
    """A known id gives its passage, an unknown one nothing."""
    source = make_source(["One paragraph.", "Another one."])
    found = source.passage("p0002")
    assert found is not None
    assert found.text == "Another one."
    assert source.passage("p0009") is None
    assert source.words == 4
