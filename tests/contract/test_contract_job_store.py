"""What every job store promises, whatever keeps the jobs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from store_backends import at, job_of

from core.artifact import Usage
from core.errors import (
    BadCursorError,
    IdempotencyConflictError,
    IllegalTransitionError,
    NoSuchJobError,
    StaleAttemptError,
)
from core.job import Job, JobState, StepProgress
from core.pack import ErrorInfo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.stores import Stores
    from services.stores.protocols import JobStore

ENDS = [state for state in JobState if state.terminal]
FAILURE = ErrorInfo(content_type="faqs", code="quarantined", message="Too bad.", hint="Try again.")
NAMED_FROM_ELSEWHERE: dict[str, Callable[[JobStore], Awaitable[object]]] = {
    "get": lambda jobs: jobs.get("other", job_of(1).id),
    "begin": lambda jobs: jobs.begin("other", job_of(1).id, None, at(9)),
    "advance": lambda jobs: jobs.advance("other", job_of(1).id, 1, at(9)),
    "finish": lambda jobs: jobs.finish("other", job_of(1).id, 1, JobState.FAILED, at(9)),
    "cancel": lambda jobs: jobs.cancel("other", job_of(1).id, at(9)),
    "requeue": lambda jobs: jobs.requeue("other", job_of(1).id, 1, at(9)),
}


def step(state: str, seconds: float) -> StepProgress:
    """A step's progress, reported so many seconds after noon."""
    return StepProgress(state=state, detail="p0001", at=at(seconds))


async def begun(jobs: JobStore, number: int = 1, tenant: str = "local") -> Job:
    """A job that runs since a minute after noon."""
    await jobs.create(job_of(number, tenant))
    return await jobs.begin(tenant, job_of(number).id, "run", at(60))


async def ended(jobs: JobStore, state: JobState, number: int = 1) -> Job:
    """A job that ended two minutes after noon."""
    job = await begun(jobs, number)
    return await jobs.finish("local", job.id, 1, state, at(120))


async def walked(jobs: JobStore, limit: int, **wanted: object) -> list[Job]:
    """All of a list, page by page."""
    found: list[Job] = []
    cursor: str | None = None
    while True:
        page = await jobs.list("local", limit=limit, cursor=cursor, **wanted)  # pyright: ignore[reportArgumentType]
        assert len(page.jobs) <= limit
        found += page.jobs
        assert len({each.id for each in found}) == len(found)  # a cursor that stands still
        cursor = page.cursor
        if cursor is None:
            return found


async def test_job_is_stored_whole(jobs: JobStore) -> None:
    """A job that is created is given back, then and later, as it was."""
    job = job_of(1, idempotency_key="key/ü", created_at=at(0.123456))
    assert await jobs.create(job) == job
    assert await jobs.get("local", job.id) == job


async def test_key_gives_the_first_job(jobs: JobStore) -> None:
    """The same key with the same request is the same job; each tenant has keys of its own."""
    first = await jobs.create(job_of(1, idempotency_key="k"))
    assert await jobs.create(job_of(2, idempotency_key="k")) == first
    with pytest.raises(NoSuchJobError):
        await jobs.get("local", job_of(2).id)
    other = job_of(3, "other", idempotency_key="k")
    assert await jobs.create(other) == other


async def test_key_gives_the_job_as_it_stands(jobs: JobStore) -> None:
    """A request told again after it was begun gives the running job, and changes nothing."""
    job = job_of(1, idempotency_key="k")
    await jobs.create(job)
    running = await jobs.begin("local", job.id, "run", at(60))
    assert await jobs.create(job) == running
    assert await jobs.get("local", job.id) == running


async def test_key_of_another_request_is_refused(jobs: JobStore) -> None:
    """A key used again for a request that wants another pack is a conflict."""
    await jobs.create(job_of(1, idempotency_key="k"))
    with pytest.raises(IdempotencyConflictError, match="'k'"):
        await jobs.create(job_of(2, idempotency_key="k", fingerprint="another pack"))


async def test_jobs_without_a_key_are_many(jobs: JobStore) -> None:
    """Equal requests without a key are jobs of their own."""
    await jobs.create(job_of(1))
    await jobs.create(job_of(2))
    assert len(await walked(jobs, 10)) == 2


async def test_same_job_created_twice_is_one(jobs: JobStore) -> None:
    """A creation that is told again, because its answer was lost, is one creation."""
    await jobs.create(job_of(1))
    running = await jobs.begin("local", job_of(1).id, "run", at(60))
    assert await jobs.create(job_of(1)) == running


