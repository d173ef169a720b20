"""Versions of packs in Firestore: a document each, and their parts in documents of their own.

Every commit that adds or removes a version of a pack also changes the pack's own document, which
has the highest number ever given. So what was read about a pack's versions holds at the commit.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from core.errors import DamagedVersionError, NoSuchVersionError
from core.pack import PackState
from core.version import PackVersion, Standing, VersionPage
from services.stores.cursors import Position, cursor_at, position_of, version_list
from services.stores.documents import document_of
from services.stores.firestore import indexes
from services.stores.firestore.chunks import Uploads, release, stored_parts
from services.stores.firestore.exporting import every_version, tenants_with_versions
from services.stores.firestore.paths import pack_path, tenant_path, version_path
from services.stores.firestore.queries import Wanted
from services.stores.parts import PartReference, put_together, take_apart
from services.stores.versions import (
    Proposal,
    decided,
    no_such_version,
    number_taken,
    require_restorable,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from datetime import datetime

    from core.pack import Pack
    from services.stores.firestore.database import Database
    from services.stores.firestore.transaction import Document, Transaction
    from services.stores.parts import Part


class FirestoreVersionStore:
    """A `VersionStore` in Firestore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        tenant: str,
        pack_id: str,
        pack: Pack,
        fingerprint: str,
        *,
        parent: str | None = None,
        prompt_digests: Mapping[str, str] | None = None,
        note: str = "",
    ) -> PackVersion:
        """See `VersionStore.add`."""

        def prepared() -> Proposal:
            return Proposal(
                tenant,
                pack_id,
                pack,
                fingerprint,
                parent=parent,
                prompt_digests=prompt_digests,
                note=note,
            )

        proposal = await asyncio.to_thread(prepared)
        uploads = Uploads(self._database, tenant, proposal.parts)
        await uploads.send()

        async def work(transaction: Transaction) -> PackVersion:
            head = await _head(transaction, tenant, pack_id)
            newest = await _highest(transaction, tenant, pack_id)
            if newest is not None and proposal.is_told_twice(newest):
                return newest
            await _require_parent(transaction, proposal)
            version = proposal.numbered(_last_number(head) + 1)
            await _write_new(transaction, version, proposal.parts, head)
            await uploads.refer(transaction)
            return version

        return await self._database.transact(work)

    async def get(self, tenant: str, version_id: str) -> PackVersion:
        """See `VersionStore.get`."""
        return _version_of(await self._document(tenant, version_id))

    async def load(self, tenant: str, version_id: str) -> Pack:
        """See `VersionStore.load`."""
        document = await self._document(tenant, version_id)
        version, references = _version_of(document), _references_of(document)
        stored = await stored_parts(self._database, tenant, _digests(references))
        try:
            return await asyncio.to_thread(
                put_together, version.id, version.content_sha256, references, stored
            )
        except DamagedVersionError:
            # Deleted between the two reads: then it is not damaged but gone.
            await self._document(tenant, version_id)
            raise

    async def newest(
        self, tenant: str, fingerprint: str, *, not_before: datetime | None = None
    ) -> PackVersion | None:
        """See `VersionStore.newest`."""
        wanted = Wanted(
            limit=1,
            equal={"fingerprint": fingerprint, "answers": True},
            bounds=() if not_before is None else ((">=", not_before),),
        )
        found = await self._database.find(
            self._database.deadline(), tenant_path(tenant), indexes.VERSIONS_ANSWERING, wanted
        )
        return next((_version_of(each) for each in found), None)

    async def list(
        self, tenant: str, *, pack_id: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> VersionPage:
        """See `VersionStore.list`."""
        name = version_list(tenant, pack_id)
        query = indexes.VERSIONS_BY_AGE if pack_id is None else indexes.VERSIONS_OF_PACK
        after = None if cursor is None else position_of(name, cursor)
        wanted = Wanted(
            limit=limit + 1,
            equal={} if pack_id is None else {"pack_id": pack_id},
            after=None if after is None else (after.created_at, after.id),
        )
        found = await self._database.find(
            self._database.deadline(), tenant_path(tenant), query, wanted
        )
        versions = tuple(_version_of(each) for each in found[:limit])
        if len(found) <= limit:
            return VersionPage(versions=versions, cursor=None)
        last = Position(versions[-1].created_at, versions[-1].id)
        return VersionPage(versions=versions, cursor=cursor_at(name, last))

    async def decide(
        self, tenant: str, version_id: str, standing: Standing, by: str, at: datetime
    ) -> PackVersion:
        """See `VersionStore.decide`."""
        path = version_path(tenant, version_id)

        async def work(transaction: Transaction) -> PackVersion:
            document = (await transaction.read([path])).get(path)
            if document is None:
                raise no_such_version(version_id)
            version = decided(_version_of(document), standing, by, at)
            transaction.change(document, _changing(version))
            return version

        return await self._database.transact(work)

    async def delete(self, tenant: str, version_id: str) -> None:
        """See `VersionStore.delete`."""
        path = version_path(tenant, version_id)

        async def work(transaction: Transaction) -> None:
            document = (await transaction.read([path])).get(path)
            if document is None:
                return
            transaction.touch(pack_path(tenant, document.fields["pack_id"]))
            transaction.remove(document)
            await release(transaction, tenant, _digests(_references_of(document)))

        await self._database.transact(work)

    async def tenants(self) -> tuple[str, ...]:
        """See `VersionStore.tenants`."""
        return tuple(sorted([name async for name in tenants_with_versions(self._database)]))

    async def export(self) -> AsyncIterator[tuple[PackVersion, Pack]]:
        """See `VersionStore.export`."""
        async for document in every_version(self._database):
            version = _version_of(document)
            try:
                yield version, await self.load(version.tenant, version.id)
            except NoSuchVersionError:
                continue  # deleted since the page was read

    async def restore(self, version: PackVersion, pack: Pack) -> None:
        """See `VersionStore.restore`."""

        def checked() -> tuple[Part, ...]:
            require_restorable(version, pack)
            return take_apart(pack)

        parts = await asyncio.to_thread(checked)
        uploads = Uploads(self._database, version.tenant, parts)
        path = version_path(version.tenant, version.id)

        if await self._database.read(self._database.deadline(), [path], ["number"]):
            return
        await uploads.send()

        async def work(transaction: Transaction) -> None:
            if await transaction.read([path], ["number"]):
                return
            head = await _head(transaction, version.tenant, version.pack_id)
            below = await _highest(
                transaction, version.tenant, version.pack_id, up_to=version.number
            )
            if below is not None and below.number == version.number:
                raise number_taken(version)
            await _write_new(transaction, version, parts, head)
            await uploads.refer(transaction)

        await self._database.transact(work)

    async def close(self) -> None:
        """See `VersionStore.close`."""
        await self._database.close()

    async def _document(self, tenant: str, version_id: str) -> Document:
        path = version_path(tenant, version_id)
        document = (await self._database.read(self._database.deadline(), [path])).get(path)
        if document is None:
            raise no_such_version(version_id)
        return document


async def _head(transaction: Transaction, tenant: str, pack_id: str) -> Document | None:
    """The pack's own document; read before anything else about the pack."""
    path = pack_path(tenant, pack_id)
    return (await transaction.read([path])).get(path)


def _last_number(head: Document | None) -> int:
    return 0 if head is None else int(head.fields["number"])


async def _highest(
    transaction: Transaction, tenant: str, pack_id: str, *, up_to: int | None = None
) -> PackVersion | None:
    wanted = Wanted(
        limit=1,
        equal={"pack_id": pack_id},
        bounds=() if up_to is None else (("<=", up_to),),
    )
    found = await transaction.find(tenant_path(tenant), indexes.VERSIONS_BY_NUMBER, wanted)
    return next((_version_of(each) for each in found), None)


async def _require_parent(transaction: Transaction, proposal: Proposal) -> None:
    if proposal.parent is None:
        return
    path = version_path(proposal.tenant, proposal.parent)
    parent = (await transaction.read([path], ["pack_id"])).get(path)
    if parent is None or parent.fields["pack_id"] != proposal.pack_id:
        raise no_such_version(proposal.parent)


async def _write_new(
    transaction: Transaction,
    version: PackVersion,
    parts: Sequence[Part],
    head: Document | None,
) -> None:
    tenant = tenant_path(version.tenant)
    known = await transaction.read([tenant])
    number = {"number": max(version.number, _last_number(head))}
    transaction.create(version_path(version.tenant, version.id), _fields(version, parts))
    if head is None:
        transaction.create(
            pack_path(version.tenant, version.pack_id), {"id": version.pack_id, **number}
        )
    else:
        transaction.change(head, number)
    if tenant not in known:
        transaction.put(tenant, {"name": version.tenant})


def _fields(version: PackVersion, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "tenant": version.tenant,
        "pack_id": version.pack_id,
        "number": version.number,
        "fingerprint": version.fingerprint,
        "created_at": version.created_at,
        "parts": json.dumps([astuple(part.reference) for part in parts]),
        **_changing(version),
    }


def _changing(version: PackVersion) -> dict[str, Any]:
    withdrawn = version.standing is Standing.WITHDRAWN
    answers = version.state is PackState.COMPLETE and not withdrawn
    return {"answers": answers, "body": version.model_dump_json()}


def _version_of(document: Document) -> PackVersion:
    return document_of(PackVersion, document.fields["body"])


def _references_of(document: Document) -> list[PartReference]:
    return [PartReference(*each) for each in json.loads(document.fields["parts"])]


def _digests(references: Sequence[PartReference]) -> list[str]:
    return [each.sha256 for each in references]
