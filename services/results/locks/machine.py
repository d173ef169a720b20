"""Locks among the processes of this machine: bytes of one file, which the kernel frees."""

from __future__ import annotations

import hashlib
import os
import sys
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class MachineLocks(Protocol):
    """Locks that a process holds against other processes of its machine."""

    def acquire(self, key: str) -> bool:
        """Take the lock if it is free; where there can be no lock, it is."""
        ...

    def release(self, key: str) -> None:
        """Give the lock back; one that is not held stays as it is."""
        ...


class NoMachineLocks:
    """Where the system has no locks of this kind: each process makes its own flight."""

    def acquire(self, key: str) -> bool:  # noqa: ARG002 (the Protocol's)
        """It is free."""
        return True

    def release(self, key: str) -> None:
        """Nothing is held."""


_open: dict[Path, MachineLocks] = {}
_opening = Lock()


def machine_locks(file: Path) -> MachineLocks:
    """The locks in a file, which is made where it is missing.

    A process opens it once and never closes it: its locks are the process's, and all of them are
    lost when any of its handles is closed.
    """
    with _opening:
        if file not in _open:
            _open[file] = _opened(file)
        return _open[file]


if sys.platform == "win32":

    def _opened(file: Path) -> MachineLocks:  # noqa: ARG001 (as elsewhere)
        return NoMachineLocks()

else:
    import fcntl

    class FileLocks:
        """Locks byte N of a file for the key whose digest is N: nothing is ever written.

        Args:
            descriptor: The open file.
        """

        def __init__(self, descriptor: int) -> None:
            self._descriptor = descriptor

        def acquire(self, key: str) -> bool:
            """Take the lock if it is free. A process that ends, however it does, loses it."""
            try:
                fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _offset(key))
            except (BlockingIOError, PermissionError):
                return False
            except OSError:
                return True  # a file system without locks: as if there were one process
            return True

        def release(self, key: str) -> None:
            """Give the lock back."""
            try:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, _offset(key))
            except OSError:
                return

    def _opened(file: Path) -> MachineLocks:
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return FileLocks(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError:
            return NoMachineLocks()

    def _offset(key: str) -> int:
        return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) >> 2  # a file's are signed