async def test_several_creations_with_a_key_make_one_job(jobs: JobStore) -> None:
    """Of requests that arrive together with one key, all get the same job."""
    wanted = [job_of(number, idempotency_key="k") for number in range(4)]
    made = await asyncio.gather(*(jobs.create(job) for job in wanted))
    assert len({job.id for job in made}) == 1
    assert await walked(jobs, 10) == [made[0]]


@pytest.mark.parametrize("operation", NAMED_FROM_ELSEWHERE)
async def test_another_tenants_job_is_not_there(jobs: JobStore, operation: str) -> None:
    """No operation sees a job through another tenant's name."""
    running = await begun(jobs)
    with pytest.raises(NoSuchJobError):
        await NAMED_FROM_ELSEWHERE[operation](jobs)
    assert await jobs.get("local", running.id) == running


async def test_begin_takes_the_job_up(jobs: JobStore) -> None:
    """A begun job runs, at one attempt more, with a sign of life and one revision more."""
    job = await jobs.create(job_of(1))
    running = await jobs.begin("local", job.id, "run", at(60))
    assert running == job.model_copy(
        update={
            "state": JobState.RUNNING,
            "attempt": 1,
            "revision": 1,
            "flow_run_id": "run",
            "updated_at": at(60),
            "heartbeat_at": at(60),
        }
    )
    assert await jobs.get("local", job.id) == running


async def test_one_of_several_begins(jobs: JobStore) -> None:
    """Of workers that take a job up together one gets it; the others are told."""
    job = await jobs.create(job_of(1))
    tries = [jobs.begin("local", job.id, f"run {each}", at(60)) for each in range(4)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    won = [each for each in outcomes if isinstance(each, Job)]
    lost = [each for each in outcomes if isinstance(each, IllegalTransitionError)]
    assert (len(won), len(lost)) == (1, 3)
    assert await jobs.get("local", job.id) == won[0]


@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.QUEUED])
async def test_only_a_queued_job_is_begun(jobs: JobStore, state: JobState) -> None:
    """A job that runs or has ended is not begun."""
    job = await (begun(jobs) if state is JobState.RUNNING else ended(jobs, state))
    with pytest.raises(IllegalTransitionError):
        await jobs.begin("local", job.id, None, at(300))
    assert await jobs.get("local", job.id) == job


async def test_next_attempt_starts_clean(jobs: JobStore) -> None:
    """Progress and errors of an attempt are gone with the next one; the spending stays."""
    job = await begun(jobs)
    spent = Usage(calls=2, cost_usd=0.25)
    await jobs.advance("local", job.id, 1, at(61), {"faqs": step("done", 61)}, spent)
    await jobs.finish("local", job.id, 1, JobState.PARTIAL, at(62), errors=[FAILURE])
    queued = await jobs.requeue("local", job.id, 1, at(63))
    assert (queued.state, queued.attempt, queued.finished_at) == (JobState.QUEUED, 1, None)
    again = await jobs.begin("local", job.id, "run 2", at(64))
    assert (again.progress, again.errors, again.attempt) == ({}, (), 2)
    assert again.spent == spent


async def test_progress_is_merged_by_step(jobs: JobStore) -> None:
    """Steps that are not named stay; of two reports of one step the later one does."""
    job = await begun(jobs)
    await jobs.advance("local", job.id, 1, at(61), {"outline": step("done", 61)})
    await jobs.advance("local", job.id, 1, at(63), {"faqs": step("done", 63)})
    late = await jobs.advance("local", job.id, 1, at(62), {"faqs": step("running", 62)})
    assert late.progress == {"outline": step("done", 61), "faqs": step("done", 63)}
    assert (late.heartbeat_at, late.updated_at, late.revision) == (at(63), at(63), 4)
    assert await jobs.get("local", job.id) == late


async def test_progress_reported_together_is_all_kept(jobs: JobStore) -> None:
    """Reports of different steps that come at the same time lose none."""
    job = await begun(jobs)
    steps = ("outline", "faqs", "flashcards", "one_pager")
    await asyncio.gather(
        *(jobs.advance("local", job.id, 1, at(61), {name: step("done", 61)}) for name in steps)
    )
    assert set((await jobs.get("local", job.id)).progress) == set(steps)


async def test_step_names_of_any_kind(jobs: JobStore) -> None:
    """A step's name may hold dots, slashes and quotes: it is a key, not a path."""
    job = await begun(jobs)
    names = ("faqs.repair/1", "digest `2`", "__own__", "é")
    told = {name: step("running", 61) for name in names}
    await jobs.advance("local", job.id, 1, at(61), told)
    assert (await jobs.get("local", job.id)).progress == told


