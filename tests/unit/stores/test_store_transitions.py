from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_backends import at, job_of

from core.artifact import Usage
from core.errors import (
    CoursewrightError,
    IdempotencyConflictError,
    IllegalTransitionError,
    StaleAttemptError,
)
from core.job import TRANSITIONS, Job, JobState, StepProgress
from services.stores import transitions


@dataclass(frozen=True)
class Asked:
    """An operation, by whom, and when."""

    operation: str
    attempt: int
    state: JobState
    seconds: int

    def applied(self, job: Job) -> Job:
        """What the rule makes of the job."""
        when = at(self.seconds)
        rules: dict[str, Any] = {
            "begin": lambda: transitions.begin(job, None, when),
            "advance": lambda: transitions.advance(
                job, self.attempt, when, {"faqs": StepProgress(state="running", at=when)}
            ),
            "finish": lambda: transitions.finish(job, self.attempt, self.state, when),
            "cancel": lambda: transitions.cancel(job, when),
            "requeue": lambda: transitions.requeue(job, self.attempt, when),
        }
        return rules[self.operation]()


ASKED = st.builds(
    Asked,
    operation=st.sampled_from(["begin", "begin", "advance", "finish", "cancel", "requeue"]),
    attempt=st.integers(0, 4),
    state=st.sampled_from(JobState),
    # Clocks of several machines differ: later operations may carry earlier times.
    seconds=st.integers(-50, 50),
)


@given(st.lists(ASKED, max_size=30))
def test_no_sequence_leaves_the_legal_transitions(sequence: list[Asked]) -> None:
    """Whatever is asked, states change as `TRANSITIONS` says, and counts and times never go back.

    What is refused changes nothing, and what is given back unchanged is the same object.
    """
    job = job_of(0)
    for asked in sequence:
        try:
            after = asked.applied(job)
        except CoursewrightError as error:
            assert error.hint  # noqa: PT017 (that it is raised at all is the other branch)
            continue
        if after is job:
            continue
        assert after.state is job.state or after.state in TRANSITIONS[job.state]
        assert after.revision == job.revision + 1
        assert after.attempt == job.attempt + (asked.operation == "begin")
        assert after.updated_at >= job.updated_at
        assert (after.finished_at is not None) == after.state.terminal
        assert Job.model_validate(after.model_dump()) == after
        job = after


@given(st.lists(ASKED, max_size=30))
def test_older_attempt_never_changes_a_job(sequence: list[Asked]) -> None:
    """A write that names another attempt than the job's is stale, in whatever state it is."""
    job = job_of(0)
    for asked in sequence:
        if asked.operation in ("advance", "finish", "requeue") and asked.attempt != job.attempt:
            with pytest.raises((StaleAttemptError, IllegalTransitionError)):
                asked.applied(job)
            continue
        try:
            job = asked.applied(job)
        except CoursewrightError:
            continue


def test_version_and_spending_of_an_earlier_attempt_stay() -> None:
    """A second attempt that makes no version leaves the first one's in place."""
    job = transitions.begin(job_of(0), "run 1", at(1))
    spent = Usage(calls=1, cost_usd=0.5)
    job = transitions.finish(job, 1, JobState.PARTIAL, at(2), version_id="v1", spent=spent)
    job = transitions.begin(transitions.requeue(job, 1, at(3)), "run 2", at(4))
    job = transitions.finish(job, 2, JobState.FAILED, at(5))
    assert (job.version_id, job.spent, job.flow_run_id) == ("v1", spent, "run 2")


def test_late_clock_does_not_make_a_job_silent() -> None:
    """A sign of life that carries an older time than the last one does not take it back."""
    job = transitions.begin(job_of(0), None, at(10))
    job = transitions.advance(job, 1, at(5))
    assert (job.heartbeat_at, job.updated_at) == (at(10), at(10))


def test_conflict_names_what_was_used_before() -> None:
    """The error says which key, or else which id, belongs to another request."""
    other = job_of(0, fingerprint="another pack")
    with pytest.raises(IdempotencyConflictError, match="key 'k'"):
        transitions.same_request(other, job_of(1, idempotency_key="k"))
    with pytest.raises(IdempotencyConflictError, match=f"id {job_of(0).id}"):
        transitions.same_request(other, job_of(0))
