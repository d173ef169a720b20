"""The parts of packs: uploaded in chunks, shared between versions, and let go of.

Why no version ever loses a part, whoever adds and deletes at the same time:

* Data is uploaded under an id of the upload's own, with a time at which Firestore removes it
  (``expire_at``). The commit that stores the version takes that time away from each chunk, which
  fails when a chunk is gone, and names the upload in the part's document: only from then on can
  anyone else find it. Two who upload the same part do not share a chunk; one commit wins.
* A version that takes a part that is there adds one to its count in the version's own commit, on
  condition that the part exists. One that brings it creates it, on condition that it does not.
* A deletion lowers the count, or removes the part with the upload that it names, on condition that
  the part is as it was read. So of a deletion that saw the last reference and an addition that
  takes another, the later commit fails, and whoever made it reads anew.
"""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from google.cloud.firestore_v1 import DELETE_FIELD, Increment

from services.stores.firestore.paths import chunk_paths, part_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.stores.firestore.database import Database
    from services.stores.firestore.paths import Path
    from services.stores.firestore.transaction import Document, Transaction
    from services.stores.parts import Part

CHUNK_BYTES = 900 * 1024
"""A document may have 1 MiB, with its name and the names of its fields."""

CHUNKS_AT_ONCE = 4
"""A request may have 10 MiB, and 4 MiB with the emulator."""

UPLOAD_LIFE = timedelta(days=1)
"""How long data may wait for its version."""

_SHAPE = ("references", "upload", "chunks")


class Uploads:
    """The parts of one version that is being added, and which of them have been uploaded.

    Args:
        database: Where they go.
        tenant: Whose they are.
        parts: All of the version's; equal ones count once.
    """

    def __init__(self, database: Database, tenant: str, parts: Iterable[Part]) -> None:
        self._database = database
        self._data = {part_path(tenant, each.reference.sha256): each.data for each in parts}
        self._done: dict[Path, str] = {}

    async def send(self) -> None:
        """Upload what is not there, before the transaction: it may take its time."""
        there = await self._database.read(self._database.deadline(), list(self._data), _SHAPE)
        for path in self._data:
            if path not in there:
                await self._upload(path)

    async def refer(self, transaction: Transaction) -> None:
        """Count the version in; what was let go of since `send` is uploaded. The last read."""
        there = await transaction.read(list(self._data), _SHAPE)
        missing = [path for path in self._data if path not in there]
        await asyncio.gather(*(self._upload(path) for path in missing))
        for path in there:
            transaction.update(path, {"references": Increment(1)})
        for path in missing:
            chunks = chunk_paths(path, self._done[path], len(_pieces(self._data[path])))
            transaction.create(
                path, {"references": 1, "upload": self._done[path], "chunks": len(chunks)}
            )
            for chunk in chunks:
                transaction.update(chunk, {"expire_at": DELETE_FIELD})

    async def _upload(self, path: Path) -> None:
        if path in self._done:
            return
        upload = uuid.uuid4().hex
        pieces = _pieces(self._data[path])
        named = list(zip(chunk_paths(path, upload, len(pieces)), pieces, strict=True))
        expire_at = datetime.now(UTC) + UPLOAD_LIFE
        for start in range(0, len(named), CHUNKS_AT_ONCE):
            some = named[start : start + CHUNKS_AT_ONCE]
            await self._database.write(
                self._database.deadline(),
                lambda batch, some=some: self._put(batch, some, expire_at),
            )
        self._done[path] = upload

    def _put(self, batch: Any, chunks: Sequence[tuple[Path, bytes]], expire_at: datetime) -> None:
        for path, piece in chunks:
            reference = self._database.client().document(*path)
            batch.set(reference, {"data": piece, "expire_at": expire_at})


async def release(transaction: Transaction, tenant: str, digests: Iterable[str]) -> None:
    """Count a version out of its parts, and remove those that no other version has."""
    paths = [part_path(tenant, sha256) for sha256 in set(digests)]
    for part in (await transaction.read(paths, _SHAPE)).values():
        references = part.fields["references"]
        if references > 1:
            transaction.change(part, {"references": references - 1})
            continue
        transaction.remove(part)
        for chunk in _chunks_of(part):
            transaction.forget(chunk)


async def stored_parts(database: Database, tenant: str, digests: Iterable[str]) -> dict[str, bytes]:
    """The data of these parts by digest; what is missing, or has a chunk missing, is left out."""
    paths = {part_path(tenant, sha256): sha256 for sha256 in set(digests)}
    parts = await database.read(database.deadline(), list(paths), _SHAPE)
    wanted = [chunk for part in parts.values() for chunk in _chunks_of(part)]
    found: dict[Path, Document] = {}
    for start in range(0, len(wanted), CHUNKS_AT_ONCE):
        some = wanted[start : start + CHUNKS_AT_ONCE]
        found |= await database.read(database.deadline(), some)
    return {
        paths[path]: b"".join(found[chunk].fields["data"] for chunk in _chunks_of(part))
        for path, part in parts.items()
        if all(chunk in found for chunk in _chunks_of(part))
    }


def _chunks_of(part: Document) -> list[Path]:
    return chunk_paths(part.path, part.fields["upload"], part.fields["chunks"])


def _pieces(data: bytes) -> list[bytes]:
    return [data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES)]
