"""Prefect's result storage over our tiers."""

from __future__ import annotations

import time
from collections import OrderedDict
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

import anyio.to_thread
from prefect.filesystems import WritableFileSystem

from services.results.opening import open_results

if TYPE_CHECKING:
    from services.results.tiers.tiered import TieredResults

BLOCK_ID: UUID = uuid5(NAMESPACE_URL, "https://coursewright.invalid/result-storage")
"""Prefect wants a storage saved on its server, which takes a second, and looks at this id only."""
HANDED_OVER = 64
HANDED_OVER_SECONDS = 10.0
INLINE_BYTES = 256 * 1024
"""A larger result is written outside the event loop, whatever the tiers."""


class _HandOver:
    """What was just read, for the second reading.

    Prefect reads a result twice, to see whether it is there and to have it. Where the second
    reading finds nothing (expired or removed between the two) a task run fails and its lock is
    never released: it is given what the first one found.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._lock = Lock()

    def put(self, key: str, body: bytes) -> None:
        now = time.monotonic()
        with self._lock:
            self._kept[key] = (body, now)
            while len(self._kept) > HANDED_OVER or self._first_is_old(now):
                self._kept.popitem(last=False)

    def take(self, key: str) -> bytes | None:
        with self._lock:
            body, at = self._kept.pop(key, (None, 0.0))
        return body if time.monotonic() - at < HANDED_OVER_SECONDS else None

    def drop(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def _first_is_old(self, now: float) -> bool:
        _, at = next(iter(self._kept.values()))
        return now - at > HANDED_OVER_SECONDS


_handed_over = _HandOver()


class ResultStorage(WritableFileSystem):
    """Reads and writes Prefect's result records through the tiers of this process's settings.

    Records can be read by our own storage only: Prefect's server and its page know that a task
    run has a result, and its key, but have no block to read it with.
    """

    _block_type_name = "Coursewright Results"

    def read_path(self, path: str, *, _sync: bool = True) -> bytes:  # pyright: ignore[reportIncompatibleMethodOverride]  # Prefect calls `aread_path` where it waits, and this where it does not
        """The record under the key.

        Raises:
            FileNotFoundError: There is none; Prefect takes it for a miss.
        """
        return _found(path, _handed_over.take(path) or _first_read(path))

    async def aread_path(self, path: str) -> bytes:
        """As `read_path`; tiers that may take their time are waited for in a thread."""
        handed_over = _handed_over.take(path)
        if handed_over is not None:
            return handed_over
        tiers = open_results().tiers
        if tiers.inline:
            return _found(path, _first_read(path))
        body = tiers.quick.recall(path)
        if body is None:
            return _found(path, await anyio.to_thread.run_sync(_first_read, path))
        _handed_over.put(path, body)
        return body

    def write_path(self, path: str, content: bytes, *, _sync: bool = True) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # as for `read_path`
        """Keep the record under the key."""
        _write(path, content)

    async def awrite_path(self, path: str, content: bytes) -> None:
        """As `write_path`; tiers that may take their time are waited for in a thread."""
        if open_results().tiers.inline and len(content) <= INLINE_BYTES:
            _write(path, content)
        else:
            await anyio.to_thread.run_sync(_write, path, content)


@cache
def result_storage() -> ResultStorage:
    """The storage for flows; it follows the settings of the moment, so one is enough."""
    storage = ResultStorage()
    storage._block_document_id = BLOCK_ID  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # (no other way to set it)
    return storage


def _first_read(path: str) -> bytes | None:
    tiers: TieredResults = open_results().tiers
    body = tiers.read(path)
    if body is not None:
        _handed_over.put(path, body)
    return body


def _write(path: str, content: bytes) -> None:
    _handed_over.drop(path)
    open_results().tiers.write(path, content)


def _found(path: str, body: bytes | None) -> bytes:
    if body is None:
        raise FileNotFoundError(path)
    return body
