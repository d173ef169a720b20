"""A finished pack into the version store, and a stored one out of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.artifact import Usage
from core.pack import StoredAs
from core.settings import settings
from services.jobs.recording import record_answer
from services.stores import open_stores
from services.versions.identity import pack_identity, request_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.content_type import ContentType
    from core.pack import Pack
    from core.request import ContentRequest
    from core.version import PackVersion
    from services.stores import Stores


async def store_pack(
    pack: Pack, types: Iterable[ContentType], prompt_digests: Mapping[str, str], note: str = ""
) -> StoredAs:
    """Store a pack as the next version of what it is about.

    Its parent is the version that it was made from, or else the newest one there is.

    Args:
        pack: The finished pack.
        types: What was asked for, the outline included.
        prompt_digests: Digest of each type's prompt, contract and checks, by name.
        note: Why it was made, for people.

    Raises:
        StoreError: It could not be stored.
        SourceNotFoundError: The source's file is gone meanwhile.
    """
    request = pack.request
    fingerprint = request_fingerprint(request, types, prompt_digests)
    async with open_stores(settings()) as stores:
        versions = stores.versions
        if request.base:
            base = await versions.get(request.tenant, request.base.version_id)
            pack_id, parent = base.pack_id, base.id
        else:
            pack_id = pack_identity(request)
            before = await versions.list(request.tenant, pack_id=pack_id, limit=1)
            parent = before.versions[0].id if before.versions else None
        made = await versions.add(
            request.tenant,
            pack_id,
            pack,
            fingerprint,
            parent=parent,
            prompt_digests=prompt_digests,
            note=note,
        )
    return stored_as(made)


async def stored_answer(
    request: ContentRequest, types: Iterable[ContentType], prompt_digests: Mapping[str, str]
) -> Pack | None:
    """The newest stored pack that answers the request and is no older than it allows.

    Raises:
        StoreError: The store could not be asked, or what it holds is damaged.
        SourceNotFoundError: The source's file cannot be read.
    """
    fingerprint = request_fingerprint(request, types, prompt_digests)
    async with open_stores(settings()) as stores:
        found = await _newest(stores, request, fingerprint)
        if found is None:
            return None
        pack = await stores.versions.load(request.tenant, found.id)
        pack = _given_again(pack, found)
        await record_answer(stores.jobs, request, fingerprint, pack)
    return pack


def _given_again(pack: Pack, version: PackVersion) -> Pack:
    """A stored pack as an answer: nothing was called for it, and nothing paid."""
    again = {"cached": True, "seconds": 0.0}
    outline = pack.outline.model_copy(update=again) if pack.outline else None
    return pack.model_copy(
        update={
            "outline": outline,
            "artifacts": tuple(each.model_copy(update=again) for each in pack.artifacts),
            "spent": Usage(),
            "stored": stored_as(version),
        }
    )


async def stored_version(
    request: ContentRequest, types: Iterable[ContentType], prompt_digests: Mapping[str, str]
) -> PackVersion | None:
    """The version that `stored_answer` would answer with; nothing is loaded or noted.

    Raises:
        StoreError: The store could not be asked.
        SourceNotFoundError: The source's file cannot be read.
    """
    fingerprint = request_fingerprint(request, types, prompt_digests)
    async with open_stores(settings()) as stores:
        return await _newest(stores, request, fingerprint)


async def _newest(stores: Stores, request: ContentRequest, fingerprint: str) -> PackVersion | None:
    not_before = None
    if request.max_age_seconds is not None:
        not_before = datetime.now(UTC) - timedelta(seconds=request.max_age_seconds)
    return await stores.versions.newest(request.tenant, fingerprint, not_before=not_before)


def stored_as(version: PackVersion) -> StoredAs:
    """How a pack says which version it is."""
    return StoredAs(version_id=version.id, pack_id=version.pack_id, number=version.number)
