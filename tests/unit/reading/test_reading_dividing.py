from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from long_sources import book, source_of, sources

from core.source import Source  # noqa: TC001 (hypothesis reads the annotations)
from services.reading import divide, prompt_tokens


@given(sources(), st.integers(1, 400))
@hypothesis_settings(deadline=None)
def test_parts_are_a_partition_within_their_limit(source: Source, most_tokens: int) -> None:
    """Every passage is in exactly one part, in order; only a passage alone may be too large."""
    parts = divide(source.passages, most_tokens)
    assert tuple(each for part in parts for each in part.passages) == source.passages
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    for part in parts:
        size = sum(map(prompt_tokens, part.passages))
        assert part.passages
        assert size <= most_tokens or len(part.passages) == 1


@given(sources(), st.integers(1, 400))
@hypothesis_settings(deadline=None)
def test_parts_are_at_least_half_full(source: Source, most_tokens: int) -> None:
    """No part but the last ends before it is half full, unless the next passage is too large."""
    parts = divide(source.passages, most_tokens)
    for part, after in pairwise(parts):
        size = sum(map(prompt_tokens, part.passages))
        assert size * 2 >= most_tokens or size + prompt_tokens(after.passages[0]) > most_tokens


def test_a_part_ends_where_a_chapter_does() -> None:
    """Where chapters are smaller than half a part, no part ends within one."""
    source = book(chapters=12, paragraphs=3)
    chapter_tokens = sum(map(prompt_tokens, source.passages[:3]))
    parts = divide(source.passages, round(chapter_tokens * 2.5))
    for part, after in pairwise(parts):
        assert part.passages[-1].heading_path != after.passages[0].heading_path
    assert len(parts) == 6


def test_the_end_of_a_chapter_goes_before_the_end_of_a_section() -> None:
    """Of two borders in reach, the part ends at the higher one, though the lower is later."""
    text = "word " * 50
    paths = [("A", "1"), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"), ("B", "2")]
    source = source_of([(path, text) for path in paths])
    first, *_ = divide(source.passages, prompt_tokens(source.passages[0]) * 5)
    assert [each.heading_path for each in first.passages] == paths[:3]


def test_a_source_that_fits_is_one_part() -> None:
    """Nothing is cut without need."""
    source = book(chapters=3, paragraphs=2)
    assert [part.passages for part in divide(source.passages, 100_000)] == [source.passages]
    assert divide((), 1000) == ()
