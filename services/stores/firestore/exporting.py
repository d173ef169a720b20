"""Walks over everything in the database, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.stores.firestore import indexes
from services.stores.firestore.queries import Wanted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from services.stores.firestore.database import Database
    from services.stores.firestore.indexes import Query
    from services.stores.firestore.paths import Path
    from services.stores.firestore.transaction import Document

PAGE = 100


async def every_document(
    database: Database, parent: Path, query: Query, **equal: str
) -> AsyncIterator[Document]:
    """What a declared query gives, each page with a deadline of its own."""
    after = None
    while True:
        wanted = Wanted(limit=PAGE, equal=equal, after=after)
        page = await database.find(database.deadline(), parent, query, wanted)
        for each in page:
            yield each
        if len(page) < PAGE:
            return
        last = page[-1]
        name = last.reference if query.scope is indexes.Scope.GROUP else last.path[-1]
        after = (*(last.fields[field] for field in query.order), name)


async def tenants_with_versions(database: Database) -> AsyncIterator[str]:
    """Names of the tenants that have a version now; a tenant's document outlives its versions."""
    async for tenant in every_document(database, (), indexes.ALL_TENANTS):
        found = await database.find(
            database.deadline(), tenant.path, indexes.ANY_VERSION, Wanted(limit=1)
        )
        if found:
            yield tenant.fields["name"]


async def every_version(database: Database) -> AsyncIterator[Document]:
    """Every version's document, those of one pack in the order of their numbers."""
    async for tenant in every_document(database, (), indexes.ALL_TENANTS):
        async for pack in every_document(database, tenant.path, indexes.ALL_PACKS):
            versions = [
                each
                async for each in every_document(
                    database, tenant.path, indexes.VERSIONS_BY_NUMBER, pack_id=pack.fields["id"]
                )
            ]
            for each in reversed(versions):
                yield each
