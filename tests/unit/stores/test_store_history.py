from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from store_backends import at, job_of, pack_id, pack_of
from store_history import Entry, HistoryChecker, Journal, observed, read_journals

from core.job import Job, JobState, StepProgress
from services.stores import transitions
from services.stores.versions import Proposal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.version import PackVersion

JOB = job_of(1)


def history() -> tuple[list[Entry], list[Job]]:
    """Two attempts at a job, the first of them lost, as one worker noted them."""
    told = {"outline": StepProgress(state="done", detail="1", at=at(2))}
    states = [transitions.begin(JOB, None, at(1))]
    states.append(transitions.advance(states[-1], 1, at(2), told))
    states.append(transitions.requeue(states[-1], 1, at(3)))
    states.append(transitions.begin(states[-1], None, at(4)))
    states.append(transitions.finish(states[-1], 2, JobState.COMPLETED, at(5), version_id="v"))
    operations = [("begin", 0), ("advance", 1), ("requeue", 1), ("begin", 0), ("finish", 2)]
    entries = [Entry("w", 0, "done", "create", "key", got=observed(JOB))]
    for number, ((operation, attempt), job) in enumerate(zip(operations, states, strict=True), 1):
        entries.append(Entry("w", number, "asked", operation, JOB.id, attempt))
        entries.append(Entry("w", number, "done", operation, JOB.id, attempt, observed(job)))
    return entries, [states[-1]]


def published(numbers: list[int]) -> tuple[list[Entry], list[PackVersion]]:
    """Versions of one pack with these numbers, and the journal of their making."""
    entries: list[Entry] = []
    versions: list[PackVersion] = []
    for place, number in enumerate(numbers):
        version = Proposal("t", pack_id(1), pack_of(place), "wanted").numbered(number)
        got = {"id": version.id, "number": number, "parent": None}
        entries.append(Entry("w", place, "done", "add", pack_id(1), got=got))
        versions.append(version)
    return entries, versions


def problems(
    entries: list[Entry], jobs: list[Job], versions: list[PackVersion] | None = None
) -> list[str]:
    """What the checker finds."""
    checker = HistoryChecker(entries, jobs, versions or [])
    checker.check()
    return checker.problems


def test_right_history_has_no_problems() -> None:
    """What a correct store does is not complained about."""
    assert problems(*history()) == []
    entries, versions = published([1, 2, 3])
    assert problems(entries, [], versions) == []


def test_answer_lost_with_its_worker_is_no_problem() -> None:
    """A write that was asked for and never answered may have happened."""
    entries, jobs = history()
    assert problems([each for each in entries if each != entries[4]], jobs) == []


def changed(job: Job, **fields: object) -> list[Job]:
    """The stored job, with these fields."""
    return [job.model_copy(update=fields)]


FAULTS: dict[str, tuple[str, Callable[[list[Entry], list[Job]], tuple[list[Entry], list[Job]]]]] = {
    "job lost": ("acknowledged and is lost", lambda entries, _: (entries, [])),
    "write undone": (
        "lost its write 5",
        lambda entries, jobs: (entries, changed(jobs[0], revision=4)),
    ),
    "write overwritten": (
        "two writes 5",
        lambda entries, jobs: (entries, changed(jobs[0], state=JobState.FAILED)),
    ),
    "completed runs again": (
        "completed and went on",
        lambda entries, jobs: (
            entries,
            changed(jobs[0], revision=6, state=JobState.RUNNING, attempt=3),
        ),
    ),
    "write nobody made": (
        "writes nobody made",
        lambda entries, jobs: ([each for each in entries if each.number != 2], jobs),
    ),
    "older attempt": (
        "is an older one",
        lambda entries, jobs: (entries, changed(jobs[0], revision=6, attempt=1)),
    ),
    "late attempt": (
        "late attempt 1 wrote",
        lambda entries, jobs: ([*entries[:-1], replace(entries[-1], attempt=1)], jobs),
    ),
    "steps of another attempt": (
        "has others' steps",
        lambda entries, jobs: (
            entries,
            changed(
                jobs[0],
                progress={"faqs": StepProgress(state="done", detail="1", at=at(5))},
            ),
        ),
    ),
    "begun twice": (
        "went from running to running|follows",
        lambda entries, jobs: (
            [
                replace(each, got={**each.got, "attempt": 2}) if each == entries[4] else each
                for each in entries
            ],
            jobs,
        ),
    ),
    "key used twice": (
        "gave 2 jobs",
        lambda entries, jobs: (
            [*entries, replace(entries[0], worker="x", got=observed(job_of(2)))],
            [*jobs, job_of(2)],
        ),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_a_job_store_is_found(fault: str) -> None:
    """Each way in which a store may fail its workers is seen in their journals."""
    expected, doctor = FAULTS[fault]
    found = problems(*doctor(*history()))
    assert any(_matches(expected, each) for each in found), found


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([1, 1], "has the versions"), ([1, 3], "has the versions"), ([2, 1], "came again")],
)
def test_fault_of_numbering_is_found(numbers: list[int], expected: str) -> None:
    """Numbers given twice, left out or falling are seen."""
    entries, versions = published(numbers)
    assert any(expected in each for each in problems(entries, [], versions))


def test_lost_version_is_found() -> None:
    """A version that was acknowledged and is not there is seen."""
    entries, versions = published([1, 2])
    assert any("acknowledged and is lost" in each for each in problems(entries, [], versions[:1]))


def test_journal_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Lines of several workers come back whole and in order."""
    one, other = Journal(tmp_path, "one"), Journal(tmp_path, "other")
    one.note(0, "asked", "begin", JOB.id)
    other.note(0, "refused", "finish", JOB.id, attempt=3)
    one.note(0, "done", "begin", JOB.id, got={"revision": 1})
    assert read_journals(tmp_path) == [
        Entry("one", 0, "asked", "begin", JOB.id),
        Entry("one", 0, "done", "begin", JOB.id, 0, {"revision": 1}),
        Entry("other", 0, "refused", "finish", JOB.id, 3),
    ]


def _matches(expected: str, problem: str) -> bool:
    return any(part in problem for part in expected.split("|"))
