"""Calls to Firestore, each with the time that is left, and the transactions the stores use.

A transaction here is optimistic: what was read is a precondition of one atomic commit, and when a
document has changed since, everything is read and decided anew. Nothing is locked meanwhile, so a
client that dies in the middle holds nobody up, which one inside Firestore's own transactions does
until they expire; and every call has a time-out, which the client library's begin, commit and
rollback do not take.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any, TypeVar

from services.stores.firestore.faults import CONFLICTS, ERRORS, TRANSIENT, busy, translated
from services.stores.firestore.queries import select
from services.stores.firestore.transaction import Document, Transaction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from services.stores.firestore.connection import Connection
    from services.stores.firestore.indexes import Query
    from services.stores.firestore.paths import Path
    from services.stores.firestore.queries import Wanted

T = TypeVar("T")

FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0
# An exhausted deadline still is a positive number: zero means "no time-out" to some layers.
LEAST_SECONDS = 0.001


class Deadline:
    """When a call, or a transaction with all its tries, has to be through."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left_seconds(self) -> float:
        """Time that is left, never zero."""
        return max(LEAST_SECONDS, self._end - time.monotonic())


class Database:
    """One database of one project.

    Args:
        connection: Gives the library's client.
        timeout_seconds: For one call, or one transaction with all its tries.
    """

    def __init__(self, connection: Connection, timeout_seconds: float) -> None:
        self._connection = connection
        self._timeout_seconds = timeout_seconds
        self._place = connection.place

    def client(self) -> Any:
        """The library's client. Raises `StoreError`."""
        return self._connection.client()

    def deadline(self) -> Deadline:
        """The deadline of what begins now."""
        return Deadline(self._timeout_seconds)

    async def read(
        self, deadline: Deadline, paths: Sequence[Path], fields: Sequence[str] | None = None
    ) -> dict[Path, Document]:
        """The documents that exist, by path; some fields only if named.

        Raises:
            StoreError: See `faults.translated`.
        """
        if not paths:
            return {}
        client = self.client()
        references = [client.document(*path) for path in paths]

        async def call(seconds: float) -> dict[Path, Document]:
            found = client.get_all(references, fields, retry=None, timeout=seconds)
            documents = [Document.of(snapshot) async for snapshot in found if snapshot.exists]
            return {each.path: each for each in documents}

        return await self._patiently(deadline, call)

    async def find(
        self, deadline: Deadline, parent: Path, query: Query, wanted: Wanted
    ) -> list[Document]:
        """The documents that a declared query gives, in its order.

        Raises:
            StoreError: See `faults.translated`.
        """
        made = select(self.client(), parent, query, wanted)

        async def call(seconds: float) -> list[Document]:
            return [Document.of(each) for each in await made.get(retry=None, timeout=seconds)]

        return await self._patiently(deadline, call)

    async def transact(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """What ``work`` gives once all that it wrote is committed at once.

        ``work`` runs again when another client was quicker, so it must do nothing else.

        Raises:
            StoreUnavailableError: The time was over; the write may have happened.
            StoreError: See `faults.translated`.
        """
        deadline = self.deadline()
        doubtful: list[tuple[Transaction, T]] = []
        for pause_seconds in _pauses_seconds():
            for earlier, given in doubtful:
                if await earlier.landed():
                    return given
            transaction = Transaction(self, deadline)
            result = await work(transaction)
            try:
                await transaction.commit()
            except CONFLICTS:
                pass
            except TRANSIENT:
                # It may have been written all the same, even later than we look.
                doubtful.append((transaction, result))
            except ERRORS as error:
                raise translated(error, self._place) from error
            else:
                return result
            if deadline.left_seconds <= pause_seconds:
                break
            await asyncio.sleep(pause_seconds)
        raise busy(self._place)

    async def write(self, deadline: Deadline, writes: Callable[[Any], None]) -> None:
        """Commit a batch that may be committed twice without harm.

        Args:
            deadline: Of the whole.
            writes: Adds its writes to the library's batch that it is given.

        Raises:
            StoreError: See `faults.translated`.
        """

        async def call(seconds: float) -> None:
            batch = self.client().batch()
            writes(batch)
            await batch.commit(retry=None, timeout=seconds)

        await self._patiently(deadline, call)

    async def close(self) -> None:
        """Close the connection; closing twice is fine."""
        await self._connection.close()

    async def _patiently(self, deadline: Deadline, call: Callable[[float], Awaitable[T]]) -> T:
        pauses = _pauses_seconds()
        while True:
            try:
                return await call(deadline.left_seconds)
            except TRANSIENT as error:
                pause_seconds = next(pauses)
                if deadline.left_seconds <= pause_seconds:
                    raise translated(error, self._place) from error
            except ERRORS as error:
                raise translated(error, self._place) from error
            await asyncio.sleep(pause_seconds)


def _pauses_seconds() -> Iterator[float]:
    longest = FIRST_PAUSE_SECONDS
    while True:
        yield longest * random.uniform(0.5, 1)  # noqa: S311 (it spreads clients, nothing secret)
        longest = min(2 * longest, LONGEST_PAUSE_SECONDS)
