"""Workers that do jobs in one store, killed at random and replaced, each with a journal.

Usage: store_crowd.py SETTINGS_JSON FOLDER, where the settings are those of `Crowd`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from store_backends import job_of, pack_id, pack_of
from store_history import Journal, observed

from core.errors import (
    IllegalTransitionError,
    StaleAttemptError,
    StoreUnavailableError,
)
from core.job import Job, JobState, StepProgress
from core.settings import Settings
from services.stores import open_stores

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from multiprocessing.process import BaseProcess

    from services.stores import Stores

TENANT = "crowd"
SHARED_KEYS = 0.3
REFUSALS = (IllegalTransitionError, StaleAttemptError)


@dataclass(frozen=True)
class Crowd:
    """How many workers there are, for how long, and on how much they meet.

    Attributes:
        backend: Which store; ``home`` says where.
        home: Data folder of the store.
        workers: Processes at a time.
        seconds: How long they work.
        kill_seconds: One of them is killed this often.
        silent_seconds: A job without a sign for so long is taken from its worker.
        packs: Packs that versions are added to.
        listed: Of how many jobs a worker picks one; fewer means more contention.
        seed: Of all choices.
    """

    backend: str
    home: str
    workers: int = 8
    seconds: float = 6.0
    kill_seconds: float = 0.3
    silent_seconds: float = 0.25
    packs: int = 3
    listed: int = 6
    seed: int = 0


class Worker:
    """Does whatever a worker, a client or the reconciler may do, one thing at a time."""

    def __init__(self, crowd: Crowd, stores: Stores, journal: Journal, number: int) -> None:
        self.crowd = crowd
        self.jobs, self.versions = stores.jobs, stores.versions
        self.journal = journal
        self.number = number
        self.chance = random.Random(f"{crowd.seed} {number}")  # noqa: S311 (no secret)
        self.operations = itertools.count()
        self.created = itertools.count()

    async def work(self, until: float) -> None:
        """Do one thing after another."""
        actions = [self.create, self.reconcile, self.cancel, self.do_job, self.do_job, self.do_job]
        while time.time() < until:
            await self.chance.choice(actions)()

    async def create(self) -> None:
        """Ask for a pack, at times with a key that other workers use too."""
        now = datetime.now(UTC)
        number = self.number * 100_000 + next(self.created)
        shared = self.chance.random() < SHARED_KEYS
        key = f"{int(time.time() * 5)}" if shared else f"{number}"
        job = job_of(number, TENANT, created_at=now, idempotency_key=key)
        await self.told("create", key, self.jobs.create(job))

    async def reconcile(self) -> None:
        """Take a job from a worker that gives no sign, be it dead or only slow."""
        before = datetime.now(UTC) - timedelta(seconds=self.crowd.silent_seconds)
        for job in await self.jobs.silent(before, limit=self.crowd.listed):
            requeued = self.jobs.requeue(TENANT, job.id, job.attempt, datetime.now(UTC))
            await self.told("requeue", job.id, requeued, job.attempt)

    async def cancel(self) -> None:
        """Cancel a job, or want a cancelled one after all."""
        job = await self.one_of(JobState.RUNNING, JobState.CANCELLED, JobState.FAILED)
        if job is None:
            return
        now = datetime.now(UTC)
        if job.state is JobState.RUNNING:
            await self.told("cancel", job.id, self.jobs.cancel(TENANT, job.id, now))
        else:
            requeued = self.jobs.requeue(TENANT, job.id, job.attempt, now)
            await self.told("requeue", job.id, requeued, job.attempt)

    async def do_job(self) -> None:
        """Do a job from its beginning to its end, unless it is taken away."""
        queued = await self.one_of(JobState.QUEUED)
        if queued is None:
            await self.create()
            return
        begun = self.jobs.begin(TENANT, queued.id, f"run {self.number}", datetime.now(UTC))
        job = await self.told("begin", queued.id, begun)
        for step in range(self.chance.randrange(4)):
            if job is None:
                return
            await asyncio.sleep(self.chance.choice([0, 0, 0.01, 2 * self.crowd.silent_seconds]))
            job = await self.advance(job, step)
        if job is not None:
            await self.finish(job)

    async def advance(self, job: Job, step: int) -> Job | None:
        """Report a step, which says whose it is."""
        now = datetime.now(UTC)
        told = {f"step {step}": StepProgress(state="done", detail=str(job.attempt), at=now)}
        advanced = self.jobs.advance(TENANT, job.id, job.attempt, now, told)
        return await self.told("advance", job.id, advanced, job.attempt)

    async def finish(self, job: Job) -> None:
        """Publish a version, and say that the job is done; or that it failed."""
        state = self.chance.choice([JobState.COMPLETED, JobState.COMPLETED, JobState.FAILED])
        version_id = await self.publish() if state is JobState.COMPLETED else None
        finished = self.jobs.finish(
            TENANT, job.id, job.attempt, state, datetime.now(UTC), version_id=version_id
        )
        await self.told("finish", job.id, finished, job.attempt)

    async def publish(self) -> str | None:
        """Add a version that nobody else adds."""
        pack = pack_id(self.chance.randrange(self.crowd.packs))
        number = next(self.operations)
        content = pack_of(self.number * 100_000 + number, 0)
        self.journal.note(number, "asked", "add", pack)
        try:
            version = await self.versions.add(TENANT, pack, content, "wanted")
        except StoreUnavailableError:
            self.journal.note(number, "unavailable", "add", pack)
            return None
        got = {"id": version.id, "number": version.number, "parent": version.parent}
        self.journal.note(number, "done", "add", pack, got=got)
        return version.id

    async def one_of(self, *states: JobState) -> Job | None:
        """A job in one of these states."""
        page = await self.jobs.list(TENANT, states=states, limit=self.crowd.listed)
        return self.chance.choice(page.jobs) if page.jobs else None

    async def told(
        self, operation: str, subject: str, work: Coroutine[None, None, Job], attempt: int = 0
    ) -> Job | None:
        """Do an operation between two lines of the journal. None: it was not done."""
        number = next(self.operations)
        self.journal.note(number, "asked", operation, subject, attempt=attempt)
        try:
            job = await work
        except REFUSALS:
            self.journal.note(number, "refused", operation, subject, attempt=attempt)
            return None
        except StoreUnavailableError:
            self.journal.note(number, "unavailable", operation, subject, attempt=attempt)
            return None
        self.journal.note(number, "done", operation, subject, attempt=attempt, got=observed(job))
        return job


def run_worker(crowd: Crowd, folder: Path, number: int, until: float) -> None:
    """A worker's process."""

    async def main() -> None:
        stores = open_stores(Settings.model_validate({"home": crowd.home, "store": crowd.backend}))
        try:
            journal = Journal(folder, f"worker {number:03}")
            await Worker(crowd, stores, journal, number).work(until)
        finally:
            await stores.close()

    asyncio.run(main())


