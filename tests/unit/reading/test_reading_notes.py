from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from long_sources import WORD, book, quoting

from core.errors import InsufficientSourceError
from core.source import Source  # noqa: TC001 (hypothesis reads the annotations)
from prompts.rendering import render_notes
from services.models.tokens import estimate_tokens
from services.reading import condense, divide, prompt_tokens, take_notes

TEXT = st.lists(WORD, min_size=3, max_size=12).map(" ".join)
EVIDENCE = st.lists(
    st.sampled_from([{"passage_id": f"p{number:04d}"} for number in range(1, 9)]),
    min_size=1,
    max_size=3,
)
POINT = st.fixed_dictionaries({"point": TEXT, "evidence": EVIDENCE})
SECTION = st.fixed_dictionaries(
    {
        "title": TEXT,
        "summary": TEXT,
        "key_points": st.lists(POINT, min_size=1, max_size=5),
        "terms": st.lists(WORD, max_size=3),
    }
)
DIGESTS = st.lists(
    st.fixed_dictionaries({"sections": st.lists(SECTION, max_size=4)}), min_size=1, max_size=8
).filter(lambda digests: any(each["sections"] for each in digests))


def digests_of(source: Source, most_tokens: int, points: int = 4) -> list[dict[str, Any]]:
    """Digests of the source's parts: a section for each part's chapter, quoting its passages."""
    made: list[dict[str, Any]] = []
    for part in divide(source.passages, most_tokens):
        headings = list(dict.fromkeys(each.heading_path[-1] for each in part.passages))
        made.append({"sections": [_section(source, heading, points) for heading in headings]})
    return made


def _section(source: Source, heading: str, points: int) -> dict[str, Any]:
    places = [
        place for place, each in enumerate(source.passages) if each.heading_path[-1] == heading
    ]
    return {
        "title": heading,
        "summary": f"What is said {heading}, in short.",
        "key_points": [
            {"point": f"Point {place} {heading}.", "evidence": [quoting(source, place)]}
            for place in places[:points]
        ],
        "terms": [heading],
    }


@given(DIGESTS, st.integers(100, 3000))
@hypothesis_settings(deadline=None)
def test_notes_stay_within_their_room(digests: list[dict[str, Any]], most_tokens: int) -> None:
    """However small the room, what stands in the prompt is no larger, and the share is told."""
    notes = take_notes(digests, most_tokens)
    frame = estimate_tokens(render_notes([]))
    assert estimate_tokens(render_notes(notes.parts)) - frame <= notes.tokens <= most_tokens
    all_points = [p for d in digests for s in d["sections"] for p in s["key_points"]]
    kept = [p for part in notes.parts for s in part["sections"] for p in s["key_points"]]
    assert notes.share == len(kept) / len(all_points)


@given(DIGESTS)
@hypothesis_settings(deadline=None)
def test_notes_with_room_hold_everything_but_the_quotes(digests: list[dict[str, Any]]) -> None:
    """Each part's sections, key points and terms are there in order, with the passages' ids."""
    notes = take_notes(digests, 1_000_000)
    assert notes.share == 1
    spoken = [(n, d) for n, d in enumerate(digests, start=1) if d["sections"]]
    assert [part["part"] for part in notes.parts] == [number for number, _ in spoken]
    for part, (_, digest) in zip(notes.parts, spoken, strict=True):
        for noted, section in zip(part["sections"], digest["sections"], strict=True):
            assert {key: noted[key] for key in ("title", "summary", "terms")} == {
                key: section[key] for key in ("title", "summary", "terms")
            }
            assert noted["key_points"] == [
                {
                    "point": each["point"],
                    "passages": list(dict.fromkeys(e["passage_id"] for e in each["evidence"])),
                }
                for each in section["key_points"]
            ]


def test_notes_are_shortened_evenly_by_whole_key_points() -> None:
    """Every section keeps about as many of its first key points as any other."""
    digests = digests_of(book(chapters=24, paragraphs=6), 2000, points=6)
    whole = take_notes(digests, 1_000_000)
    notes = take_notes(digests, whole.tokens * 2 // 3)
    counts = [len(s["key_points"]) for part in notes.parts for s in part["sections"]]
    assert 0 < notes.share < 1
    assert max(counts) - min(counts) <= 1
    assert len(notes.parts) == len(whole.parts)


def test_with_very_little_room_sections_are_left_out_all_over_the_source() -> None:
    """Where not even one key point of each section fits, what is left comes from everywhere."""
    digests = digests_of(book(chapters=40, paragraphs=3), 1200)
    notes = take_notes(digests, 600)
    numbers = [part["part"] for part in notes.parts]
    assert 0 < len(numbers) < len(digests)
    assert numbers[0] <= len(digests) // 4
    assert numbers[-1] > len(digests) * 3 // 4


def test_without_room_for_notes_there_are_passages_all_the_same() -> None:
    """However small the room, the prompt shows something of the source that can be quoted."""
    source = book(chapters=40, paragraphs=3)
    digests = digests_of(source, 1200)
    for room in (500, 1000, 2000):
        condensed = condense(source, digests, room)
        places = [source.passages.index(each) for each in condensed.quoted.passages]
        assert places
        assert condensed.notes.tokens + condensed.quoted.tokens <= room
    digests[0]["sections"][0]["summary"] *= 1000
    assert condense(source, digests[:1], 500).notes.share == 0
    assert condense(source, digests[:1], 500).quoted.passages


def test_digests_that_say_nothing_are_no_source() -> None:
    """The error says so, and what to do."""
    with pytest.raises(InsufficientSourceError) as raised:
        take_notes([{"sections": []}, {"sections": []}], 1000)
    assert raised.value.hint


def test_the_outline_is_shown_quoted_passages_from_all_parts() -> None:
    """Notes and passages fit in the room together, and no part's passages are left out."""
    source = book(chapters=30, paragraphs=6)
    parts = divide(source.passages, 3000)
    digests = digests_of(source, 3000)
    condensed = condense(source, digests, 20_000)
    named = {
        e["passage_id"]
        for d in digests
        for s in d["sections"]
        for p in s["key_points"]
        for e in p["evidence"]
    }
    assert condensed.notes.tokens + condensed.quoted.tokens <= 20_000
    assert {each.id for each in condensed.quoted.passages} <= named
    for part in parts:
        assert set(part.passages) & set(condensed.quoted.passages)


def test_all_quoted_passages_are_shown_when_they_fit() -> None:
    """Nothing is left out without need."""
    source = book(chapters=6, paragraphs=3)
    condensed = condense(source, digests_of(source, 1500), 1_000_000)
    assert condensed.quoted.passages == source.passages
    assert condensed.quoted.share == 1
    assert condensed.quoted.tokens == sum(map(prompt_tokens, source.passages))
