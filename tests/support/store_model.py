"""What the stores should do, in plain Python: the model that a state machine holds them against.

Written apart from the stores' own rules; an operation gives what it should give, or the class of
the error it should raise.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import (
    CoursewrightError,
    IdempotencyConflictError,
    IllegalTransitionError,
    NoSuchJobError,
    NoSuchVersionError,
    StaleAttemptError,
)

Refusal = type[CoursewrightError]


@dataclass
class ModelJob:
    """A job; times are seconds after noon."""

    tenant: str
    number: int
    fingerprint: str
    key: str | None
    created: int
    touched: int
    state: str = "queued"
    attempt: int = 0
    writes: int = 0
    steps: dict[str, str] = field(default_factory=dict[str, str])
    version: str | None = None

    def look(self) -> tuple[object, ...]:
        """What may be observed of it."""
        steps = tuple(sorted(self.steps.items()))
        return (self.number, self.state, self.attempt, self.writes, steps, self.version)

    def write(self, at: int, **fields: object) -> None:
        """Change it at this time."""
        self.writes += 1
        self.touched = at
        for name, value in fields.items():
            setattr(self, name, value)


class ModelJobs:
    """Jobs in a list."""

    def __init__(self) -> None:
        self.all: list[ModelJob] = []

    def find(self, tenant: str, number: int) -> ModelJob | None:
        """The tenant's job of this number."""
        return next((j for j in self.all if (j.tenant, j.number) == (tenant, number)), None)

    def create(self, job: ModelJob) -> ModelJob | Refusal:
        """A new job, or the one that has its key or number."""
        keyed = [
            j
            for j in self.all
            if job.key is not None and (j.tenant, j.key) == (job.tenant, job.key)
        ]
        known = keyed[0] if keyed else self.find(job.tenant, job.number)
        if known is None:
            self.all.append(job)
            return job
        return known if known.fingerprint == job.fingerprint else IdempotencyConflictError

    def begin(self, tenant: str, number: int, at: int) -> ModelJob | Refusal:
        """Take it up."""
        job = self.find(tenant, number)
        if job is None:
            return NoSuchJobError
        if job.state != "queued":
            return IllegalTransitionError
        job.write(at, state="running", attempt=job.attempt + 1, steps={})
        return job

    def advance(
        self, tenant: str, number: int, attempt: int, at: int, steps: dict[str, str]
    ) -> ModelJob | Refusal:
        """Note progress."""
        job = self.find(tenant, number)
        if job is None:
            return NoSuchJobError
        if (job.state, job.attempt) != ("running", attempt):
            return StaleAttemptError
        job.write(at, steps={**job.steps, **steps})
        return job

    def finish(
        self, tenant: str, number: int, attempt: int, state: str, at: int, version: str | None
    ) -> ModelJob | Refusal:
        """End it."""
        job = self.find(tenant, number)
        if job is None:
            return NoSuchJobError
        if state in ("queued", "running"):
            return IllegalTransitionError
        version = version or job.version
        if (job.attempt, job.state, job.version) == (attempt, state, version):
            return job
        if (job.state, job.attempt) != ("running", attempt):
            return StaleAttemptError
        job.write(at, state=state, version=version)
        return job

    def cancel(self, tenant: str, number: int, at: int) -> ModelJob | Refusal:
        """Stop it, whoever has it."""
        job = self.find(tenant, number)
        if job is None:
            return NoSuchJobError
        if job.state in ("queued", "running"):
            job.write(at, state="cancelled")
        return job if job.state == "cancelled" else IllegalTransitionError

    def requeue(self, tenant: str, number: int, attempt: int, at: int) -> ModelJob | Refusal:
        """Put it back."""
        job = self.find(tenant, number)
        if job is None:
            return NoSuchJobError
        if job.attempt != attempt:
            return StaleAttemptError
        if job.state == "completed":
            return IllegalTransitionError
        if job.state != "queued":
            job.write(at, state="queued")
        return job

    def delete(self, tenant: str, number: int) -> Refusal | None:
        """Forget it."""
        job = self.find(tenant, number)
        if job is None:
            return None
        if job.state in ("queued", "running"):
            return IllegalTransitionError
        self.all.remove(job)
        return None

    def listed(self, tenant: str, states: frozenset[str]) -> list[ModelJob]:
        """Newest first."""
        chosen = [j for j in self.all if j.tenant == tenant and (not states or j.state in states)]
        return sorted(chosen, key=lambda j: (j.created, j.number), reverse=True)

    def untouched(self, state: str, before: int) -> list[ModelJob]:
        """Oldest first, of all tenants."""
        chosen = [j for j in self.all if j.state == state and j.touched < before]
        return sorted(chosen, key=lambda j: (j.touched, j.number))


@dataclass
class ModelVersion:
    """A version; ``id`` is what the store called it."""

    id: str
    tenant: str
    pack: int
    number: int
    parent: str | None
    content: int
    created: int
    standing: str = "draft"

    def look(self) -> tuple[object, ...]:
        """What may be observed of it."""
        return (self.id, self.pack, self.number, self.parent, self.standing)


class ModelVersions:
    """Versions in a list, and the highest number that each pack has had."""

    def __init__(self) -> None:
        self.all: list[ModelVersion] = []
        self.highest: dict[tuple[str, int], int] = {}

    def find(self, tenant: str, version_id: str) -> ModelVersion | None:
        """The tenant's version of this id."""
        return next((v for v in self.all if (v.tenant, v.id) == (tenant, version_id)), None)

    def added(
        self, tenant: str, pack: int, content: int, parent: str | None
    ) -> ModelVersion | int | Refusal:
        """The version that is this one already, or else the number that it gets."""
        of_pack = [v for v in self.all if (v.tenant, v.pack) == (tenant, pack)]
        newest = max(of_pack, key=lambda v: v.number, default=None)
        if newest is not None and (newest.parent, newest.content) == (parent, content):
            return newest
        if parent is not None and parent not in [v.id for v in of_pack]:
            return NoSuchVersionError
        return self.highest.get((tenant, pack), 0) + 1

    def keep(self, version: ModelVersion) -> None:
        """Note a version that the store has numbered."""
        self.all.append(version)
        self.highest[version.tenant, version.pack] = version.number

    def listed(self, tenant: str, pack: int | None) -> list[ModelVersion]:
        """Newest first."""
        chosen = [v for v in self.all if v.tenant == tenant and pack in (None, v.pack)]
        return sorted(chosen, key=lambda v: (v.created, v.id), reverse=True)

    def newest(self, tenant: str) -> ModelVersion | None:
        """The newest that is not withdrawn."""
        standing = [v for v in self.listed(tenant, None) if v.standing != "withdrawn"]
        return standing[0] if standing else None

    def beyond(self, tenant: str, most: int) -> list[ModelVersion]:
        """Those of each pack that more than so many are newer than; the good and approved stay."""
        gone: list[ModelVersion] = []
        for pack in {v.pack for v in self.all}:
            newest_first = sorted(
                (v for v in self.all if (v.tenant, v.pack) == (tenant, pack)),
                key=lambda v: -v.number,
            )
            standing = [v for v in newest_first if v.standing != "withdrawn"] or newest_first
            gone += [
                v for v in newest_first[most:] if v is not standing[0] and v.standing != "approved"
            ]
        return gone