def run_crowd(crowd: Crowd, folder: Path) -> dict[str, int]:
    """Start the workers, kill and replace them; says how many were killed and how many failed."""
    # Forked: a worker that is killed is replaced at once, whatever its imports cost.
    context = multiprocessing.get_context("fork")
    if crowd.backend == "firestore":
        import_module("google.cloud.firestore")
    pack_of(0, 0)
    until = time.time() + crowd.seconds
    chance = random.Random(crowd.seed)  # noqa: S311 (no secret)
    numbers = itertools.count()

    def start() -> BaseProcess:
        worker = context.Process(target=run_worker, args=(crowd, folder, next(numbers), until))
        worker.start()
        return worker

    workers = [start() for _ in range(crowd.workers)]
    killed = failed = 0
    while time.time() < until - crowd.kill_seconds:
        time.sleep(crowd.kill_seconds)
        place = chance.randrange(len(workers))
        if workers[place].exitcode is not None:
            failed += 1
        workers[place].kill()
        workers[place].join()
        killed += 1
        workers[place] = start()
    for worker in workers:
        worker.join(60)
        failed += worker.exitcode != 0
    return {"killed": killed, "failed": failed}


if __name__ == "__main__":
    print(json.dumps(run_crowd(Crowd(**json.loads(sys.argv[1])), Path(sys.argv[2]))))  # noqa: T201 (its answer to the test)
