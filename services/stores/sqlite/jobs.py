"""The job store over SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job import Job, JobPage, JobState
from services.stores import transitions
from services.stores.cursors import Position, cursor_at, job_list, position_of
from services.stores.documents import document_of
from services.stores.ruled_jobs import RuledJobs
from services.stores.sqlite.columns import microseconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Callable, Collection
    from datetime import datetime

    from services.stores.sqlite.database import Database

_EXPORTED_AT_ONCE = 100


class SqliteJobStore(RuledJobs):
    """Jobs in a SQLite file. Methods and errors: `JobStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, job: Job) -> Job:
        """See `JobStore`."""

        def work(connection: sqlite3.Connection) -> Job:
            known = _of_key(connection, job) or _find(connection, job.tenant, job.id)
            if known is not None:
                return transitions.same_request(known, job)
            _insert(connection, job)
            return job

        return await self._database.write(work)

    async def get(self, tenant: str, job_id: str) -> Job:
        """See `JobStore`."""
        return await self._database.read(lambda connection: _get(connection, tenant, job_id))

    async def list(
        self,
        tenant: str,
        *,
        states: Collection[JobState] = (),
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> JobPage:
        """See `JobStore`."""
        name = job_list(tenant, states, created_after, created_before)
        after = None if cursor is None else position_of(name, cursor)
        bounds = _bounds(created_after, created_before, after)

        def work(connection: sqlite3.Connection) -> list[Job]:
            return _newest(connection, tenant, states, bounds, limit + 1)

        found = await self._database.read(work)
        page = tuple(found[:limit])
        more = len(found) > limit
        last = Position(page[-1].created_at, page[-1].id) if more else None
        return JobPage(jobs=page, cursor=None if last is None else cursor_at(name, last))

    async def silent(self, before: datetime, limit: int = 100) -> tuple[Job, ...]:
        """See `JobStore`."""
        return await self._oldest("running", "heartbeat_at", before, limit)

    async def waiting(self, before: datetime, limit: int = 100) -> tuple[Job, ...]:
        """See `JobStore`."""
        return await self._oldest("queued", "updated_at", before, limit)

    async def delete(self, tenant: str, job_id: str) -> None:
        """See `JobStore`."""

        def work(connection: sqlite3.Connection) -> None:
            job = _find(connection, tenant, job_id)
            if job is not None:
                transitions.require_deletable(job)
                connection.execute("DELETE FROM jobs WHERE tenant = ? AND id = ?", (tenant, job_id))

        await self._database.write(work)

    async def export(self) -> AsyncIterator[Job]:
        """See `JobStore`."""
        last = ("", "")
        while True:
            rows = await self._database.read(lambda connection, last=last: _after(connection, last))
            for row in rows:
                yield row
            if len(rows) < _EXPORTED_AT_ONCE:
                return
            last = (rows[-1].tenant, rows[-1].id)

    async def restore(self, job: Job) -> None:
        """See `JobStore`."""

        def work(connection: sqlite3.Connection) -> None:
            if _find(connection, job.tenant, job.id) is not None:
                return
            if _of_key(connection, job) is not None:
                raise transitions.key_taken(job)
            _insert(connection, job)

        await self._database.write(work)

    async def close(self) -> None:
        """See `JobStore`."""
        await self._database.close()

    async def _change(self, tenant: str, job_id: str, rule: Callable[[Job], Job]) -> Job:
        def work(connection: sqlite3.Connection) -> Job:
            job = _get(connection, tenant, job_id)
            changed = rule(job)
            if changed is not job:
                _update(connection, changed)
            return changed

        return await self._database.write(work)

    async def _oldest(
        self, state: str, column: str, before: datetime, limit: int
    ) -> tuple[Job, ...]:
        # The state is written out, for SQLite to see that the partial index holds it.
        query = (
            f"SELECT document FROM jobs WHERE state = '{state}' AND {column} < ? "  # noqa: S608 (both are constants of this file)
            f"ORDER BY {column}, id LIMIT ?"
        )
        given = (microseconds(before), limit)
        return tuple(await self._database.read(lambda connection: _jobs(connection, query, given)))


def _bounds(
    created_after: datetime | None, created_before: datetime | None, after: Position | None
) -> tuple[str, tuple[int | str, ...]]:
    """The conditions on time and position, as SQL and its values."""
    conditions, values = "", ()
    if created_after is not None:
        conditions += " AND created_at >= ?"
        values += (microseconds(created_after),)
    if created_before is not None:
        conditions += " AND created_at < ?"
        values += (microseconds(created_before),)
    if after is not None:
        conditions += " AND (created_at, id) < (?, ?)"
        values += (microseconds(after.created_at), after.id)
    return conditions, values


def _newest(
    connection: sqlite3.Connection,
    tenant: str,
    states: Collection[JobState],
    bounds: tuple[str, tuple[int | str, ...]],
    limit: int,
) -> list[Job]:
    """The newest jobs; each state is a query of its own, which its index answers in order."""
    conditions, values = bounds
    order = "ORDER BY created_at DESC, id DESC LIMIT ?"
    if not states:
        query = f"SELECT document FROM jobs WHERE tenant = ?{conditions} {order}"  # noqa: S608 (values are bound)
        return _jobs(connection, query, (tenant, *values, limit))
    query = f"SELECT document FROM jobs WHERE tenant = ? AND state = ?{conditions} {order}"  # noqa: S608 (values are bound)
    found = [
        job
        for state in set(states)
        for job in _jobs(connection, query, (tenant, state.value, *values, limit))
    ]
    return sorted(found, key=lambda job: (job.created_at, job.id), reverse=True)[:limit]


def _get(connection: sqlite3.Connection, tenant: str, job_id: str) -> Job:
    job = _find(connection, tenant, job_id)
    if job is None:
        raise transitions.no_such_job(job_id)
    return job


def _find(connection: sqlite3.Connection, tenant: str, job_id: str) -> Job | None:
    query = "SELECT document FROM jobs WHERE tenant = ? AND id = ?"
    return next(iter(_jobs(connection, query, (tenant, job_id))), None)


def _of_key(connection: sqlite3.Connection, job: Job) -> Job | None:
    if job.idempotency_key is None:
        return None
    query = "SELECT document FROM jobs WHERE tenant = ? AND idempotency_key = ?"
    return next(iter(_jobs(connection, query, (job.tenant, job.idempotency_key))), None)


def _after(connection: sqlite3.Connection, last: tuple[str, str]) -> list[Job]:
    query = "SELECT document FROM jobs WHERE (tenant, id) > (?, ?) ORDER BY tenant, id LIMIT ?"
    return _jobs(connection, query, (*last, _EXPORTED_AT_ONCE))


def _jobs(connection: sqlite3.Connection, query: str, values: tuple[int | str, ...]) -> list[Job]:
    return [document_of(Job, document) for (document,) in connection.execute(query, values)]


def _insert(connection: sqlite3.Connection, job: Job) -> None:
    connection.execute(
        """
        INSERT INTO jobs (state, attempt, updated_at, heartbeat_at, document, tenant, id,
                          created_at, idempotency_key)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            *_changing(job),
            job.tenant,
            job.id,
            microseconds(job.created_at),
            job.idempotency_key,
        ),
    )


def _update(connection: sqlite3.Connection, job: Job) -> None:
    connection.execute(
        """
        UPDATE jobs SET state = ?, attempt = ?, updated_at = ?, heartbeat_at = ?, document = ?
        WHERE tenant = ? AND id = ?
        """,
        (*_changing(job), job.tenant, job.id),
    )


def _changing(job: Job) -> tuple[int | str, ...]:
    return (
        job.state.value,
        job.attempt,
        microseconds(job.updated_at),
        microseconds(job.heartbeat_at or job.updated_at),
        job.model_dump_json(),
    )
