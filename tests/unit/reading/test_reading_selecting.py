from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from long_sources import book, quoting, source_of, sources

from core.source import Source  # noqa: TC001 (hypothesis reads the annotations)
from prompts.rendering import render_opening
from services.models.tokens import estimate_tokens
from services.reading import divide, fits, prompt_tokens, reads_whole, select, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.request import ContentRequest


def outline_on(source: Source, places: Sequence[int]) -> dict[str, Any]:
    """An outline with a section about the passage at each of these places, quoting it."""
    return {
        "title": "An outline",
        "overview": "What the book is about.",
        "overview_evidence": [quoting(source, places[0])],
        "sections": [
            {
                "title": " ".join(source.passages[place].heading_path) or "A section",
                "description": source.passages[place].text[:300],
                "key_points": [source.passages[place].text[:100]],
                "evidence": [quoting(source, place)],
            }
            for place in places
        ],
    }


@st.composite
def outlined(draw: st.DrawFn) -> tuple[Source, dict[str, Any]]:
    """A source and an outline of it."""
    source = draw(sources())
    place = st.integers(0, len(source.passages) - 1)
    return source, outline_on(source, draw(st.lists(place, min_size=1, max_size=6)))


@given(outlined(), st.integers(1, 1500))
@hypothesis_settings(deadline=None)
def test_a_selection_keeps_its_promises(
    outlined: tuple[Source, dict[str, Any]], most_tokens: int
) -> None:
    """It is within its room, in reading order, of the source, and the same each time."""
    source, outline = outlined
    selection = select(source, outline, most_tokens)
    places = [source.passages.index(each) for each in selection.passages]
    assert places == sorted(set(places))
    assert selection.tokens == sum(map(prompt_tokens, selection.passages)) <= most_tokens
    characters = sum(len(each.text) for each in source.passages)
    assert selection.share == sum(len(each.text) for each in selection.passages) / characters
    assert select(source, outline, most_tokens) == selection


@given(outlined())
@hypothesis_settings(deadline=None)
def test_every_section_is_represented_when_there_is_room(
    outlined: tuple[Source, dict[str, Any]],
) -> None:
    """Where a passage of any size finds room for each section, each has the one it quotes."""
    source, outline = outlined
    largest = max(map(prompt_tokens, source.passages))
    room = 2 * largest * (len(outline["sections"]) + 1)
    chosen = {each.id for each in select(source, outline, room).passages}
    quoted = {each["passage_id"] for section in outline["sections"] for each in section["evidence"]}
    assert quoted <= chosen


def test_a_source_that_fits_is_selected_whole() -> None:
    """Room for exactly all of it is enough."""
    source = book(chapters=3, paragraphs=2)
    room = sum(map(prompt_tokens, source.passages))
    assert fits(source.passages, room)
    assert select(source, outline_on(source, [0]), room) == whole(source)
    assert not fits(source.passages, room - 1)
    assert select(source, outline_on(source, [0]), room - 1).share < whole(source).share == 1


def test_what_a_section_is_about_is_found() -> None:
    """A section brings the passages on its subject, though it quotes none that can be verified."""
    source = book(chapters=40, paragraphs=4)
    outline = outline_on(source, [0])
    outline["sections"][0].update(
        title="Volcano studies",
        description="How a volcano is studied.",
        key_points=["Volcano study changed"],
        evidence=[quoting(source, 0) | {"start": None}],
    )
    outline["overview_evidence"] = []
    room = 6 * prompt_tokens(source.passages[0])
    found = select(source, outline, room).passages
    assert {"volcanoes" in each.text for each in found} == {True}
    assert any(each.heading_path[-1].startswith("On volcanoes") for each in found)


def test_sections_have_a_fair_share() -> None:
    """No section's passages crowd out another's."""
    source = book(chapters=40, paragraphs=12)
    outline = outline_on(source, [0, 120, 240, 360])
    chosen = select(source, outline, 40 * prompt_tokens(source.passages[0])).passages
    of_chapter = [
        sum(each.heading_path == source.passages[place].heading_path for each in chosen)
        for place in (0, 120, 240, 360)
    ]
    assert min(of_chapter) >= 5
    assert max(of_chapter) - min(of_chapter) <= 3


def test_neighbours_of_what_was_found_come_with_it() -> None:
    """The passages beside a quoted one are shown, though they share no word with the outline."""
    texts = [f"w{number}x " * 30 for number in range(30)]
    source = source_of([(("A",), text) for text in texts])
    outline = outline_on(source, [10])
    outline["sections"][0]["title"] = "w10x"
    outline["overview"] = "w10x"
    chosen = select(source, outline, 4 * prompt_tokens(source.passages[10])).passages
    assert [each.id for each in chosen] == ["p0010", "p0011", "p0012"]


def test_an_outline_that_leads_nowhere_gives_a_bit_of_everything() -> None:
    """With no verified quote and no shared word the selection is spread over the source."""
    source = book(chapters=40, paragraphs=4)
    outline = outline_on(source, [0])
    outline["overview"], outline["overview_evidence"] = "ξένο", []
    outline["sections"] = [{"title": "ξ", "description": "λ", "key_points": [], "evidence": []}]
    chosen = select(source, outline, 8 * prompt_tokens(source.passages[0])).passages
    places = [source.passages.index(each) for each in chosen]
    assert len(places) >= 6
    assert max(b - a for a, b in pairwise(places)) <= 64


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("de", "Die Häuser der Stadt sind alt.", "Das Haus"),
        ("zh", "光合作用发生在叶绿体中。", "什么是光合作用"),
        ("xx", "Foo bar quux", "quux"),
    ],
)
def test_words_are_found_in_other_forms_and_scripts(language: str, text: str, query: str) -> None:
    """Stems of the source's language match; a script without blanks is matched by pairs."""
    others = [f"{number} {number + 1} {number + 2}" for number in range(20)]
    source = source_of([((), each) for each in (*others, text)], language)
    outline = outline_on(source, [0])
    outline["overview"], outline["overview_evidence"] = "", []
    outline["sections"][0] |= {"title": query, "description": "", "key_points": [], "evidence": []}
    room = prompt_tokens(source.passages[-1]) * 2
    assert source.passages[-1] in select(source, outline, room).passages


def test_passages_are_measured_as_a_prompt_shows_them(
    request_of: Callable[..., ContentRequest],
) -> None:
    """The sizes of all passages add up to what they add to an opening, and hardly more."""
    source = source_of([(("A <b>",), 'He said "no" <em>twice</em>.\n' * 20)] * 30)
    opening = estimate_tokens(render_opening(source, request_of(), "en"))
    empty = estimate_tokens(render_opening(source, request_of(), "en", []))
    measured = sum(map(prompt_tokens, source.passages))
    assert opening - empty <= measured <= (opening - empty) * 1.02 + len(source.passages)


def test_only_the_embedded_model_reads_everything() -> None:
    """Any other model has a limit."""
    assert reads_whole("extractive")
    assert not reads_whole("google-cloud:gemini-2.5-pro")


@pytest.mark.timeout(60)
def test_a_million_characters_are_divided_and_selected_from() -> None:
    """The longest source there may be is divided and selected from, well within a minute."""
    source = book(chapters=212, paragraphs=5)
    assert 950_000 <= len(source.text) <= 1_050_000
    parts = divide(source.passages, 20_000)
    assert sum(len(part.passages) for part in parts) == len(source.passages)
    selection = select(source, outline_on(source, range(0, 1050, 75)), 60_000)
    assert 50_000 <= selection.tokens <= 60_000
    assert 0.1 < selection.share < 0.5
