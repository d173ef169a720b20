"""Withdrawing a version: neither it nor the answers it was made of are used again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.version import Standing

if TYPE_CHECKING:
    from datetime import datetime

    from core.version import PackVersion
    from services.results.tiers.tiered import TieredResults
    from services.stores.protocols import VersionStore


async def withdraw_version(
    store: VersionStore, version: PackVersion, cache: TieredResults, by: str, at: datetime
) -> PackVersion:
    """Withdraw a version, and remove from the cache what it was made of.

    Args:
        store: Where it is.
        version: The one to withdraw.
        cache: Where the model's answers are kept.
        by: Who decides.
        at: When, in aware UTC.

    Raises:
        NoSuchVersionError: It is gone meanwhile.
        StoreError: It could not be read or written.
    """
    pack = await store.load(version.tenant, version.id)
    made = await store.decide(version.tenant, version.id, Standing.WITHDRAWN, by, at)
    artifacts = (*([pack.outline] if pack.outline else []), *pack.artifacts, *pack.quarantined)
    for key in {key for artifact in artifacts for key in artifact.answers}:
        cache.delete(key)
    return made