async def test_late_attempt_is_refused(jobs: JobStore) -> None:
    """What an attempt reports after another has begun changes nothing."""
    job = await begun(jobs)
    await jobs.requeue("local", job.id, 1, at(70))
    second = await jobs.begin("local", job.id, "run 2", at(80))
    with pytest.raises(StaleAttemptError, match="attempt 2"):
        await jobs.advance("local", job.id, 1, at(90), {"faqs": step("done", 90)})
    with pytest.raises(StaleAttemptError):
        await jobs.finish("local", job.id, 1, JobState.COMPLETED, at(90), version_id="v")
    with pytest.raises(StaleAttemptError):
        await jobs.requeue("local", job.id, 1, at(90))
    assert await jobs.get("local", job.id) == second


@pytest.mark.parametrize("attempt", [0, 1, 2])
async def test_queued_job_has_no_attempt(jobs: JobStore, attempt: int) -> None:
    """While a job is queued again nobody has it, the attempt it was taken from least of all."""
    job = await begun(jobs)
    queued = await jobs.requeue("local", job.id, 1, at(70))
    with pytest.raises(StaleAttemptError):
        await jobs.advance("local", job.id, attempt, at(71))
    with pytest.raises(StaleAttemptError):
        await jobs.finish("local", job.id, attempt, JobState.FAILED, at(71))
    assert await jobs.get("local", job.id) == queued


@pytest.mark.parametrize("state", ENDS)
async def test_end_is_noted(jobs: JobStore, state: JobState) -> None:
    """An ended job has its version, errors, spending and time; a sign of life comes too late."""
    job = await begun(jobs)
    spent = Usage(calls=9, input_tokens=10, cost_usd=None)
    done = await jobs.finish(
        "local", job.id, 1, state, at(120), version_id="v1", errors=[FAILURE], spent=spent
    )
    assert (done.state, done.version_id, done.errors, done.spent, done.finished_at) == (
        state,
        "v1",
        (FAILURE,),
        spent,
        at(120),
    )
    assert await jobs.get("local", job.id) == done
    with pytest.raises(StaleAttemptError):
        await jobs.advance("local", job.id, 1, at(121))


async def test_same_end_told_twice_is_one(jobs: JobStore) -> None:
    """An end that is told again, because its answer was lost, changes nothing."""
    job = await begun(jobs)
    told = {"version_id": "v1", "errors": [FAILURE]}
    first = await jobs.finish("local", job.id, 1, JobState.PARTIAL, at(120), **told)  # pyright: ignore[reportArgumentType]
    again = await jobs.finish("local", job.id, 1, JobState.PARTIAL, at(125), **told)  # pyright: ignore[reportArgumentType]
    assert again == first


async def test_another_end_is_refused(jobs: JobStore) -> None:
    """A job that has ended does not end otherwise, or with another version."""
    job = await begun(jobs)
    first = await jobs.finish("local", job.id, 1, JobState.COMPLETED, at(120), version_id="v1")
    with pytest.raises(StaleAttemptError):
        await jobs.finish("local", job.id, 1, JobState.FAILED, at(121))
    with pytest.raises(StaleAttemptError):
        await jobs.finish("local", job.id, 1, JobState.COMPLETED, at(121), version_id="v2")
    assert await jobs.get("local", job.id) == first


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
async def test_queued_and_running_are_no_ends(jobs: JobStore, state: JobState) -> None:
    """A job does not end in a state that goes on."""
    job = await begun(jobs)
    with pytest.raises(IllegalTransitionError):
        await jobs.finish("local", job.id, 1, state, at(120))


async def test_cancelled_job_refuses_its_attempt(jobs: JobStore) -> None:
    """Cancelling ends a job whoever has it, and cancelling again is nothing."""
    job = await begun(jobs)
    cancelled = await jobs.cancel("local", job.id, at(70))
    assert (cancelled.state, cancelled.finished_at) == (JobState.CANCELLED, at(70))
    with pytest.raises(StaleAttemptError):
        await jobs.advance("local", job.id, 1, at(71))
    with pytest.raises(StaleAttemptError):
        await jobs.finish("local", job.id, 1, JobState.COMPLETED, at(71), version_id="v1")
    assert await jobs.cancel("local", job.id, at(72)) == cancelled


async def test_queued_job_is_cancelled(jobs: JobStore) -> None:
    """A job that nobody has begun is cancelled and not begun any more."""
    job = await jobs.create(job_of(1))
    await jobs.cancel("local", job.id, at(70))
    with pytest.raises(IllegalTransitionError):
        await jobs.begin("local", job.id, None, at(71))


