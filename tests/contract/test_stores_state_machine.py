"""Any sequence of operations, over every backend, against the model in plain Python."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from store_backends import BACKENDS, at, empty_store, job_of, pack_id, pack_of
from store_model import ModelJob, ModelJobs, ModelVersion, ModelVersions

from core.errors import CoursewrightError
from core.job import Job, JobState, StepProgress
from core.version import PackVersion, Standing
from services.stores import Stores, open_stores
from services.versions.cleaning import delete_versions, expired_versions
from services.versions.difference import difference
from services.versions.restoring import restore_version
from services.versions.retention import RetentionPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

TENANTS = st.sampled_from(["adam", "zoe"])
NUMBERS = st.integers(0, 1)  # few jobs, so that each of them lives long
STEPS = st.dictionaries(st.sampled_from(["outline", "faqs"]), st.sampled_from(["running", "done"]))
STATES = st.sampled_from([state.value for state in JobState])
LATENESS = st.sampled_from([0, 0, 1, -1])
ABSENT = "f" * 64
EXAMPLES = {"sqlite": 150, "firestore": 20}
STEP_COUNT = 40


class StoresMachine(RuleBasedStateMachine):
    """Does to the stores what it does to the model; both must say the same."""

    def __init__(self, opened: Callable[[], Stores]) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stores = opened()
        self.jobs = ModelJobs()
        self.versions = ModelVersions()
        self.clock = itertools.count(100)

    def teardown(self) -> None:
        """In the end the stores hold what the model holds, and nothing else."""
        try:
            self.runner.run(self.check_all())
        finally:
            self.runner.run(self.stores.close())
            self.runner.close()

    def outcome(self, work: Coroutine[Any, Any, object]) -> Any:
        """What an operation gives, as it may be observed, or the class of what it raises."""
        try:
            return seen(self.runner.run(work))
        except CoursewrightError as error:
            return type(error)

    @rule(
        tenant=TENANTS,
        number=NUMBERS,
        key=st.sampled_from([None, None, "a", "b"]),
        fingerprint=st.sampled_from(["x", "x", "x", "y"]),
    )
    def create(self, tenant: str, number: int, key: str | None, fingerprint: str) -> None:
        """Ask for a pack."""
        now = next(self.clock)
        job = job_of(
            number, tenant, created_at=at(now), idempotency_key=key, fingerprint=fingerprint
        )
        expected = self.jobs.create(ModelJob(tenant, number, fingerprint, key, now, now))
        assert self.outcome(self.stores.jobs.create(job)) == seen(expected)

    @rule(tenant=TENANTS, number=NUMBERS)
    def poll(self, tenant: str, number: int) -> None:
        """Look at a job."""
        known = self.jobs.find(tenant, number)
        found = self.outcome(self.stores.jobs.get(tenant, job_of(number).id))
        assert found == seen(known) if known else issubclass(found, CoursewrightError)

    @rule(tenant=TENANTS, number=NUMBERS)
    def begin(self, tenant: str, number: int) -> None:
        """A worker takes a job up."""
        self.begin_of(tenant, number)

    def begin_of(self, tenant: str, number: int) -> None:
        """Over the stores and the model."""
        now = next(self.clock)
        expected = self.jobs.begin(tenant, number, now)
        begun = self.stores.jobs.begin(tenant, job_of(number).id, "run", at(now))
        assert self.outcome(begun) == seen(expected)

    @rule(tenant=TENANTS, number=NUMBERS, late=LATENESS, steps=STEPS)
    def progress(self, tenant: str, number: int, late: int, steps: dict[str, str]) -> None:
        """A worker, a late one perhaps, reports."""
        self.progress_of(tenant, number, late, steps)

    def progress_of(self, tenant: str, number: int, late: int, steps: dict[str, str]) -> None:
        """Over the stores and the model."""
        now, attempt = next(self.clock), self.attempt(tenant, number) - late
        told = {name: StepProgress(state=state, at=at(now)) for name, state in steps.items()}
        expected = self.jobs.advance(tenant, number, attempt, now, steps)
        job_id = job_of(number).id
        advanced = self.stores.jobs.advance(tenant, job_id, attempt, at(now), told)
        assert self.outcome(advanced) == seen(expected)

    @rule(
        tenant=TENANTS,
        number=NUMBERS,
        late=LATENESS,
        state=STATES,
        version=st.sampled_from([None, "v1", "v2"]),
    )
    def finish(self, tenant: str, number: int, late: int, state: str, version: str | None) -> None:
        """A worker, a late one perhaps, is done."""
        now, attempt = next(self.clock), self.attempt(tenant, number) - late
        expected = self.jobs.finish(tenant, number, attempt, state, now, version)
        finished = self.stores.jobs.finish(
            tenant, job_of(number).id, attempt, JobState(state), at(now), version_id=version
        )
        assert self.outcome(finished) == seen(expected)

    @rule(tenant=TENANTS, number=NUMBERS)
    def cancel(self, tenant: str, number: int) -> None:
        """A person does not want it any more."""
        now = next(self.clock)
        expected = self.jobs.cancel(tenant, number, now)
        cancelled = self.stores.jobs.cancel(tenant, job_of(number).id, at(now))
        assert self.outcome(cancelled) == seen(expected)

    @rule(tenant=TENANTS, number=NUMBERS, late=LATENESS)
    def requeue(self, tenant: str, number: int, late: int) -> None:
        """Its worker crashed, or a person wants what is missing."""
        self.requeue_of(tenant, number, late)

    def requeue_of(self, tenant: str, number: int, late: int) -> None:
        """Over the stores and the model."""
        now, attempt = next(self.clock), self.attempt(tenant, number) - late
        expected = self.jobs.requeue(tenant, number, attempt, now)
        requeued = self.stores.jobs.requeue(tenant, job_of(number).id, attempt, at(now))
        assert self.outcome(requeued) == seen(expected)

    @precondition(lambda self: self.running())
    @rule(choice=st.integers(0, 99), late=LATENESS, steps=STEPS)
    def report_running(self, choice: int, late: int, steps: dict[str, str]) -> None:
        """A job that does run hears from its worker, or from a late one."""
        job = self.running()[choice % len(self.running())]
        self.progress_of(job.tenant, job.number, late, steps)

    @precondition(lambda self: self.running())
    @rule(choice=st.integers(0, 99))
    def overtake(self, choice: int) -> None:
        """A worker is taken for dead, another takes its job, and the first one comes back."""
        job = self.running()[choice % len(self.running())]
        self.requeue_of(job.tenant, job.number, 0)
        self.begin_of(job.tenant, job.number)
        self.progress_of(job.tenant, job.number, 1, {"outline": "done"})

    def running(self) -> list[ModelJob]:
        """The jobs that run."""
        return [job for job in self.jobs.all if job.state == "running"]

    @rule(tenant=TENANTS, number=NUMBERS)
    def delete(self, tenant: str, number: int) -> None:
        """A job is forgotten."""
        expected = self.jobs.delete(tenant, number)
        assert self.outcome(self.stores.jobs.delete(tenant, job_of(number).id)) == seen(expected)

    @rule(tenant=TENANTS, states=st.frozensets(STATES, max_size=3), limit=st.integers(1, 4))
    def list_jobs(self, tenant: str, states: frozenset[str], limit: int) -> None:
        """A list, page by page."""
        found = self.runner.run(self.walk_jobs(tenant, states, limit))
        assert found == [job.look() for job in self.jobs.listed(tenant, states)]

    @rule(ago=st.integers(0, 8))
    def find_stuck(self, ago: int) -> None:
        """The reconciler looks round."""
        before = next(self.clock) - ago
        silent = self.outcome(self.stores.jobs.silent(at(before)))
        assert silent == [job.look() for job in self.jobs.untouched("running", before)]
        waiting = self.outcome(self.stores.jobs.waiting(at(before)))
        assert waiting == [job.look() for job in self.jobs.untouched("queued", before)]

    @rule(
        tenant=TENANTS,
        pack=st.integers(1, 2),
        content=st.integers(0, 2),
        parent=st.sampled_from(["none", "newest", "any", "absent"]),
        choice=st.randoms(use_true_random=False),
    )
    def add_version(self, tenant: str, pack: int, content: int, parent: str, choice: Any) -> None:
        """A pack is published; so is an older one that is restored."""
        above = self.parent(tenant, pack, parent, choice)
        expected = self.versions.added(tenant, pack, content, above)
        now = next(self.clock)
        made = self.stores.versions.add(
            tenant, pack_id(pack), pack_of(content, now), "wanted", parent=above
        )
        found = self.outcome(made)
        if isinstance(expected, int):
            version = ModelVersion(found[0], tenant, pack, expected, above, content, now)
            self.versions.keep(version)
            expected = version
        assert found == seen(expected)

    @precondition(lambda self: self.versions.all)
    @rule(tenant=TENANTS, standing=st.sampled_from(list(Standing)), choice=st.integers(0, 99))
    def decide(self, tenant: str, standing: Standing, choice: int) -> None:
        """A person approves or withdraws, a foreign tenant in vain."""
        chosen = self.versions.all[choice % len(self.versions.all)]
        decided = self.stores.versions.decide(tenant, chosen.id, standing, "Mo", at(1))
        found = self.outcome(decided)
        known = self.versions.find(tenant, chosen.id)
        if known is None:
            assert issubclass(found, CoursewrightError)
            return
        known.standing = standing.value
        assert found == known.look()

    @precondition(lambda self: self.versions.all)
    @rule(tenant=TENANTS, choice=st.integers(0, 99))
    def load_version(self, tenant: str, choice: int) -> None:
        """A pack is read back, by a foreign tenant in vain."""
        chosen = self.versions.all[choice % len(self.versions.all)]
        found = self.outcome(self.stores.versions.load(tenant, chosen.id))
        known = self.versions.find(tenant, chosen.id)
        if known is None:
            assert issubclass(found, CoursewrightError)
        else:
            assert found == pack_of(known.content, known.created)

    @precondition(lambda self: self.versions.all)
    @rule(tenant=TENANTS, choice=st.integers(0, 99))
    def delete_version(self, tenant: str, choice: int) -> None:
        """Retention removes a version, of a foreign tenant in vain."""
        chosen = self.versions.all[choice % len(self.versions.all)]
        self.runner.run(self.stores.versions.delete(tenant, chosen.id))
        known = self.versions.find(tenant, chosen.id)
        if known is not None:
            self.versions.all.remove(known)

    @precondition(lambda self: self.versions.all)
    @rule(tenant=TENANTS, choice=st.integers(0, 99))
    def bring_back(self, tenant: str, choice: int) -> None:
        """An older version is restored, as the newest."""
        chosen = self.versions.all[choice % len(self.versions.all)]
        known, now = self.versions.find(tenant, chosen.id), next(self.clock)
        if known is None:
            found = self.outcome(self.stores.versions.get(tenant, chosen.id))
            assert issubclass(found, CoursewrightError)
            return
        expected = self.versions.added(tenant, known.pack, known.content, known.id)
        version = self.runner.run(self.stores.versions.get(tenant, known.id))
        pack = self.runner.run(restore_version(self.stores.versions, version, at(now)))
        assert pack.stored is not None
        if isinstance(expected, ModelVersion):
            assert pack.stored.version_id == expected.id
            return
        assert pack.stored.number == expected
        made = pack.stored.version_id
        number = pack.stored.number
        self.versions.keep(
            ModelVersion(made, tenant, known.pack, number, known.id, known.content, now)
        )

    @precondition(lambda self: len(self.versions.all) > 1)
    @rule(choice=st.integers(0, 99), other=st.integers(0, 99))
    def compare(self, choice: int, other: int) -> None:
        """Two versions are told apart by what they say, wherever they are kept."""
        both = [self.versions.all[each % len(self.versions.all)] for each in (choice, other)]
        loaded = [self.runner.run(self.stores.versions.load(each.tenant, each.id)) for each in both]
        made = [pack_of(each.content, each.created) for each in both]
        assert difference(*loaded) == difference(*made)

    @rule(tenant=TENANTS, most=st.integers(1, 3))
    def retain(self, tenant: str, most: int) -> None:
        """The retention policy lets versions go, never an approved or the last good one."""
        policy, now = RetentionPolicy(max_versions=most), at(next(self.clock))
        gone = self.runner.run(expired_versions(self.stores.versions, policy, now, tenant))
        expected = self.versions.beyond(tenant, most)
        assert {each.id for each in gone} == {each.id for each in expected}
        self.runner.run(delete_versions(self.stores.versions, gone))
        for each in expected:
            self.versions.all.remove(each)

    @rule(tenant=TENANTS, pack=st.sampled_from([None, 1, 2]), limit=st.integers(1, 3))
    def list_versions(self, tenant: str, pack: int | None, limit: int) -> None:
        """A list, page by page, and the one that answers a request."""
        found = self.runner.run(self.walk_versions(tenant, pack, limit))
        assert found == [version.look() for version in self.versions.listed(tenant, pack)]
        newest = self.outcome(self.stores.versions.newest(tenant, "wanted"))
        assert newest == seen(self.versions.newest(tenant))

    def attempt(self, tenant: str, number: int) -> int:
        """The attempt that the job is at; 1 when there is none."""
        known = self.jobs.find(tenant, number)
        return known.attempt if known else 1

    def parent(self, tenant: str, pack: int, wanted: str, choice: Any) -> str | None:
        """The id of such a parent; None when there is no version."""
        listed = self.versions.listed(tenant, pack)
        if wanted == "none" or not listed:
            return None
        by_number = max(listed, key=lambda version: version.number)
        return {"newest": by_number.id, "any": choice.choice(listed).id, "absent": ABSENT}[wanted]

    async def walk_jobs(self, tenant: str, states: frozenset[str], limit: int) -> list[Any]:
        """All pages of a list of jobs."""
        found: list[Any] = []
        cursor: str | None = None
        while True:
            page = await self.stores.jobs.list(
                tenant, states=[JobState(each) for each in states], limit=limit, cursor=cursor
            )
            found += map(seen, page.jobs)
            assert len(found) <= len(self.jobs.all)  # a cursor that stands still
            cursor = page.cursor
            if cursor is None:
                return found

    async def walk_versions(self, tenant: str, pack: int | None, limit: int) -> list[Any]:
        """All pages of a list of versions."""
        named = None if pack is None else pack_id(pack)
        found: list[Any] = []
        cursor: str | None = None
        while True:
            page = await self.stores.versions.list(
                tenant, pack_id=named, limit=limit, cursor=cursor
            )
            found += map(seen, page.versions)
            assert len(found) <= len(self.versions.all)  # a cursor that stands still
            cursor = page.cursor
            if cursor is None:
                return found

    async def check_all(self) -> None:
        """Everything that the stores export is in the model, and loads."""
        jobs = [(job.tenant, seen(job)) async for job in self.stores.jobs.export()]
        assert sorted(jobs) == sorted((job.tenant, job.look()) for job in self.jobs.all)
        exported = [each async for each in self.stores.versions.export()]
        assert sorted((version.tenant, version.id) for version, _ in exported) == sorted(
            (version.tenant, version.id) for version in self.versions.all
        )
        for version, pack in exported:
            known = self.versions.find(version.tenant, version.id)
            assert known is not None
            assert pack == pack_of(known.content, known.created)
        assert await self.stores.versions.tenants() == tuple(
            sorted({version.tenant for version in self.versions.all})
        )


def seen(thing: Any) -> Any:
    """What may be observed of a store's or the model's answer, in one form."""
    if isinstance(thing, ModelJob | ModelVersion):
        return thing.look()
    if isinstance(thing, Job):
        steps = tuple(sorted((name, step.state) for name, step in thing.progress.items()))
        number = int(thing.id, 16)
        state, attempt, writes = thing.state.value, thing.attempt, thing.revision
        return (number, state, attempt, writes, steps, thing.version_id)
    if isinstance(thing, PackVersion):
        standing, pack = thing.standing.value, int(thing.pack_id, 16)
        return (thing.id, pack, thing.number, thing.parent, standing)
    if isinstance(thing, tuple):
        return [seen(each) for each in thing]
    return thing


@pytest.mark.parametrize("backend", BACKENDS)
def test_stores_do_as_the_model_does(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Whatever is asked in whatever order, the stores answer as the model does."""
    base = empty_store(backend, request, tmp_path)
    places = itertools.count()

    def opened() -> Stores:
        number = next(places)
        place = {
            "home": tmp_path / str(number),
            "google_cloud_project": f"{base.google_cloud_project}-{number}",
        }
        return open_stores(base.model_copy(update=place))

    bounds = settings(
        max_examples=EXAMPLES[backend],
        stateful_step_count=STEP_COUNT,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: StoresMachine(opened), settings=bounds)
