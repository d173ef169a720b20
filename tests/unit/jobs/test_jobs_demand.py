from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from store_backends import at, job_of

from core.request import BaseVersion, ContentRequest
from core.settings import Settings
from core.source import SourceReference
from services.jobs import demand
from services.jobs.demand import most_requested
from services.stores import open_stores

if TYPE_CHECKING:
    from services.stores.protocols import JobStore

EARLY = at(-1)
TENANT = "local"


def request_for(name: str, **fields: object) -> ContentRequest:
    """A request about this source."""
    values = {"source": SourceReference(path=f"/{name}.md"), **fields}
    return ContentRequest.model_validate(values)


async def create(jobs: JobStore, names: str, tenant: str = TENANT) -> None:
    """A job a second for each letter, which says what it is about."""
    for number, name in enumerate(names):
        await jobs.create(
            job_of(number, tenant, fingerprint=name, request=request_for(name, tenant=tenant))
        )


async def wanted(jobs: JobStore, number: int = 10) -> str:
    """The letters of the most requested, in their order."""
    found = await most_requested(jobs, TENANT, EARLY, number)
    return "".join(str(each.source.path)[1] for each in found)


async def test_the_most_wanted_come_first(jobs: JobStore) -> None:
    """They are in the order of how often they were asked for, each once; of equals, the newest."""
    await create(jobs, "abcbcbad")
    assert await wanted(jobs) == "bacd"
    assert await wanted(jobs, 2) == "ba"


async def test_only_jobs_of_the_tenant_and_the_time_count(jobs: JobStore) -> None:
    """Another tenant's jobs, and older ones, are as if they were not there."""
    await create(jobs, "aabc")
    await jobs.create(job_of(99, "north", fingerprint="c", request=request_for("c")))
    assert await wanted(jobs) == "acb"
    found = await most_requested(jobs, TENANT, at(2), 10)
    assert [each.source.path for each in found] == ["/c.md", "/b.md"]
    assert await most_requested(jobs, "south", EARLY, 10) == ()


async def test_the_newest_of_equal_requests_stands_for_all(jobs: JobStore) -> None:
    """A file that has moved is looked for where it was last."""
    for number, place in enumerate(("old", "new")):
        await jobs.create(job_of(number, fingerprint="same", request=request_for(place)))
    (found,) = await most_requested(jobs, TENANT, EARLY, 10)
    assert found.source.path == "/new.md"


async def test_making_a_version_from_another_is_no_demand(jobs: JobStore) -> None:
    """A regeneration is done once: it is not made again before anybody asks."""
    base = BaseVersion(version_id="a" * 64)
    for number in range(3):
        job = job_of(number, fingerprint="r", request=request_for("r", base=base))
        await jobs.create(job)
    await jobs.create(job_of(9, fingerprint="a", request=request_for("a")))
    assert await wanted(jobs) == "a"


@pytest.mark.parametrize("page", [1, 2, 3])
async def test_all_pages_count(jobs: JobStore, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    """However many jobs a page has, all of them are counted."""
    monkeypatch.setattr(demand, "PAGE", page)
    await create(jobs, "abcbcb")
    assert await wanted(jobs) == "bca"


@given(st.text("abcd", max_size=12))
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_counts_never_rise_along_the_list(
    tmp_path_factory: pytest.TempPathFactory, names: str
) -> None:
    """Every source that was asked for is named once, none before one that is wanted more."""
    settings = Settings(home=tmp_path_factory.mktemp("demand"))
    async with open_stores(settings) as stores:
        await create(stores.jobs, names)
        found = await wanted(stores.jobs)
    counts = Counter(names)
    assert sorted(found) == sorted(counts)
    assert [counts[each] for each in found] == sorted(counts.values(), reverse=True)
