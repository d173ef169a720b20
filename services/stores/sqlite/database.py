"""Connections to the store's file, and transactions on them, in threads of their own."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from core.errors import CoursewrightError, StoreError, StoreUnavailableError
from services.stores.sqlite.faults import told_plainly
from services.stores.sqlite.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

_Result = TypeVar("_Result")
_THREADS = 4


class _Process:
    """What belongs to one process and must not be used by a child that was forked from it."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="store")
        self.idle: deque[sqlite3.Connection] = deque()
        # Within a process writers queue up here rather than poll for the file's lock.
        self.writing = threading.Lock()


class Database:
    """One SQLite file: reads side by side, writes one at a time, nothing on the event loop.

    Args:
        path: The file; it and its folder are made when it is first used.
        timeout_seconds: How long to wait for other processes that write.
    """

    def __init__(self, path: Path, *, timeout_seconds: float) -> None:
        self.path = path
        self._timeout_seconds = timeout_seconds
        self._process = _Process()
        self._forked: list[_Process] = []
        self._closed = False

    async def read(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Do ``work`` in a transaction that sees one state of the file.

        Raises:
            StoreUnavailableError: The file was locked for too long.
            StoreError: The file cannot be used; the message says why.
        """
        return await self._in_thread(lambda process: self._transact(process, work, "DEFERRED"))

    async def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Do ``work`` in a transaction that has the file to itself; an error undoes all of it.

        Raises:
            StoreUnavailableError: The file was locked for too long.
            StoreError: The file cannot be used; the message says why.
        """

        def alone(process: _Process) -> _Result:
            with self._turn(process.writing):
                return self._transact(process, work, "IMMEDIATE")

        return await self._in_thread(alone)

    async def close(self) -> None:
        """Wait for what is under way, and close the connections. May be told twice."""
        self._closed = True
        process = self._own()
        await asyncio.to_thread(process.threads.shutdown)
        while process.idle:
            process.idle.pop().close()

    async def _in_thread(self, work: Callable[[_Process], _Result]) -> _Result:
        if self._closed:
            raise StoreError(f"The store {self.path} is closed.")
        process = self._own()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(process.threads, work, process)

    def _own(self) -> _Process:
        if self._process.pid != os.getpid():
            # Kept, never closed: closing an inherited connection would drop the parent's locks.
            self._forked.append(self._process)
            self._process = _Process()
        return self._process

    @contextmanager
    def _turn(self, lock: threading.Lock) -> Generator[None]:
        if not lock.acquire(timeout=self._timeout_seconds):
            raise StoreUnavailableError(
                f"The store {self.path} is busy writing.", hint="Try again in a moment."
            )
        try:
            yield
        finally:
            lock.release()

    def _transact(
        self, process: _Process, work: Callable[[sqlite3.Connection], _Result], mode: str
    ) -> _Result:
        with told_plainly(self.path):
            connection = self._connection(process)
            with ExitStack() as unless_usable:
                # Whatever is wrong with it, another connection starts afresh.
                unless_usable.callback(connection.close)
                connection.execute(f"BEGIN {mode}")
                try:
                    result = work(connection)
                    connection.execute("COMMIT")
                except CoursewrightError:
                    connection.execute("ROLLBACK")
                    process.idle.append(connection)
                    unless_usable.pop_all()
                    raise
                process.idle.append(connection)
                unless_usable.pop_all()
                return result

    def _connection(self, process: _Process) -> sqlite3.Connection:
        try:
            return process.idle.pop()
        except IndexError:
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        self._make_file()
        connection = sqlite3.connect(
            self.path,
            timeout=self._timeout_seconds,
            isolation_level=None,  # transactions begin and end where we say
            check_same_thread=False,  # used by one thread at a time, not always the same
        )
        with ExitStack() as unless_ready:
            unless_ready.callback(connection.close)
            connection.execute("PRAGMA foreign_keys = ON")
            # What was acknowledged is on the disk, even if the power fails.
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, self._timeout_seconds)
            unless_ready.pop_all()
        return connection

    def _make_file(self) -> None:
        """Make the file if there is none, for its owner only; SQLite's other files follow it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Never an existing file: closing it would let go of this process's locks on it.
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            return
        except OSError as error:
            raise StoreError(
                f"The store {self.path} cannot be made: {error.strerror}.",
                hint="Set COURSEWRIGHT_HOME to a folder that can be written.",
            ) from error
