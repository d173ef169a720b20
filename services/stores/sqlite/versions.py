"""The version store over SQLite."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from core.version import PackVersion, Standing, VersionPage
from services.stores.cursors import Position, cursor_at, position_of, version_list
from services.stores.documents import document_of
from services.stores.parts import PartReference, put_together, take_apart
from services.stores.sqlite.columns import microseconds
from services.stores.versions import (
    Proposal,
    decided,
    no_such_version,
    number_taken,
    require_restorable,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from core.pack import Pack
    from services.stores.parts import Part
    from services.stores.sqlite.database import Database

_EXPORTED_AT_ONCE = 100


class SqliteVersionStore:
    """Versions in a SQLite file. Methods and errors: `VersionStore`."""

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
        """See `VersionStore`."""

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
        return await self._database.write(lambda connection: _add(connection, proposal))

    async def get(self, tenant: str, version_id: str) -> PackVersion:
        """See `VersionStore`."""
        return await self._database.read(lambda connection: _get(connection, tenant, version_id))

    async def load(self, tenant: str, version_id: str) -> Pack:
        """See `VersionStore`."""

        def work(
            connection: sqlite3.Connection,
        ) -> tuple[PackVersion, list[PartReference], dict[str, bytes]]:
            version = _get(connection, tenant, version_id)
            return version, *_parts(connection, version)

        version, references, stored = await self._database.read(work)
        return await asyncio.to_thread(
            put_together, version.id, version.content_sha256, references, stored
        )

    async def newest(
        self, tenant: str, fingerprint: str, *, not_before: datetime | None = None
    ) -> PackVersion | None:
        """See `VersionStore`."""
        query = """
            SELECT document FROM versions
            WHERE tenant = ? AND fingerprint = ? AND state = 'complete'
                AND standing <> 'withdrawn' AND created_at >= ?
            ORDER BY created_at DESC, id DESC LIMIT 1
        """
        since = 0 if not_before is None else microseconds(not_before)
        given = (tenant, fingerprint, since)
        found = await self._database.read(lambda connection: _versions(connection, query, given))
        return next(iter(found), None)

    async def list(
        self, tenant: str, *, pack_id: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> VersionPage:
        """See `VersionStore`."""
        name = version_list(tenant, pack_id)
        query = "SELECT document FROM versions WHERE tenant = ?"
        given: tuple[int | str, ...] = (tenant,)
        if pack_id is not None:
            query += " AND pack_id = ?"
            given += (pack_id,)
        if cursor is not None:
            after = position_of(name, cursor)
            query += " AND (created_at, id) < (?, ?)"
            given += (microseconds(after.created_at), after.id)
        query += " ORDER BY created_at DESC, id DESC LIMIT ?"
        given += (limit + 1,)
        found = await self._database.read(lambda connection: _versions(connection, query, given))
        page = tuple(found[:limit])
        more = len(found) > limit
        last = Position(page[-1].created_at, page[-1].id) if more else None
        return VersionPage(versions=page, cursor=None if last is None else cursor_at(name, last))

    async def decide(
        self, tenant: str, version_id: str, standing: Standing, by: str, at: datetime
    ) -> PackVersion:
        """See `VersionStore`."""

        def work(connection: sqlite3.Connection) -> PackVersion:
            version = decided(_get(connection, tenant, version_id), standing, by, at)
            connection.execute(
                "UPDATE versions SET standing = ?, document = ? WHERE tenant = ? AND id = ?",
                (standing.value, version.model_dump_json(), tenant, version_id),
            )
            return version

        return await self._database.write(work)

    async def delete(self, tenant: str, version_id: str) -> None:
        """See `VersionStore`."""
        await self._database.write(lambda connection: _delete(connection, tenant, version_id))

    async def tenants(self) -> tuple[str, ...]:
        """See `VersionStore`."""

        def work(connection: sqlite3.Connection) -> tuple[str, ...]:
            return tuple(
                tenant
                for (tenant,) in connection.execute(
                    "SELECT DISTINCT tenant FROM versions ORDER BY tenant"
                )
            )

        return await self._database.read(work)

    async def export(self) -> AsyncIterator[tuple[PackVersion, Pack]]:
        """See `VersionStore`."""
        query = """
            SELECT document FROM versions WHERE (tenant, pack_id, number) > (?, ?, ?)
            ORDER BY tenant, pack_id, number LIMIT ?
        """
        last: tuple[str, str, int] = ("", "", 0)
        while True:
            given = (*last, _EXPORTED_AT_ONCE)
            rows = await self._database.read(
                lambda connection, given=given: _versions(connection, query, given)
            )
            for version in rows:
                yield version, await self.load(version.tenant, version.id)
            if len(rows) < _EXPORTED_AT_ONCE:
                return
            last = (rows[-1].tenant, rows[-1].pack_id, rows[-1].number)

    async def restore(self, version: PackVersion, pack: Pack) -> None:
        """See `VersionStore`."""

        def checked() -> tuple[Part, ...]:
            require_restorable(version, pack)
            return take_apart(pack)

        parts = await asyncio.to_thread(checked)
        await self._database.write(lambda connection: _restore(connection, version, parts))

    async def close(self) -> None:
        """See `VersionStore`."""
        await self._database.close()


def _add(connection: sqlite3.Connection, proposal: Proposal) -> PackVersion:
    tenant, pack_id = proposal.tenant, proposal.pack_id
    newest = _versions(
        connection,
        "SELECT document FROM versions WHERE tenant = ? AND pack_id = ? "
        "ORDER BY number DESC LIMIT 1",
        (tenant, pack_id),
    )
    if newest and proposal.is_told_twice(newest[0]):
        return newest[0]
    _require_parent(connection, proposal)
    version = proposal.numbered(_last_number(connection, tenant, pack_id) + 1)
    _insert(connection, version, proposal.parts)
    return version


def _restore(connection: sqlite3.Connection, version: PackVersion, parts: tuple[Part, ...]) -> None:
    if _find(connection, version.tenant, version.id) is not None:
        return
    holder = connection.execute(
        "SELECT 1 FROM versions WHERE tenant = ? AND pack_id = ? AND number = ?",
        (version.tenant, version.pack_id, version.number),
    ).fetchone()
    if holder is not None:
        raise number_taken(version)
    _insert(connection, version, parts)


def _require_parent(connection: sqlite3.Connection, proposal: Proposal) -> None:
    if proposal.parent is None:
        return
    parent = _find(connection, proposal.tenant, proposal.parent)
    if parent is None or parent.pack_id != proposal.pack_id:
        raise no_such_version(proposal.parent)


def _last_number(connection: sqlite3.Connection, tenant: str, pack_id: str) -> int:
    row = connection.execute(
        "SELECT last_number FROM packs WHERE tenant = ? AND id = ?", (tenant, pack_id)
    ).fetchone()
    return 0 if row is None else int(row[0])


def _insert(connection: sqlite3.Connection, version: PackVersion, parts: tuple[Part, ...]) -> None:
    tenant = version.tenant
    connection.execute(
        "INSERT INTO packs (tenant, id, last_number) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET last_number = max(last_number, excluded.last_number)",
        (tenant, version.pack_id, version.number),
    )
    connection.execute(
        """
        INSERT INTO versions (tenant, id, pack_id, number, fingerprint, state, standing,
                              created_at, document)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            tenant,
            version.id,
            version.pack_id,
            version.number,
            version.fingerprint,
            version.state.value,
            version.standing.value,
            microseconds(version.created_at),
            version.model_dump_json(),
        ),
    )
    connection.executemany(
        "INSERT INTO parts (tenant, sha256, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(tenant, part.reference.sha256, part.data) for part in parts],
    )
    connection.executemany(
        "INSERT INTO version_parts (tenant, version_id, position, role, sha256, bytes) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (tenant, version.id, position, each.role, each.sha256, each.bytes)
            for position, each in enumerate(part.reference for part in parts)
        ],
    )


