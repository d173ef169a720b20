"""Jobs in Firestore: a document each, with what is asked for beside the job's own JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.job import Job, JobPage, JobState
from services.stores import transitions
from services.stores.cursors import Position, cursor_at, job_list, position_of
from services.stores.documents import document_of
from services.stores.firestore import indexes
from services.stores.firestore.exporting import every_document
from services.stores.firestore.paths import job_path, key_path, tenant_path
from services.stores.firestore.queries import Wanted
from services.stores.ruled_jobs import RuledJobs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection
    from datetime import datetime

    from services.stores.firestore.database import Database
    from services.stores.firestore.indexes import Query
    from services.stores.firestore.transaction import Document, Transaction


class FirestoreJobStore(RuledJobs):
    """A `JobStore` in Firestore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, job: Job) -> Job:
        """See `JobStore.create`."""

        async def work(transaction: Transaction) -> Job:
            owner = await _key_owner(transaction, job)
            existing = owner or await _job(transaction, job.tenant, job.id)
            if existing is not None:
                return transitions.same_request(existing, job)
            _write_new(transaction, job)
            return job

        return await self._database.transact(work)

    async def get(self, tenant: str, job_id: str) -> Job:
        """See `JobStore.get`."""
        found = await self._database.read(self._database.deadline(), [job_path(tenant, job_id)])
        return _opened(found.get(job_path(tenant, job_id)), job_id)

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
        """See `JobStore.list`."""
        name = job_list(tenant, states, created_after, created_before)
        wanted = Wanted(
            limit=limit + 1,
            equal={"state": sorted(set(states))} if states else {},
            bounds=_bounds((">=", created_after), ("<", created_before)),
            after=None if cursor is None else _after(position_of(name, cursor)),
        )
        query = indexes.JOBS_BY_STATE if states else indexes.JOBS_BY_AGE
        found = await self._database.find(
            self._database.deadline(), tenant_path(tenant), query, wanted
        )
        jobs = tuple(_job_of(each) for each in found[:limit])
        if len(found) <= limit:
            return JobPage(jobs=jobs, cursor=None)
        last = Position(jobs[-1].created_at, jobs[-1].id)
        return JobPage(jobs=jobs, cursor=cursor_at(name, last))

    async def silent(self, before: datetime, limit: int = 100) -> tuple[Job, ...]:
        """See `JobStore.silent`."""
        return await self._of_all(indexes.JOBS_SILENT, JobState.RUNNING, before, limit)

    async def waiting(self, before: datetime, limit: int = 100) -> tuple[Job, ...]:
        """See `JobStore.waiting`."""
        return await self._of_all(indexes.JOBS_WAITING, JobState.QUEUED, before, limit)

    async def delete(self, tenant: str, job_id: str) -> None:
        """See `JobStore.delete`."""

        async def work(transaction: Transaction) -> None:
            path = job_path(tenant, job_id)
            document = (await transaction.read([path])).get(path)
            if document is None:
                return
            job = _job_of(document)
            transitions.require_deletable(job)
            owner = await _key_owner(transaction, job)
            transaction.remove(document)
            if owner is not None and owner.id == job.id and job.idempotency_key is not None:
                transaction.forget(key_path(tenant, job.idempotency_key))

        await self._database.transact(work)

    async def export(self) -> AsyncIterator[Job]:
        """See `JobStore.export`."""
        async for document in every_document(self._database, (), indexes.ALL_JOBS):
            yield _job_of(document)

    async def restore(self, job: Job) -> None:
        """See `JobStore.restore`."""

        async def work(transaction: Transaction) -> None:
            if await _job(transaction, job.tenant, job.id) is not None:
                return
            if await _key_owner(transaction, job) is not None:
                raise transitions.key_taken(job)
            _write_new(transaction, job)

        await self._database.transact(work)

    async def close(self) -> None:
        """See `JobStore.close`."""
        await self._database.close()

    async def _change(self, tenant: str, job_id: str, rule: Callable[[Job], Job]) -> Job:
        path = job_path(tenant, job_id)

        async def work(transaction: Transaction) -> Job:
            document = (await transaction.read([path])).get(path)
            job = _opened(document, job_id)
            changed = rule(job)
            if changed is not job and document is not None:
                transaction.change(document, _fields(changed))
            return changed

        return await self._database.transact(work)

    async def _of_all(
        self, query: Query, state: JobState, before: datetime, limit: int
    ) -> tuple[Job, ...]:
        wanted = Wanted(limit=limit, equal={"state": state.value}, bounds=(("<", before),))
        found = await self._database.find(self._database.deadline(), (), query, wanted)
        return tuple(_job_of(each) for each in found)


async def _job(transaction: Transaction, tenant: str, job_id: str) -> Job | None:
    found = await transaction.read([job_path(tenant, job_id)])
    return next((_job_of(each) for each in found.values()), None)


async def _key_owner(transaction: Transaction, job: Job) -> Job | None:
    """The job that has this job's idempotency key."""
    if job.idempotency_key is None:
        return None
    found = await transaction.read([key_path(job.tenant, job.idempotency_key)])
    for record in found.values():
        return await _job(transaction, job.tenant, record.fields["job_id"])
    return None


def _write_new(transaction: Transaction, job: Job) -> None:
    transaction.create(job_path(job.tenant, job.id), _fields(job))
    if job.idempotency_key is not None:
        transaction.create(key_path(job.tenant, job.idempotency_key), {"job_id": job.id})


def _fields(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "tenant": job.tenant,
        "state": job.state.value,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "heartbeat_at": job.heartbeat_at or job.updated_at,
        "body": job.model_dump_json(),
    }


def _job_of(document: Document) -> Job:
    return document_of(Job, document.fields["body"])


def _opened(document: Document | None, job_id: str) -> Job:
    if document is None:
        raise transitions.no_such_job(job_id)
    return _job_of(document)


def _bounds(*bounds: tuple[str, datetime | None]) -> tuple[tuple[str, datetime], ...]:
    return tuple((operator, value) for operator, value in bounds if value is not None)


def _after(position: Position) -> tuple[datetime, str]:
    return position.created_at, position.id
