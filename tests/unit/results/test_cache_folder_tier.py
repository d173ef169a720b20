from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from services.results.tiers.folder import UNFINISHED_SECONDS, UNFINISHED_SUFFIX, FolderTier
from services.results.tiers.tier import Entry

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = Entry(b"body", 1.0, 1e11)


@pytest.mark.parametrize(
    "key", ["", "..", "../x", "a/../../x", "/etc/x", "a//b", "a/./b", "a\0b", "a\\..\\b"]
)
def test_a_key_that_leads_elsewhere_is_no_key(tmp_path: Path, key: str) -> None:
    """Nothing is read, written or removed outside the folder."""
    tier = FolderTier(tmp_path / "results")
    assert not tier.write(key, ENTRY)
    assert tier.read(key) is None
    assert not tier.delete(key)
    assert not (tmp_path / "results").exists()


def test_what_a_killed_process_left_is_no_entry(tmp_path: Path) -> None:
    """A file that was never finished is not listed, and goes once it is old."""
    tier = FolderTier(tmp_path)
    tier.write("a/b/c", ENTRY)
    left = tmp_path / "a" / "b" / f".x{UNFINISHED_SUFFIX}"
    left.write_bytes(b"half")
    assert [stored.key for stored in tier.scan()] == ["a/b/c"]
    assert left.exists()
    long_ago = time.time() - UNFINISHED_SECONDS - 1
    os.utime(left, (long_ago, long_ago))
    assert [stored.key for stored in tier.scan()] == ["a/b/c"]
    assert not left.exists()


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    """Where a file stands in the folder's place, nothing is kept, and nothing fails."""
    (tmp_path / "results").write_text("in the way")
    tier = FolderTier(tmp_path / "results")
    assert not tier.write("a/b/c", ENTRY)
    assert tier.read("a/b/c") is None
    assert list(tier.scan()) == []


def test_results_are_for_their_owner_only(tmp_path: Path) -> None:
    """Other accounts of the machine cannot look into the folder."""
    FolderTier(tmp_path / "results").write("a/b/c", ENTRY)
    assert (tmp_path / "results" / "a" / "b").stat().st_mode & 0o077 == 0
