"""The task that finds what is asked for most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.request import ContentRequest  # noqa: TC001 (Prefect resolves annotations)
from core.settings import settings
from services.jobs.demand import most_requested
from services.stores import open_stores


@task(
    name="find_requests",
    task_run_name="find the {number} most wanted",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def find_requests(tenant: str, days: int, number: int) -> tuple[ContentRequest, ...]:
    """The tenant's most wanted requests of the last days. Raises `StoreError`."""
    since = datetime.now(UTC) - timedelta(days=days)
    async with open_stores(settings()) as stores:
        return await most_requested(stores.jobs, tenant, since, number)
