"""The task that lets go of versions by a retention policy, and shows which."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import httpx
from prefect import task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import PrefectException

from core.settings import settings
from services.stores import open_stores
from services.versions.cleaning import delete_versions, expired_versions
from services.versions.retention import RetentionPolicy
from services.versions.retention_request import (
    ExpiredVersion,
    RetentionRequest,
)

LOGGER = logging.getLogger(__name__)
RETENTION_KEY = "expired-versions"
SHOWN_ID = 12


@task(
    name="expire_versions",
    task_run_name="expire versions",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def expire_versions(request: RetentionRequest) -> tuple[ExpiredVersion, ...]:
    """Find what the policy lets go of, delete it if that is asked for, and show it as a table.

    Raises:
        StoreError: The store could not be asked, or did not delete.
    """
    own = settings()
    policy = RetentionPolicy(
        request.max_age_days or own.retention_max_age_days,
        request.max_versions or own.retention_max_versions,
    )
    async with open_stores(own) as stores:
        gone = await expired_versions(stores.versions, policy, datetime.now(UTC), request.tenant)
        if request.delete:
            await delete_versions(stores.versions, gone)
    made = tuple(
        ExpiredVersion(
            tenant=each.tenant,
            version_id=each.id,
            number=each.number,
            title=each.title,
            created_at=each.created_at,
            deleted=request.delete,
        )
        for each in gone
    )
    await _show(made)
    return made


async def _show(expired: tuple[ExpiredVersion, ...]) -> None:
    """Show them in the UI; what cannot be shown costs nothing but the showing."""
    rows = [
        {
            "Tenant": each.tenant,
            "Version": each.version_id[:SHOWN_ID],
            "No.": each.number,
            "Made (UTC)": f"{each.created_at:%Y-%m-%d %H:%M}",
            "Title": each.title,
            "Deleted": "yes" if each.deleted else "no (dry run)",
        }
        for each in expired
    ]
    try:
        await acreate_table_artifact(rows, RETENTION_KEY, "What the retention policy lets go of")
    except (httpx.HTTPError, PrefectException) as error:
        LOGGER.warning("What went is not shown: %s", error)
