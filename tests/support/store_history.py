"""A journal of what workers did to a store, and the checker that holds the store to it.

A worker notes each operation before it asks (``asked``) and what came of it: ``done``, ``refused``
or ``unavailable``. A worker that is killed leaves at most one operation open: that one may or may
not have happened. Everything else did happen, once, in the order of the job's revisions.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from core.job import TRANSITIONS, JobState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from core.job import Job
    from core.version import PackVersion

WRITES = ("begin", "advance", "finish", "cancel", "requeue")


@dataclass(frozen=True)
class Entry:
    """One line of a journal.

    Attributes:
        worker: Whose journal it is.
        number: Of the operation, for this worker; its lines share it.
        outcome: ``asked``, ``done``, ``refused`` or ``unavailable``.
        operation: A method of the stores.
        subject: The job's id, the idempotency key, or the pack's id.
        attempt: In whose name it was asked.
        got: Of what is done: the job's revision, state, attempt, version and steps by attempt;
            or the version's id, number and parent.
    """

    worker: str
    number: int
    outcome: str
    operation: str
    subject: str
    attempt: int = 0
    got: dict[str, object] = field(default_factory=dict[str, object])


class Journal:
    """A worker's journal: what is noted survives the worker, though not the machine."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._worker = worker
        self._file = os.open(folder / f"{worker}.jsonl", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def note(self, number: int, outcome: str, operation: str, subject: str, **more: object) -> None:
        """Add a line, in one write."""
        entry = Entry(self._worker, number, outcome, operation, subject, **more)  # pyright: ignore[reportArgumentType]
        os.write(self._file, json.dumps(asdict(entry)).encode() + b"\n")


def read_journals(folder: Path) -> list[Entry]:
    """All lines of all workers; each worker's in its order."""
    lines = [
        line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()
    ]
    return [Entry(**json.loads(line)) for line in lines]


def observed(job: Job) -> dict[str, object]:
    """What a journal keeps of a job."""
    return {
        "id": job.id,
        "revision": job.revision,
        "state": job.state.value,
        "attempt": job.attempt,
        "version": job.version_id,
        "steps": {name: step.detail for name, step in job.progress.items()},
    }


class HistoryChecker:
    """Looks for anything in the stores that the journals rule out.

    Attributes:
        counts: How much of each thing was looked at.
        problems: What was found; empty when all is well.
    """

    def __init__(
        self, entries: Iterable[Entry], jobs: Iterable[Job], versions: Iterable[PackVersion]
    ) -> None:
        self.entries = list(entries)
        self.jobs = {job.id: job for job in jobs}
        self.versions = list(versions)
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []

    def check(self) -> None:
        """Look at everything."""
        for entry in self.entries:
            if entry.outcome != "asked":
                self.counts[f"{entry.operation} {entry.outcome}"] += 1
        self._check_created()
        unanswered = self._unanswered()
        for job_id, writes in self._writes().items():
            self._check_job(job_id, writes, unanswered[job_id])
        self._check_versions()

    def _unanswered(self) -> Counter[str]:
        """By job or pack: operations that may or may not have happened."""
        answered = {(e.worker, e.number) for e in self.entries if e.outcome in ("done", "refused")}
        asked = {(e.worker, e.number): e.subject for e in self.entries}
        return Counter(subject for key, subject in asked.items() if key not in answered)

    def _writes(self) -> dict[str, list[Entry]]:
        """The acknowledged writes of each job."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.outcome == "done" and entry.operation in WRITES:
                found[entry.subject].append(entry)
        return found

    def _check_created(self) -> None:
        """No acknowledged job is lost, and one key gave one job."""
        by_key: dict[str, set[object]] = defaultdict(set)
        for entry in self.entries:
            if (entry.operation, entry.outcome) == ("create", "done"):
                by_key[entry.subject].add(entry.got["id"])
                if entry.got["id"] not in self.jobs:
                    self.problems.append(f"job {entry.got['id']} was acknowledged and is lost")
        for key, ids in by_key.items():
            self.counts["keys"] += 1
            if len(ids) > 1:
                self.problems.append(f"key {key} gave {len(ids)} jobs")

    def _check_job(self, job_id: str, writes: list[Entry], unanswered: int) -> None:
        """The job's writes are one line of legal steps, with gaps only for what is unanswered."""
        self.counts["jobs"] += 1
        job = self.jobs.get(job_id)
        if job is None:
            self.problems.append(f"job {job_id} was written and is lost")
            return
        seen: dict[int, dict[str, object]] = {0: {"state": "queued", "attempt": 0, "version": None}}
        for entry in [*writes, Entry("store", 0, "done", "get", job_id, got=observed(job))]:
            self._check_name(job_id, entry)
            known = seen.setdefault(_number(entry.got["revision"]), entry.got)
            if known is not entry.got and not _same(known, entry.got):
                self.problems.append(f"job {job_id} has two writes {entry.got['revision']}")
        if max(seen) > job.revision:
            self.problems.append(f"job {job_id} lost its write {max(seen)}: it is {job.revision}")
        self.counts["writes in order"] += len(seen)
        missing = job.revision + 1 - len(seen)
        if missing > unanswered:
            self.problems.append(f"job {job_id} has {missing} writes nobody made")
        for earlier, later in pairwise(sorted(seen)):
            if later == earlier + 1:
                self._check_step(job_id, seen[earlier], seen[later])
            self._check_attempts(job_id, seen[earlier], seen[later])

    def _check_name(self, job_id: str, entry: Entry) -> None:
        """What an attempt wrote was written while it had the job, and no other's steps remain."""
        if entry.operation in ("advance", "finish") and entry.attempt != entry.got["attempt"]:
            self.problems.append(f"job {job_id}: late attempt {entry.attempt} wrote")
        steps = entry.got.get("steps")
        if isinstance(steps, dict) and set(steps.values()) - {str(entry.got["attempt"])}:  # pyright: ignore[reportUnknownArgumentType,reportUnknownMemberType]
            self.problems.append(f"job {job_id}: attempt {entry.got['attempt']} has others' steps")

    def _check_step(
        self, job_id: str, earlier: Mapping[str, object], later: Mapping[str, object]
    ) -> None:
        """One write leads from this to that."""
        before, after = JobState(str(earlier["state"])), JobState(str(later["state"]))
        stays = before is after is JobState.RUNNING
        if not stays and after not in TRANSITIONS[before]:
            self.problems.append(f"job {job_id} went from {before} to {after}")
        begun = (before, after) == (JobState.QUEUED, JobState.RUNNING)
        if _number(later["attempt"]) - _number(earlier["attempt"]) != begun:
            self.problems.append(f"job {job_id}: {later['attempt']} follows {earlier['attempt']}")

    def _check_attempts(
        self, job_id: str, earlier: Mapping[str, object], later: Mapping[str, object]
    ) -> None:
        """However many writes lie between: attempts do not fall, and completed stays."""
        if _number(later["attempt"]) < _number(earlier["attempt"]):
            self.problems.append(f"job {job_id}: attempt {later['attempt']} is an older one")
        if earlier["state"] == "completed":
            self.problems.append(f"job {job_id} was completed and went on as {later['state']}")

    def _check_versions(self) -> None:
        """Numbers are unique and without gaps, and each worker saw them rise."""
        stored = {version.id: version for version in self.versions}
        by_pack: dict[str, list[int]] = defaultdict(list)
        for version in self.versions:
            by_pack[version.pack_id].append(version.number)
            parent = None if version.parent is None else stored.get(version.parent)
            if parent is not None and parent.number >= version.number:
                self.problems.append(f"version {version.id} is older than its parent")
        for pack, numbers in by_pack.items():
            self.counts["versions"] += len(numbers)
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                self.problems.append(f"pack {pack} has the versions {sorted(numbers)}")
        last: dict[tuple[str, str], int] = {}
        for entry in self.entries:
            if (entry.operation, entry.outcome) != ("add", "done"):
                continue
            version, number = stored.get(str(entry.got["id"])), _number(entry.got["number"])
            if version is None or version.number != number:
                self.problems.append(f"version {entry.got['id']} was acknowledged and is lost")
            if number <= last.get((entry.worker, entry.subject), 0):
                self.problems.append(f"pack {entry.subject}: number {number} came again")
            last[entry.worker, entry.subject] = number


def _number(value: object) -> int:
    return int(str(value))


def _same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return all(one[name] == other[name] for name in ("state", "attempt", "version"))
