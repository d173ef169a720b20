from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store_backends import BACKENDS, NOON, at, empty_store, job_of, pack_id, pack_maker

from core.job import JobState
from core.version import Standing
from services.stores import Stores, open_stores
from services.versions.backup import export_store, import_store

if TYPE_CHECKING:
    from pathlib import Path


async def fill(stores: Stores) -> None:
    """Two tenants' jobs, and three versions of two packs, one of them approved."""
    await stores.jobs.create(job_of(1, idempotency_key="once"))
    await stores.jobs.create(job_of(2, tenant="school"))
    job = await stores.jobs.begin("local", job_of(1).id, "run", at(3))
    await stores.jobs.finish("local", job.id, job.attempt, JobState.COMPLETED, at(4))
    pack = pack_maker().pack(created_at=NOON)
    first = await stores.versions.add("local", pack_id(1), pack, "wanted")
    changed = pack.model_copy(update={"title": "Soil, again", "created_at": at(9)})
    await stores.versions.add("local", pack_id(1), changed, "wanted", parent=first.id, note="Why.")
    await stores.versions.add("school", pack_id(2), pack, "wanted")
    await stores.versions.decide("local", first.id, Standing.APPROVED, "ada", at(20))


async def everything(stores: Stores) -> tuple[list[str], list[str]]:
    """All jobs and versions, as text, in an order of their own."""
    jobs = [each.model_dump_json() async for each in stores.jobs.export()]
    versions = [
        version.model_dump_json() + pack.model_dump_json()
        async for version, pack in stores.versions.export()
    ]
    return sorted(jobs), sorted(versions)


@pytest.mark.parametrize("target", BACKENDS)
@pytest.mark.parametrize("source", BACKENDS)
async def test_a_store_moves_to_any_other(
    request: pytest.FixtureRequest, tmp_path: Path, source: str, target: str
) -> None:
    """What one kind of store exports, another holds after the import: same ids, numbers, dates."""
    here = empty_store(source, request, tmp_path / "here")
    there = empty_store(target, request, tmp_path / "there").model_copy(
        update={"firestore_database": "moved"} if target == "firestore" else {}
    )
    file = tmp_path / "store.jsonl.gz"
    async with open_stores(here) as before, open_stores(there) as after:
        await fill(before)
        counts = await export_store(before, file)
        assert (counts.jobs, counts.versions) == (2, 3)
        assert await import_store(after, file) == counts
        assert await everything(after) == await everything(before)
        await import_store(after, file)
        assert await everything(after) == await everything(before)
        follower = pack_maker().pack(created_at=at(30))
        made = await after.versions.add("local", pack_id(1), follower, "wanted")
        assert made.number == 3  # the numbers go on
