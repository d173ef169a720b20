from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.results.tiers.envelope import (
    HEADER_MAX_BYTES,
    DamagedError,
    pack,
    read_times,
    unpack,
)
from services.results.tiers.tier import Entry

TIMES = st.floats(min_value=0, max_value=1e11)
ENTRIES = st.builds(Entry, st.binary(max_size=3000), TIMES, TIMES)


@given(ENTRIES)
def test_an_entry_comes_back_whole(entry: Entry) -> None:
    """Body and times survive being written down; the times are in the first bytes."""
    data = pack(entry)
    assert unpack(data) == entry
    assert read_times(data[:HEADER_MAX_BYTES]) == (entry.created_at, entry.expires_at)


@given(ENTRIES, st.data())
def test_an_entry_cut_short_is_damaged(entry: Entry, data: st.DataObject) -> None:
    """What a killed process left of an entry is never taken for one."""
    packed = pack(entry)
    length = data.draw(st.integers(min_value=0, max_value=len(packed) - 1))
    with pytest.raises(DamagedError):
        unpack(packed[:length])


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_changed_body_is_damaged(body: bytes, data: st.DataObject) -> None:
    """One changed bit anywhere in the body is noticed."""
    packed = bytearray(pack(Entry(body, 1.0, 2.0)))
    place = data.draw(st.integers(min_value=1, max_value=len(body)))
    packed[-place] ^= 1 << data.draw(st.integers(min_value=0, max_value=7))
    with pytest.raises(DamagedError):
        unpack(bytes(packed))


@given(st.binary(max_size=2000))
def test_foreign_bytes_are_damaged(data: bytes) -> None:
    """Anything else in an entry's place is no entry, and no other error."""
    with pytest.raises(DamagedError):
        unpack(data)
    with pytest.raises(DamagedError):
        unpack(b"[]\n" + data)
