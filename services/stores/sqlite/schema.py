"""The tables and indexes of the store's file, and the numbered steps that lead to them.

A step that has been released is never changed: what is to be different is another step. Documents
are JSON; beside them stand the fields that a query needs. Times are microseconds since 1970 (UTC).
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

APPLICATION_ID = 0x43574753
"""Tells this product's file from other SQLite files (``PRAGMA application_id``)."""

_JOBS = (
    """
    CREATE TABLE jobs (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        state TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        heartbeat_at INTEGER NOT NULL,
        idempotency_key TEXT,
        document TEXT NOT NULL,
        PRIMARY KEY (tenant, id)
    )
    """,
    "CREATE INDEX jobs_by_time ON jobs (tenant, created_at, id)",
    "CREATE INDEX jobs_by_state ON jobs (tenant, state, created_at, id)",
    "CREATE INDEX jobs_silent ON jobs (heartbeat_at, id) WHERE state = 'running'",
    "CREATE INDEX jobs_waiting ON jobs (updated_at, id) WHERE state = 'queued'",
    """
    CREATE UNIQUE INDEX jobs_by_key ON jobs (tenant, idempotency_key)
    WHERE idempotency_key IS NOT NULL
    """,
)

_VERSIONS = (
    # The highest number ever given: a deleted version's number is not given again.
    """
    CREATE TABLE packs (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        last_number INTEGER NOT NULL,
        PRIMARY KEY (tenant, id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE versions (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        pack_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        state TEXT NOT NULL,
        standing TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, pack_id) REFERENCES packs (tenant, id)
    )
    """,
    "CREATE UNIQUE INDEX versions_by_number ON versions (tenant, pack_id, number)",
    "CREATE INDEX versions_by_time ON versions (tenant, created_at, id)",
    "CREATE INDEX versions_of_pack ON versions (tenant, pack_id, created_at, id)",
    """
    CREATE INDEX versions_answering ON versions (tenant, fingerprint, created_at, id)
    WHERE state = 'complete' AND standing <> 'withdrawn'
    """,
    """
    CREATE TABLE parts (
        tenant TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (tenant, sha256)
    )
    """,
    """
    CREATE TABLE version_parts (
        tenant TEXT NOT NULL,
        version_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        role TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (tenant, version_id, position),
        FOREIGN KEY (tenant, version_id) REFERENCES versions (tenant, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant, sha256) REFERENCES parts (tenant, sha256)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX version_parts_by_digest ON version_parts (tenant, sha256)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_JOBS, _VERSIONS)
"""Step ``n`` (from 1) leads from ``PRAGMA user_version`` n - 1 to n."""


def migrate(
    connection: sqlite3.Connection,
    timeout_seconds: float,
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
) -> None:
    """Bring the file to the newest step; of several processes that try, one does it.

    Raises:
        StoreError: The file is a newer program's, or another program's.
        sqlite3.Error: The file cannot be read or written.
    """
    if _step(connection, migrations) == len(migrations):
        return
    _use_write_ahead_log(connection, timeout_seconds)
    connection.execute("BEGIN IMMEDIATE")
    with ExitStack() as unless_done:
        unless_done.callback(_roll_back, connection)
        for number in range(_step(connection, migrations), len(migrations)):
            for statement in migrations[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
        unless_done.pop_all()


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _step(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> int:
    """The step the file is at."""
    step = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    empty = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
    if owner != APPLICATION_ID and not (empty and step == 0 and owner == 0):
        raise StoreError(
            "The store's file is a database of another program.",
            hint="Move it away, or set COURSEWRIGHT_HOME to another folder.",
        )
    if step > len(migrations):
        raise StoreError(
            f"The store's file is at step {step}; this program knows {len(migrations)}.",
            hint="A newer Coursewright wrote it: upgrade this one, or restore a backup.",
        )
    return step


def _use_write_ahead_log(connection: sqlite3.Connection, timeout_seconds: float) -> None:
    """Switch to WAL, which the file then stays in.

    SQLite does not always wait for its busy time-out here, so the waiting is done by hand.
    """
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            locked = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not locked or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
