"""Letting go of versions by a retention policy."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from services.versions.browsing import all_versions
from services.versions.retention import RetentionPolicy, expired

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.version import PackVersion
    from services.stores.protocols import VersionStore


async def expired_versions(
    store: VersionStore, policy: RetentionPolicy, now: datetime, tenant: str | None = None
) -> tuple[PackVersion, ...]:
    """What a policy lets go of, of one tenant or of all; nothing is deleted.

    Args:
        store: Where they are.
        policy: How long versions stay.
        now: Aware UTC.
        tenant: Whose; None for everybody's.
    """
    gone: list[PackVersion] = []
    for each in (tenant,) if tenant is not None else await store.tenants():
        packs: defaultdict[str, list[PackVersion]] = defaultdict(list)
        async for version in all_versions(store, each):
            packs[version.pack_id].append(version)
        gone.extend(old for versions in packs.values() for old in expired(versions, policy, now))
    return tuple(gone)


async def delete_versions(store: VersionStore, versions: Sequence[PackVersion]) -> None:
    """Delete them, one after the other; those that are gone already are fine."""
    for version in versions:
        await store.delete(version.tenant, version.id)
