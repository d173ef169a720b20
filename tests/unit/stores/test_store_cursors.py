from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from store_backends import at

from core.errors import BadCursorError
from core.job import JobState
from services.stores.cursors import Position, cursor_at, job_list, position_of, version_list

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)
POSITIONS = st.builds(Position, TIMES, st.text("0123456789abcdef", min_size=32, max_size=64))
LISTS = st.one_of(
    st.builds(job_list, st.sampled_from(["a", "b"]), st.lists(st.sampled_from(JobState))),
    st.builds(version_list, st.sampled_from(["a", "b"]), st.sampled_from([None, "p"])),
)


@given(LISTS, POSITIONS)
def test_cursor_gives_its_position_back(name: str, position: Position) -> None:
    """A cursor holds its position to the microsecond, in characters that need no quoting."""
    cursor = cursor_at(name, position)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)
    assert position_of(name, cursor) == position


@given(LISTS, LISTS, POSITIONS)
def test_cursor_is_refused_by_another_list(name: str, other: str, position: Position) -> None:
    """A cursor is good for its own list only."""
    assume(name != other)
    with pytest.raises(BadCursorError):
        position_of(other, cursor_at(name, position))


@given(POSITIONS, st.integers(0, 200), st.characters())
def test_changed_cursor_is_refused(position: Position, place: int, character: str) -> None:
    """One character changed anywhere makes a cursor nobody's."""
    cursor = cursor_at(job_list("a"), position)
    place %= len(cursor)
    changed = cursor[:place] + character + cursor[place + 1 :]
    assume(changed != cursor)
    with pytest.raises(BadCursorError):
        position_of(job_list("a"), changed)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    """What was never a cursor is refused, not stumbled over."""
    with pytest.raises(BadCursorError):
        position_of(job_list("a"), text)


def test_list_is_the_same_however_its_filters_are_written() -> None:
    """Order and repetition of states, and the zone of a time, do not make another list."""
    one = job_list("a", [JobState.FAILED, JobState.QUEUED], at(0))
    zone = timezone(timedelta(hours=2))
    states = {JobState.QUEUED, JobState.FAILED}
    assert one == job_list("a", states, at(0).astimezone(zone))
    assert one != job_list("a", states, None, at(0))
