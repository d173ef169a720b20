from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from store_backends import at, job_of, pack_id, pack_of

from core.job import JobState
from core.version import Standing
from services.stores.sqlite import Database, SqliteJobStore, SqliteVersionStore

if TYPE_CHECKING:
    from pathlib import Path


class WatchedDatabase(Database):
    """Notes every statement that its connections run."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, timeout_seconds=5)
        self.statements: set[str] = set()

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.set_trace_callback(self.statements.add)
        return connection


def plans(path: Path, statements: set[str]) -> dict[str, str]:
    """How SQLite goes about each query and change."""
    connection = sqlite3.connect(path)
    found = {
        statement: " / ".join(
            row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
        )
        for statement in statements
        if statement.split()[0] in ("SELECT", "UPDATE", "DELETE")
    }
    connection.close()
    return found


async def use_jobs(jobs: SqliteJobStore) -> None:
    """Every operation there is on jobs."""
    await jobs.create(job_of(1, idempotency_key="k"))
    for number in (2, 3):
        await jobs.create(job_of(number))
    await jobs.begin("local", job_of(1).id, None, at(60))
    await jobs.advance("local", job_of(1).id, 1, at(61))
    await jobs.finish("local", job_of(1).id, 1, JobState.FAILED, at(62))
    await jobs.requeue("local", job_of(1).id, 1, at(63))
    await jobs.cancel("local", job_of(1).id, at(64))
    for states in ((), (JobState.QUEUED,), tuple(JobState)):
        page = await jobs.list("local", states=states, limit=1, created_after=at(0))
        bounds = {"created_after": at(0), "cursor": page.cursor}
        await jobs.list("local", states=states, **bounds)
        await jobs.list("local", states=states, created_before=at(9))
    await jobs.silent(at(99))
    await jobs.waiting(at(99))
    await jobs.restore(job_of(4, idempotency_key="l"))
    await jobs.delete("local", job_of(1).id)
    assert [job async for job in jobs.export()]


async def use_versions(versions: SqliteVersionStore) -> None:
    """Every operation there is on versions."""
    first = await versions.add("local", pack_id(1), pack_of(1), "wanted")
    second = await versions.add("local", pack_id(1), pack_of(2), "wanted", parent=first.id)
    await versions.load("local", second.id)
    await versions.newest("local", "wanted", not_before=at(0))
    for pack in (None, pack_id(1)):
        page = await versions.list("local", pack_id=pack, limit=1)
        await versions.list("local", pack_id=pack, cursor=page.cursor)
    await versions.decide("local", first.id, Standing.APPROVED, "Mo", at(1))
    await versions.delete("local", second.id)
    await versions.restore(second, pack_of(2))
    assert [each async for each in versions.export()]


async def test_every_query_has_its_index(tmp_path: Path) -> None:
    """No operation walks through a table or sorts what it found: each index gives the order."""
    path = tmp_path / "store.db"
    database = WatchedDatabase(path)
    await use_jobs(SqliteJobStore(database))
    await use_versions(SqliteVersionStore(database))
    await database.close()
    found = plans(path, database.statements)
    assert len(found) > 25
    slow = {
        statement: plan
        for statement, plan in found.items()
        if ("SCAN" in plan and "COVERING INDEX" not in plan) or "TEMP B-TREE" in plan
    }
    assert slow == {}
