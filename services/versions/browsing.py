"""Finding versions: all of a tenant's, or one by the beginning of its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import NoSuchVersionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from core.version import PackVersion
    from services.stores.protocols import VersionStore

PAGE = 200
LEAST_PREFIX = 6
_ID_CHARACTERS = 64


async def all_versions(
    store: VersionStore, tenant: str, pack_id: str | None = None
) -> AsyncIterator[PackVersion]:
    """Every version of a tenant, or of one of its packs, newest first."""
    cursor = None
    while True:
        page = await store.list(tenant, pack_id=pack_id, limit=PAGE, cursor=cursor)
        for version in page.versions:
            yield version
        cursor = page.cursor
        if cursor is None:
            return


async def find_version(store: VersionStore, tenant: str, reference: str) -> PackVersion:
    """The version with this id, or the only one whose id begins so.

    Raises:
        NoSuchVersionError: There is none, there are several, or the beginning is too short.
    """
    if len(reference) == _ID_CHARACTERS:
        return await store.get(tenant, reference)
    if len(reference) < LEAST_PREFIX:
        raise NoSuchVersionError(
            f"{reference!r} is too short for a version.",
            hint=f"Give at least {LEAST_PREFIX} characters of its id; see: coursewright versions "
            "list",
        )
    found = [each async for each in all_versions(store, tenant) if each.id.startswith(reference)]
    if len(found) == 1:
        return found[0]
    several = f"{len(found)} versions begin" if found else "No version begins"
    raise NoSuchVersionError(
        f"{several} with {reference!r}.", hint="See: coursewright versions list"
    )