@pytest.mark.parametrize("state", [JobState.COMPLETED, JobState.PARTIAL, JobState.FAILED])
async def test_ended_job_is_not_cancelled(jobs: JobStore, state: JobState) -> None:
    """A job that has ended cannot be cancelled."""
    job = await ended(jobs, state)
    with pytest.raises(IllegalTransitionError):
        await jobs.cancel("local", job.id, at(130))


@pytest.mark.parametrize("state", [JobState.PARTIAL, JobState.FAILED, JobState.CANCELLED])
async def test_what_is_missing_is_asked_for_again(jobs: JobStore, state: JobState) -> None:
    """A job that did not make everything is queued again, once however often it is told."""
    job = await ended(jobs, state)
    queued = await jobs.requeue("local", job.id, 1, at(130))
    assert (queued.state, queued.finished_at) == (JobState.QUEUED, None)
    assert await jobs.requeue("local", job.id, 1, at(131)) == queued


async def test_completed_job_is_not_queued_again(jobs: JobStore) -> None:
    """A job that made everything does not run again."""
    job = await ended(jobs, JobState.COMPLETED)
    with pytest.raises(IllegalTransitionError):
        await jobs.requeue("local", job.id, 1, at(130))


async def test_one_reconciler_queues_a_dead_job(jobs: JobStore) -> None:
    """Of a dead attempt's requeue and its own late end, exactly one comes to pass."""
    job = await begun(jobs)
    outcomes = await asyncio.gather(
        jobs.requeue("local", job.id, 1, at(130)),
        jobs.finish("local", job.id, 1, JobState.COMPLETED, at(130), version_id="v"),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Job) for each in outcomes) == 1


