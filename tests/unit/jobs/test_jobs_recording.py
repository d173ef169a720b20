from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from store_backends import REQUEST, pack_maker

from core.artifact import Usage
from core.errors import PackFailedError, StoreUnavailableError
from core.job import JobState
from core.pack import StoredAs
from services.jobs.recording import PACK, record_answer, recorded

if TYPE_CHECKING:
    from core.job import Job
    from core.pack import Pack
    from services.stores.protocols import JobStore

WANTED = "same pack"
SPENT = Usage(calls=2, input_tokens=100, output_tokens=10, cost_usd=0.25)
STORED = StoredAs(version_id="a" * 64, pack_id="b" * 32, number=3)


class FailingJobStore:
    """Does not answer the calls that it is told not to; the others go through.

    Args:
        store: What answers the others.
        failing: Names of methods that fail, each as often as it stands here.
    """

    def __init__(self, store: JobStore, *failing: str) -> None:
        self._store = store
        self._failing = list(failing)

    def __getattr__(self, name: str) -> Any:
        if name not in self._failing:
            return getattr(self._store, name)

        async def fail(*_: object, **__: object) -> None:
            self._failing.remove(name)
            raise StoreUnavailableError("It does not answer.")

        return fail


async def making(pack: Pack | BaseException) -> Pack:
    """Work that makes a pack, or ends so."""
    if isinstance(pack, BaseException):
        raise pack
    return pack


async def only(jobs: JobStore) -> Job:
    """The one job there is."""
    (job,) = (await jobs.list(REQUEST.tenant)).jobs
    return job


async def test_a_whole_pack_completes_its_job(jobs: JobStore) -> None:
    """The job says what it was about, what it cost and which version it made."""
    pack = pack_maker().pack(spent=SPENT, stored=STORED)
    assert await recorded(jobs, REQUEST, WANTED, making(pack)) == pack
    job = await only(jobs)
    assert (job.state, job.attempt, job.errors) == (JobState.COMPLETED, 1, ())
    assert (job.request, job.fingerprint) == (REQUEST, WANTED)
    assert (job.spent, job.version_id) == (SPENT, STORED.version_id)
    assert job.finished_at is not None
    assert job.created_at <= job.finished_at


async def test_a_job_is_running_while_it_is_worked_on(jobs: JobStore) -> None:
    """It is begun before the work is, not noted afterwards."""
    seen: list[JobState] = []

    async def work() -> Pack:
        seen.append((await only(jobs)).state)
        return pack_maker().pack()

    await recorded(jobs, REQUEST, WANTED, work())
    assert seen == [JobState.RUNNING]


async def test_a_partial_pack_makes_a_partial_job(jobs: JobStore) -> None:
    """What is missing is the job's error."""
    pack = pack_maker().partial()
    await recorded(jobs, REQUEST, WANTED, making(pack))
    job = await only(jobs)
    assert (job.state, job.errors) == (JobState.PARTIAL, pack.errors)


async def test_a_failed_run_fails_its_job(jobs: JobStore) -> None:
    """The error is kept with the job, and passed on."""
    error = PackFailedError("No content could be made.", hint="Try again.")
    with pytest.raises(PackFailedError):
        await recorded(jobs, REQUEST, WANTED, making(error))
    job = await only(jobs)
    assert job.state is JobState.FAILED
    assert [(each.content_type, each.code, each.hint) for each in job.errors] == [
        (PACK, "pack_failed", "Try again.")
    ]


async def test_a_fault_of_ours_leaves_no_job_running(jobs: JobStore) -> None:
    """An error that is none of the product's ends the job as failed."""
    with pytest.raises(ZeroDivisionError):
        await recorded(jobs, REQUEST, WANTED, making(ZeroDivisionError()))
    assert (await only(jobs)).state is JobState.FAILED


async def test_a_cancelled_run_cancels_its_job(jobs: JobStore) -> None:
    """Ctrl-C in the middle is a cancelled job, not one that runs for ever."""
    begun = asyncio.Event()

    async def work() -> Pack:
        begun.set()
        await asyncio.sleep(600)
        raise AssertionError

    running = asyncio.create_task(recorded(jobs, REQUEST, WANTED, work()))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await only(jobs)).state is JobState.CANCELLED


@pytest.mark.parametrize("failing", [("create", "create"), ("begin", "begin"), ("finish",)])
async def test_a_store_that_fails_does_not_cost_the_pack(
    jobs: JobStore, failing: tuple[str, ...]
) -> None:
    """Whatever call it does not answer, the pack is there."""
    pack = pack_maker().pack()
    store: Any = FailingJobStore(jobs, *failing)
    assert await recorded(store, REQUEST, WANTED, making(pack)) is pack


@pytest.mark.parametrize("failing", ["create", "begin"])
async def test_a_job_that_could_not_be_begun_is_noted_at_its_end(
    jobs: JobStore, failing: str
) -> None:
    """When the store answers again by the end of the work, the job is there, and completed."""
    store: Any = FailingJobStore(jobs, failing)
    await recorded(store, REQUEST, WANTED, making(pack_maker().pack()))
    job = await only(jobs)
    assert (job.state, job.attempt) == (JobState.COMPLETED, 1)


async def test_an_error_of_the_work_is_not_hidden_by_one_of_the_store(jobs: JobStore) -> None:
    """When both fail, the person hears of the work's."""
    store: Any = FailingJobStore(jobs, "create", "create")
    with pytest.raises(PackFailedError):
        await recorded(store, REQUEST, WANTED, making(PackFailedError("No content.")))


async def test_a_job_that_was_cancelled_meanwhile_stays_so(jobs: JobStore) -> None:
    """Who finishes late does not change how the job ended; the pack counts all the same."""

    async def work() -> Pack:
        job = await only(jobs)
        await jobs.cancel(job.tenant, job.id, job.updated_at)
        return pack_maker().pack()

    await recorded(jobs, REQUEST, WANTED, work())
    assert (await only(jobs)).state is JobState.CANCELLED


async def test_an_answer_from_the_store_is_a_completed_job(jobs: JobStore) -> None:
    """A repeated request is noted as one more, done by the version that answered it."""
    pack = pack_maker().pack(spent=SPENT, stored=STORED)
    await record_answer(jobs, REQUEST, WANTED, pack)
    await record_answer(jobs, REQUEST, WANTED, pack)
    answers = (await jobs.list(REQUEST.tenant)).jobs
    assert [(each.state, each.version_id, each.fingerprint) for each in answers] == [
        (JobState.COMPLETED, STORED.version_id, WANTED)
    ] * 2
    assert all(each.spent == Usage() and each.finished_at for each in answers)


async def test_an_answer_that_cannot_be_noted_is_one_all_the_same(jobs: JobStore) -> None:
    """A store that cannot be written to does not keep an answer back."""
    store: Any = FailingJobStore(jobs, "create")
    await record_answer(store, REQUEST, WANTED, pack_maker().pack())
    assert (await jobs.list(REQUEST.tenant)).jobs == ()
