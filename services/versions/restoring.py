"""Bringing a version back, as a new one: history is never rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.versions.storing import stored_as

if TYPE_CHECKING:
    from datetime import datetime

    from core.pack import Pack
    from core.version import PackVersion
    from services.stores.protocols import VersionStore


async def restore_version(store: VersionStore, version: PackVersion, at: datetime) -> Pack:
    """Make a version's pack the newest version of its pack again.

    Args:
        store: Where it is.
        version: The one to bring back; the new one's parent.
        at: When, in aware UTC: the new version is made then.

    Returns:
        The pack, saying which version it is now.

    Raises:
        NoSuchVersionError: It is gone meanwhile.
        StoreError: It could not be read or stored.
    """
    pack = (await store.load(version.tenant, version.id)).model_copy(update={"created_at": at})
    made = await store.add(
        version.tenant,
        version.pack_id,
        pack,
        version.fingerprint,
        parent=version.id,
        prompt_digests=version.prompt_digests,
        note=f"Restored from version {version.number}.",
    )
    return pack.model_copy(update={"stored": stored_as(made)})
