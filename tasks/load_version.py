"""The task that loads a stored pack."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.pack import Pack  # noqa: TC001 (Prefect resolves annotations)
from core.settings import settings
from services.stores import open_stores
from tasks.sealed import Sealed


@task(
    name="load_version",
    task_run_name="load version {version_id:.12}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def load_version(tenant: str, version_id: str) -> Sealed[Pack]:
    """The stored pack.

    Raises:
        NoSuchVersionError: The tenant has no such version.
        StoreError: It could not be read.
    """
    async with open_stores(settings()) as stores:
        return Sealed(await stores.versions.load(tenant, version_id))
