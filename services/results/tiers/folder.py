"""The tier in a folder of this machine: a file for each entry, written whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from services.results.tiers.envelope import (
    HEADER_MAX_BYTES,
    DamagedError,
    pack,
    read_times,
    unpack,
)
from services.results.tiers.tier import Entry, Stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.results.tiers.tier import Clock

UNFINISHED_SECONDS = 3600.0
"""A file still unfinished after this time belongs to a process that was killed."""
UNFINISHED_SUFFIX = ".unfinished"


class FolderTier:
    """Entries as files below a folder, each at the path its key is.

    Args:
        folder: Made when it is first written to, readable by its owner only.
        clock: Seconds since the epoch.
    """

    name = "folder"
    inline = True

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def read(self, key: str) -> Entry | None:
        """The entry; a file that is damaged, expired or of an older format is removed."""
        file = self._file(key)
        if file is None:
            return None
        try:
            entry = unpack(file.read_bytes())
        except DamagedError:
            self.delete(key)
            return None
        except OSError:
            return None
        if entry.expires_at <= self._clock():
            self.delete(key)
            return None
        return entry

    def write(self, key: str, entry: Entry) -> bool:
        """Write the entry beside its place, then move it there."""
        file = self._file(key)
        if file is None:
            return False
        unfinished = file.with_name(f".{uuid4().hex}{UNFINISHED_SUFFIX}")
        try:
            _write_new(unfinished, pack(entry))
            unfinished.replace(file)
        except OSError:
            _remove(unfinished)
            return False
        return True

    def delete(self, key: str) -> bool:
        """Remove the entry's file."""
        file = self._file(key)
        return file is not None and _remove(file)

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """The files of entries, by their first line; what killed processes left is removed."""
        now = self._clock()
        for file in self._files():
            if file.name.endswith(UNFINISHED_SUFFIX):
                _remove_when_old(file)
                continue
            key = file.relative_to(self._folder).as_posix()
            if not key.startswith(prefix):
                continue
            try:
                with file.open("rb") as opened:
                    created_at, expires_at = read_times(opened.read(HEADER_MAX_BYTES))
                    size = os.fstat(opened.fileno()).st_size
            except (OSError, DamagedError):
                continue
            if expires_at > now:
                yield Stored(key, size, created_at, expires_at)

    def _files(self) -> Iterator[Path]:
        for folder, _, names in os.walk(self._folder):
            for name in names:
                yield Path(folder, name)

    def _file(self, key: str) -> Path | None:
        """Where the key's file is; None for a key that would lead elsewhere."""
        parts = key.split("/")
        if any(part in {"", ".", ".."} or "\0" in part or "\\" in part for part in parts):
            return None
        return self._folder.joinpath(*parts)


def _write_new(file: Path, data: bytes) -> None:
    try:
        opened = file.open("xb")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = file.open("xb")
    with opened:
        opened.write(data)


def _remove(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:
        return False
    return True


def _remove_when_old(file: Path) -> None:
    try:
        age_seconds = time.time() - file.stat().st_mtime
    except OSError:
        return
    if age_seconds > UNFINISHED_SECONDS:
        _remove(file)
