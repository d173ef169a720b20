from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.results.tiers.folder import FolderTier
from services.results.tiers.memory import MemoryTier
from services.results.tiers.tier import Entry
from services.results.tiers.tiered import Lifetimes, TieredResults
from services.results.usage import HIT, MISS, UNWRITTEN, WRITE, Event, Usage

if TYPE_CHECKING:
    from pathlib import Path

KEY = "completions/local/faqs-draft-1"
OTHER = "proposals/local/outline-2"
NOW = 1000.0


class Tiers:
    """Two tiers over each other, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.memory = MemoryTier(10_000, keep_seconds=1e9, clock=self.clock)
        self.folder = FolderTier(folder / "results", clock=self.clock)
        self.results = TieredResults(
            (self.memory, self.folder),
            Lifetimes(100.0, {"faqs": 10.0}),
            50,
            Usage(None),
            self.clock,
        )

    def clock(self) -> float:
        """The time it is said to be."""
        return self.now


@pytest.fixture
def tiers(tmp_path: Path) -> Tiers:
    """Memory over a folder."""
    return Tiers(tmp_path)


def test_what_a_lower_tier_has_the_upper_learns_for_the_time_left(tiers: Tiers) -> None:
    """A hit below is kept above from then on, and expires when it would have."""
    tiers.folder.write(KEY, Entry(b"body", NOW - 5, NOW + 5))
    assert tiers.results.read(KEY) == b"body"
    assert tiers.memory.read(KEY) == Entry(b"body", NOW - 5, NOW + 5)
    tiers.now = NOW + 5
    assert tiers.results.read(KEY) is None


def test_a_type_is_kept_for_its_own_time(tiers: Tiers) -> None:
    """The time to live is the content type's, where it has one, else everybody's."""
    for key in (KEY, OTHER, "strange"):
        tiers.results.write(key, b"body")
    lifetimes = {each.key: each.expires_at - NOW for each in tiers.folder.scan()}
    assert lifetimes == {KEY: 10.0, OTHER: 100.0, "strange": 100.0}


def test_a_large_result_is_in_the_lowest_tier_only(tiers: Tiers) -> None:
    """What is over the limit is written below and read from there, not hidden by an older one."""
    tiers.results.write(KEY, b"small")
    tiers.results.write(KEY, b"x" * 51)
    assert tiers.results.read(KEY) == b"x" * 51
    assert tiers.memory.read(KEY) is None


def test_reads_and_writes_are_counted_by_tier_and_type(tiers: Tiers) -> None:
    """A miss, a write, a hit below and one above are each counted once."""
    tiers.results.read(KEY)
    tiers.results.write(KEY, b"body")
    tiers.results.read(KEY)
    tiers.memory.delete(KEY)
    tiers.results.read(KEY)
    assert tiers.results.usage.counts == {
        Event(MISS, "", "faqs"): 1,
        Event(WRITE, "folder", "faqs"): 1,
        Event(HIT, "memory", "faqs"): 1,
        Event(HIT, "folder", "faqs"): 1,
    }


def test_a_result_that_cannot_be_kept_is_counted_and_no_error(tmp_path: Path) -> None:
    """A lowest tier that takes nothing fails no request."""
    (tmp_path / "results").write_text("in the way")
    tiers = Tiers(tmp_path)
    tiers.results.write(KEY, b"body")
    assert tiers.results.usage.counts == {Event(UNWRITTEN, "folder", "faqs"): 1}


def test_a_removed_result_is_nowhere(tiers: Tiers) -> None:
    """Removing is for all tiers."""
    tiers.results.write(KEY, b"body")
    assert tiers.results.delete(KEY)
    assert tiers.results.read(KEY) is None
    assert not tiers.results.delete(KEY)
