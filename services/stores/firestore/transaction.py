"""One try of an optimistic transaction: what it reads, and what it writes if nothing changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.stores.firestore.database import Database, Deadline
    from services.stores.firestore.indexes import Query
    from services.stores.firestore.paths import Path
    from services.stores.firestore.queries import Wanted

TOKEN = "token"  # noqa: S105 (the name of a field)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read.

    Attributes:
        path: Where it is.
        fields: What is in it.
        reference: The library's reference to it.
        updated: Firestore's time of its last change, the precondition of the next one.
    """

    path: Path
    fields: Mapping[str, Any]
    reference: Any
    updated: Any

    @classmethod
    def of(cls, snapshot: Any) -> Document:
        """The document of the library's snapshot."""
        reference = snapshot.reference
        path = tuple(reference.path.split("/"))
        return cls(path, snapshot.to_dict(), reference, snapshot.update_time)


class Transaction:
    """Reads come first; writes are kept until `commit`, which makes all of them or none.

    What a decision rests on must be written too, or the decision can be out of date at the commit.
    """

    def __init__(self, database: Database, deadline: Deadline) -> None:
        self._database = database
        self.deadline = deadline
        self._client = database.client()
        self._batch = self._client.batch()
        self._token = uuid.uuid4().hex
        self._witness: Path | None = None

    async def read(
        self, paths: Sequence[Path], fields: Sequence[str] | None = None
    ) -> dict[Path, Document]:
        """See `Database.read`."""
        return await self._database.read(self.deadline, paths, fields)

    async def find(self, parent: Path, query: Query, wanted: Wanted) -> list[Document]:
        """See `Database.find`."""
        return await self._database.find(self.deadline, parent, query, wanted)

    def create(self, path: Path, fields: Mapping[str, Any]) -> None:
        """Write a document that must not exist yet."""
        self._batch.create(self._reference(path), self._marked(path, fields))

    def change(self, document: Document, fields: Mapping[str, Any]) -> None:
        """Write some fields of a document that must be as it was read."""
        marked = self._marked(document.path, fields)
        self._batch.update(document.reference, marked, self._unchanged(document))

    def update(self, path: Path, fields: Mapping[str, Any]) -> None:
        """Write some fields of a document that must exist, whatever is in it."""
        self._batch.update(self._reference(path), dict(fields))

    def touch(self, path: Path) -> None:
        """Change a document that must exist, for those whose decisions rest on it."""
        self._batch.update(self._reference(path), self._marked(path, {}))

    def put(self, path: Path, fields: Mapping[str, Any]) -> None:
        """Write a document, whether it exists or not."""
        self._batch.set(self._reference(path), dict(fields))

    def remove(self, document: Document) -> None:
        """Remove a document that must be as it was read."""
        self._batch.delete(document.reference, self._unchanged(document))

    def forget(self, path: Path) -> None:
        """Remove a document, whether it exists or not."""
        self._batch.delete(self._reference(path))

    async def commit(self) -> None:
        """Make the writes; without any, nothing is sent. Raises the library's errors."""
        if len(self._batch):
            await self._batch.commit(retry=None, timeout=self.deadline.left_seconds)

    async def landed(self) -> bool:
        """Whether a commit whose answer was lost is known to have been made."""
        if self._witness is None:
            return False
        found = await self.read([self._witness], [TOKEN])
        return any(each.fields.get(TOKEN) == self._token for each in found.values())

    def _marked(self, path: Path, fields: Mapping[str, Any]) -> dict[str, Any]:
        self._witness = self._witness or path
        return {**fields, TOKEN: self._token}

    def _reference(self, path: Path) -> Any:
        return self._client.document(*path)

    def _unchanged(self, document: Document) -> Any:
        return self._client.write_option(last_update_time=document.updated)
