from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.results.tiers.memory import OVERHEAD_BYTES, MemoryTier
from services.results.tiers.tier import Entry

MAX_BYTES = 3000
KEYS = st.sampled_from([f"k{number}" for number in range(8)])
WRITES = st.tuples(KEYS, st.integers(min_value=0, max_value=2 * MAX_BYTES))


def _entry(size: int = 10, expires_at: float = 1e9) -> Entry:
    return Entry(b"x" * size, 0.0, expires_at)


@given(st.lists(st.one_of(WRITES, KEYS), max_size=60))
def test_the_bound_holds_whatever_is_written_read_and_removed(
    steps: list[tuple[str, int] | str],
) -> None:
    """The tier never takes more than its bytes, and what it counts is what it holds."""
    tier = MemoryTier(MAX_BYTES, clock=lambda: 0.0)
    for number, step in enumerate(steps):
        if isinstance(step, tuple):
            tier.write(step[0], _entry(step[1]))
        elif number % 2:
            tier.read(step)
        else:
            tier.delete(step)
        assert tier.bytes <= MAX_BYTES
        assert tier.bytes == sum(stored.bytes for stored in tier.scan())


@given(st.lists(KEYS, min_size=1, max_size=40))
def test_the_entries_used_last_are_there(used: list[str]) -> None:
    """Of equal entries those used last are kept: as many as there is room for."""
    room = 3
    tier = MemoryTier(room * (OVERHEAD_BYTES + 12), clock=lambda: 0.0)
    for key in used:
        if tier.read(key) is None:
            tier.write(key, _entry())
    last = list(dict.fromkeys(reversed(used)))[:room]
    assert {stored.key for stored in tier.scan()} == set(last)


def test_an_entry_that_is_too_large_leaves_nothing_older_behind() -> None:
    """A new result that does not fit takes the old one with it, and no other."""
    tier = MemoryTier(MAX_BYTES, clock=lambda: 0.0)
    tier.write("a", _entry())
    tier.write("b", _entry())
    assert not tier.write("a", _entry(MAX_BYTES))
    assert tier.read("a") is None
    assert tier.read("b")


def test_a_tier_of_no_bytes_keeps_nothing() -> None:
    """The memory tier is switched off by giving it no bytes."""
    tier = MemoryTier(0)
    assert not tier.write("a", _entry(0))
    assert tier.read("a") is None


def test_a_copy_is_not_kept_longer_than_others_may_change_it() -> None:
    """After the time for copies an entry is looked up again below, though it has not expired."""
    now = [100.0]
    tier = MemoryTier(MAX_BYTES, keep_seconds=30.0, clock=lambda: now[0])
    tier.write("a", _entry(expires_at=1000.0))
    now[0] = 129.0
    assert tier.read("a")
    now[0] = 130.0
    assert tier.read("a") is None