async def test_list_is_newest_first(jobs: JobStore) -> None:
    """A list goes by creation, then by id, both descending, and page size does not matter."""
    made = [job_of(number, created_at=at(number // 3)) for number in range(8)]
    for job in made:
        await jobs.create(job)
    await jobs.create(job_of(99, "other"))
    expected = sorted(made, key=lambda job: (job.created_at, job.id), reverse=True)
    for limit in (1, 3, 8, 50):
        assert await walked(jobs, limit) == expected
    assert (await jobs.list("nobody")).jobs == ()


async def test_list_by_state_and_time(jobs: JobStore) -> None:
    """States are any of those named; times take in their beginning and leave out their end."""
    for number in range(6):
        await jobs.create(job_of(number))
    for number in (0, 1, 4):
        await jobs.begin("local", job_of(number).id, None, at(60))
    await jobs.cancel("local", job_of(4).id, at(61))
    ids = [job_of(number).id for number in range(6)]

    async def listed(**wanted: object) -> list[int]:
        return [ids.index(job.id) for job in await walked(jobs, 2, **wanted)]

    assert await listed(states=[JobState.QUEUED]) == [5, 3, 2]
    assert await listed(states={JobState.RUNNING, JobState.CANCELLED}) == [4, 1, 0]
    assert await listed(created_after=at(2), created_before=at(4)) == [3, 2]
    assert await listed(states=[JobState.QUEUED], created_after=at(3)) == [5, 3]
    every = list(JobState)
    assert await listed(states=every, created_before=at(3)) == [2, 1, 0]


async def test_cursor_outlives_changes(jobs: JobStore) -> None:
    """A cursor goes on where it was, though its element is deleted and newer ones came."""
    for number in range(6):
        await jobs.create(job_of(number))
    page = await jobs.list("local", limit=3)
    last = page.jobs[-1]
    await jobs.cancel("local", last.id, at(60))
    await jobs.delete("local", last.id)
    await jobs.create(job_of(50))
    rest = await jobs.list("local", limit=3, cursor=page.cursor)
    assert [job.id for job in rest.jobs] == [job_of(number).id for number in (2, 1, 0)]
    assert rest.cursor is None


async def test_cursor_of_another_list_is_refused(jobs: JobStore) -> None:
    """A cursor works for its own tenant and filters only, and not at all once changed."""
    for number in range(3):
        await jobs.create(job_of(number))
        await jobs.create(job_of(number, "other"))
    cursor = (await jobs.list("local", limit=1)).cursor
    assert cursor is not None
    with pytest.raises(BadCursorError):
        await jobs.list("other", cursor=cursor)
    with pytest.raises(BadCursorError):
        await jobs.list("local", states=[JobState.QUEUED], cursor=cursor)
    with pytest.raises(BadCursorError):
        await jobs.list("local", cursor=cursor[:-1])


async def test_silent_jobs_are_found(jobs: JobStore) -> None:
    """Running jobs of any tenant without a sign since then come, longest silence first."""
    for number, tenant in enumerate(("local", "other", "local", "other")):
        await jobs.create(job_of(number, tenant))
        await jobs.begin(tenant, job_of(number).id, None, at(60 + number))
    await jobs.advance("local", job_of(0).id, 1, at(65))
    await jobs.finish("other", job_of(3).id, 1, JobState.FAILED, at(66))
    await jobs.create(job_of(9))
    assert [job.id for job in await jobs.silent(at(65))] == [job_of(1).id, job_of(2).id]
    assert [job.id for job in await jobs.silent(at(100), limit=2)] == [job_of(1).id, job_of(2).id]
    assert [job.id for job in await jobs.silent(at(66))][-1] == job_of(0).id
    assert await jobs.silent(at(61)) == ()


async def test_waiting_jobs_are_found(jobs: JobStore) -> None:
    """Queued jobs of any tenant that nobody touched since then come, longest wait first."""
    for number, tenant in enumerate(("local", "other", "local")):
        await jobs.create(job_of(number, tenant))
    await jobs.begin("local", job_of(0).id, None, at(60))
    await jobs.requeue("local", job_of(0).id, 1, at(70))
    assert [job.id for job in await jobs.waiting(at(70))] == [job_of(1).id, job_of(2).id]
    assert [job.id for job in await jobs.waiting(at(71))][-1] == job_of(0).id
    assert [job.id for job in await jobs.waiting(at(71), limit=1)] == [job_of(1).id]


@pytest.mark.parametrize("state", ENDS)
async def test_ended_job_is_forgotten(jobs: JobStore, state: JobState) -> None:
    """An ended job can be deleted, twice, and is in no list any more."""
    job = await ended(jobs, state)
    await jobs.delete("other", job.id)
    assert await jobs.get("local", job.id) == job
    await jobs.delete("local", job.id)
    await jobs.delete("local", job.id)
    with pytest.raises(NoSuchJobError):
        await jobs.get("local", job.id)
    assert await walked(jobs, 10) == []


async def test_job_under_way_is_not_forgotten(jobs: JobStore) -> None:
    """A queued or running job cannot be deleted."""
    await jobs.create(job_of(1))
    with pytest.raises(IllegalTransitionError):
        await jobs.delete("local", job_of(1).id)
    await jobs.begin("local", job_of(1).id, None, at(60))
    with pytest.raises(IllegalTransitionError):
        await jobs.delete("local", job_of(1).id)


async def test_key_of_a_forgotten_job_is_free(jobs: JobStore) -> None:
    """With its job deleted a key may be used for any request."""
    await jobs.create(job_of(1, idempotency_key="k"))
    await jobs.cancel("local", job_of(1).id, at(60))
    await jobs.delete("local", job_of(1).id)
    other = job_of(2, idempotency_key="k", fingerprint="another pack")
    assert await jobs.create(other) == other


async def test_jobs_move_to_another_store(stores: Stores, empty_stores: Stores) -> None:
    """What is exported and restored elsewhere is the same, keys and lists included."""
    await begun(stores.jobs, 1)
    await stores.jobs.create(job_of(2, "other", idempotency_key="k"))
    await ended(stores.jobs, JobState.PARTIAL, 3)
    exported = [job async for job in stores.jobs.export()]
    for job in exported:
        await empty_stores.jobs.restore(job)
        await empty_stores.jobs.restore(job)
    restored = [job async for job in empty_stores.jobs.export()]
    assert sorted(restored, key=lambda job: job.id) == sorted(exported, key=lambda job: job.id)
    assert await walked(empty_stores.jobs, 1) == await walked(stores.jobs, 1)
    assert (await empty_stores.jobs.create(job_of(8, "other", idempotency_key="k"))).id == (
        job_of(2).id
    )
    assert await empty_stores.jobs.silent(at(100)) == await stores.jobs.silent(at(100))


async def test_restore_changes_nothing_that_is_there(jobs: JobStore) -> None:
    """A restored job never overwrites one, nor takes another job's key."""
    running = await begun(jobs)
    await jobs.restore(job_of(1))
    assert await jobs.get("local", running.id) == running
    await jobs.create(job_of(2, idempotency_key="k"))
    with pytest.raises(IdempotencyConflictError):
        await jobs.restore(job_of(3, idempotency_key="k"))
