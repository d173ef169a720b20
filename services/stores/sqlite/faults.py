"""What SQLite's errors mean to whoever uses the store."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.errors import StoreError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_REFUSED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


@contextmanager
def told_plainly(path: Path) -> Generator[None]:
    """Let SQLite's errors come out as the store's.

    Raises:
        StoreUnavailableError: Another process kept the file locked for too long.
        StoreError: The disk is full, or the file is damaged or cannot be opened.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(error, path) from error


def store_error(error: sqlite3.Error, path: Path) -> StoreError:
    """The store's error that says what this one of SQLite's means."""
    # Absent where Python raised it, as when a closed connection is used.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _BUSY:
        return StoreUnavailableError(
            f"The store {path} is busy: another process did not let go of it in time.",
            hint="Try again; raise COURSEWRIGHT_STORE_TIMEOUT_SECONDS if it happens often.",
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreError(
            f"The disk of the store {path} is full.", hint="Free some space and try again."
        )
    if code in _DAMAGED:
        return StoreError(
            f"The store {path} is damaged: {error}.",
            hint="Restore a backup over it, or move it away to start with an empty store.",
        )
    if code in _REFUSED:
        return StoreError(
            f"The store {path} cannot be opened for writing: {error}.",
            hint="Look at the folder's permissions, or set COURSEWRIGHT_HOME to another one.",
        )
    return StoreError(
        f"The store {path} failed: {error}.", hint="Look at the disk the store is on."
    )
