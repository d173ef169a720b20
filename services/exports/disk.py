"""The few operations on the disk that writing a pack is made of, each of which may fail.

A Protocol, so that tests can stop the writing between any two of them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class Disk(Protocol):
    """Operations on the disk. All of them may raise OSError."""

    def make_folder(self, folder: Path) -> None:
        """Make an empty folder, and those above it that are missing."""
        ...

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file, and wait until it is on the disk."""
        ...

    def flush(self, folder: Path) -> None:
        """Wait until the folder's entries are on the disk."""
        ...

    def exchange(self, one: Path, other: Path) -> bool:
        """Let two folders change places in one step. False when this system cannot."""
        ...

    def move(self, old: Path, new: Path) -> None:
        """Rename a file or folder; an empty folder at ``new`` gives way."""
        ...

    def remove(self, path: Path) -> None:
        """Remove one file, or one empty folder."""
        ...

    def remove_tree(self, folder: Path) -> None:
        """Remove a folder and all that is in it."""
        ...


class LocalDisk:
    """The machine's own disk."""

    def make_folder(self, folder: Path) -> None:
        """See `Disk`."""
        folder.mkdir(parents=True)

    def write(self, path: Path, data: bytes) -> None:
        """See `Disk`."""
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def flush(self, folder: Path) -> None:
        """See `Disk`."""
        if sys.platform == "win32":  # folders cannot be opened there
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def exchange(self, one: Path, other: Path) -> bool:
        """See `Disk`. Python has no name for this call of Linux (``man 2 rename``)."""
        if not sys.platform.startswith("linux"):
            return False
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename is None:
            return False
        status: int = rename(
            _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
        )
        return status == 0

    def move(self, old: Path, new: Path) -> None:
        """See `Disk`."""
        if sys.platform == "win32" and new.is_dir():
            new.rmdir()
        old.replace(new)

    def remove(self, path: Path) -> None:
        """See `Disk`."""
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()

    def remove_tree(self, folder: Path) -> None:
        """See `Disk`."""
        shutil.rmtree(folder)


@contextlib.contextmanager
def one_writer(parent: Path) -> Generator[None]:
    """Let no other writer of ours work in this folder meanwhile; waits for its turn.

    The lock is on the folder itself, so nothing stays behind. Systems without such locks (Windows,
    some network disks) go without: two writers to one pack at the same moment are rare.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 (not on Windows)

    descriptor = os.open(parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