def _delete(connection: sqlite3.Connection, tenant: str, version_id: str) -> None:
    digests = connection.execute(
        "SELECT DISTINCT tenant, sha256 FROM version_parts WHERE tenant = ? AND version_id = ?",
        (tenant, version_id),
    ).fetchall()
    connection.execute("DELETE FROM versions WHERE tenant = ? AND id = ?", (tenant, version_id))
    connection.executemany(
        """
        DELETE FROM parts WHERE tenant = ? AND sha256 = ? AND NOT EXISTS (
            SELECT 1 FROM version_parts AS used
            WHERE used.tenant = parts.tenant AND used.sha256 = parts.sha256
        )
        """,
        digests,
    )


def _parts(
    connection: sqlite3.Connection, version: PackVersion
) -> tuple[list[PartReference], dict[str, bytes]]:
    rows = connection.execute(
        """
        SELECT used.role, used.sha256, used.bytes, parts.data
        FROM version_parts AS used LEFT JOIN parts USING (tenant, sha256)
        WHERE used.tenant = ? AND used.version_id = ? ORDER BY used.position
        """,
        (version.tenant, version.id),
    ).fetchall()
    references = [PartReference(role, sha256, size) for role, sha256, size, _ in rows]
    return references, {sha256: data for _, sha256, _, data in rows if data is not None}


def _get(connection: sqlite3.Connection, tenant: str, version_id: str) -> PackVersion:
    version = _find(connection, tenant, version_id)
    if version is None:
        raise no_such_version(version_id)
    return version


def _find(connection: sqlite3.Connection, tenant: str, version_id: str) -> PackVersion | None:
    query = "SELECT document FROM versions WHERE tenant = ? AND id = ?"
    return next(iter(_versions(connection, query, (tenant, version_id))), None)


def _versions(
    connection: sqlite3.Connection, query: str, values: tuple[int | str, ...]
) -> list[PackVersion]:
    rows = connection.execute(query, values)
    return [document_of(PackVersion, document) for (document,) in rows]
