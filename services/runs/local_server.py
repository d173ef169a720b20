"""The Prefect server that runs are recorded on: ``PREFECT_API_URL``, or a local one of our own.

The local one is started once, in the background, and stays until ``stop``; every command of the
same home folder uses it. Nothing here imports Prefect: a command starts the server first and
imports Prefect while it boots.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from filelock import FileLock, Timeout

from core.errors import OutputError, RunServiceError
from services.runs.server_health import external_problem, local_api_url, local_healthy, ui_url
from services.runs.server_launch import installed_versions, last_words, spawn, terminate
from services.runs.server_state import ServerFolder, ServerState, find_process, is_older

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from core.settings import Settings

LOCK_SECONDS = 60.0
PROBE_SECONDS = 1.0
PAUSE_SECONDS = 0.05
STATUS_PROBE_SECONDS = 2.0
EXTERNAL_PROBE_SECONDS = 5.0
EXTERNAL_WAIT_SECONDS = 15.0
# A server busy with many runs on SQLite can be silent for seconds; one silent this long is stuck.
HUNG_SECONDS = 20.0


@dataclass(frozen=True)
class ServerInfo:
    """A server that is healthy.

    Args:
        api_url: The address for ``PREFECT_API_URL``.
        ui_url: The address of its pages.
        pid: Its process; nothing for a server that is not ours.
        port: Its port on 127.0.0.1; nothing for a server that is not ours.
        owned: Whether it is the local one; False for ``PREFECT_API_URL``.
        started: Whether this call started it.
    """

    api_url: str
    ui_url: str
    pid: int | None
    port: int | None
    owned: bool
    started: bool


@dataclass(frozen=True)
class ServerStatus:
    """What is known about the server without starting one.

    ``unreachable`` is an external server that does not answer, or a local one that is alive and
    does not; the next run replaces the latter.
    """

    state: Literal["running", "starting", "stopped", "external", "unreachable"]
    api_url: str | None = None
    ui_url: str | None = None
    pid: int | None = None
    since: datetime | None = None
    prefect_version: str | None = None
    log: Path | None = None
    database_bytes: int = 0
    problem: str | None = None


class ServerStart(ABC):
    """A server on its way: wait for it with ``wait`` or, on an event loop, ``ready``."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds

    @property
    @abstractmethod
    def api_url(self) -> str:
        """Where the server is expected; ``wait`` says where it is, hardly ever elsewhere."""

    @abstractmethod
    def _look(self) -> ServerInfo | None:
        """Look once, for about a second at most; nothing when it is not healthy yet."""

    @abstractmethod
    def _overdue(self, timeout_seconds: float) -> RunServiceError:
        """The error for a server that was waited for in vain."""

    def wait(self, timeout_seconds: float | None = None) -> ServerInfo:
        """Block until the server is healthy.

        Args:
            timeout_seconds: How long at most; by default as the settings say.

        Raises:
            RunServiceError: It ended before it was healthy, or the time is over.
        """
        limit = self._timeout_seconds if timeout_seconds is None else timeout_seconds
        deadline = time.monotonic() + limit
        while (info := self._look()) is None:
            if time.monotonic() >= deadline:
                raise self._overdue(limit)
            time.sleep(PAUSE_SECONDS)
        return info

    async def ready(self, timeout_seconds: float | None = None) -> ServerInfo:
        """Wait as ``wait`` does, without blocking the event loop; can be cancelled.

        Raises:
            RunServiceError: As ``wait``.
        """
        limit = self._timeout_seconds if timeout_seconds is None else timeout_seconds
        deadline = time.monotonic() + limit
        # One look at a time, so that a cancelled command never waits for a thread that sleeps.
        while (info := await asyncio.to_thread(self._look)) is None:
            if time.monotonic() >= deadline:
                raise self._overdue(limit)
            await asyncio.sleep(PAUSE_SECONDS)
        return info


class _ExternalStart(ServerStart):
    def __init__(self, api_url: str, timeout_seconds: float) -> None:
        super().__init__(min(timeout_seconds, EXTERNAL_WAIT_SECONDS))
        self._api_url = api_url
        self._problem = ""

    @property
    def api_url(self) -> str:
        return self._api_url

    def _look(self) -> ServerInfo | None:
        problem = external_problem(self._api_url, EXTERNAL_PROBE_SECONDS)
        if problem is not None:
            self._problem = problem
            return None
        return ServerInfo(
            self._api_url, ui_url(self._api_url), pid=None, port=None, owned=False, started=False
        )

    def _overdue(self, timeout_seconds: float) -> RunServiceError:
        return RunServiceError(
            f"The Prefect server at {self._api_url} did not answer within "
            f"{timeout_seconds:.0f} s: {self._problem}.",
            hint="Correct PREFECT_API_URL, or unset it to use a local server.",
        )


class _LocalStart(ServerStart):
    def __init__(self, settings: Settings, state: ServerState, *, started: bool) -> None:
        super().__init__(settings.server_start_timeout_seconds)
        self._settings = settings
        self._folder = server_folder(settings)
        self._state = state
        self._started = started
        self._silent_since = time.monotonic()

    @property
    def api_url(self) -> str:
        return local_api_url(self._state.port)

    def _look(self) -> ServerInfo | None:
        if find_process(self._state) is None:
            self._ended()
        # And again after the answer: the port may have found another owner in between.
        elif local_healthy(self._state.port, PROBE_SECONDS) and find_process(self._state):
            return self._healthy()
        elif self._hung():
            with _locked(self._folder):
                terminate(self._state)
            self._begin_again()
        return None

    def _healthy(self) -> ServerInfo:
        if not self._state.ready:
            with _locked(self._folder):
                if self._folder.read() == self._state:
                    self._folder.write(replace(self._state, ready=True))
        api_url = local_api_url(self._state.port)
        return ServerInfo(
            api_url,
            ui_url(api_url),
            pid=self._state.pid,
            port=self._state.port,
            owned=True,
            started=self._started,
        )

    def _hung(self) -> bool:
        if self._state.ready:
            return time.monotonic() - self._silent_since > HUNG_SECONDS
        # Its starter may be gone, and nobody else counts how long it has been starting.
        return time.time() - self._state.created > self._settings.server_start_timeout_seconds

    def _ended(self) -> None:
        if self._started:
            raise RunServiceError(
                "The local Prefect server ended before it was healthy: "
                f"{last_words(self._folder.log).rstrip('.') or 'it said nothing'}.",
                hint=f"Its log is {self._folder.log}.",
            )
        # Somebody stopped it, or it died under another command: this one starts its own.
        self._begin_again()

    def _begin_again(self) -> None:
        self._state, self._started = _find_or_spawn(self._settings, self._folder)
        self._silent_since = time.monotonic()

    def _overdue(self, timeout_seconds: float) -> RunServiceError:
        return RunServiceError(
            f"The local Prefect server was not healthy after {timeout_seconds:.0f} s.",
            hint=f"Its log is {self._folder.log}; COURSEWRIGHT_SERVER_START_TIMEOUT_SECONDS gives "
            "it longer.",
        )


def server_folder(settings: Settings) -> ServerFolder:
    """Where the local server's state, log and lock are."""
    return ServerFolder(settings.home / "server")


def begin_start(settings: Settings) -> ServerStart:
    """Find the server, or start the local one in the background; returns at once.

    Two commands that begin together share one server: the second finds the first's.

    Raises:
        OutputError: The home folder cannot be written.
        RunServiceError: It has been locked for a minute, or the server cannot be started.
    """
    if settings.prefect_api_url:
        return _ExternalStart(settings.prefect_api_url, settings.server_start_timeout_seconds)
    state, started = _find_or_spawn(settings, server_folder(settings))
    return _LocalStart(settings, state, started=started)


def status(settings: Settings) -> ServerStatus:
    """What the server does now; starts nothing, takes two seconds at most for a local one."""
    if settings.prefect_api_url:
        return _external_status(settings.prefect_api_url)
    folder = server_folder(settings)
    stored = _database_bytes(settings)
    state = folder.read()
    process = find_process(state) if state else None
    if state is None or process is None:
        return ServerStatus("stopped", log=folder.log, database_bytes=stored)
    api_url = local_api_url(state.port)
    found = ServerStatus(
        "running",
        api_url=api_url,
        ui_url=ui_url(api_url),
        pid=state.pid,
        since=datetime.fromtimestamp(state.created, UTC),
        prefect_version=state.prefect_version,
        log=folder.log,
        database_bytes=stored,
    )
    if local_healthy(state.port, STATUS_PROBE_SECONDS):
        return found
    if not state.ready:
        return replace(found, state="starting")
    return replace(found, state="unreachable", problem="it is alive but does not answer")


def stop(settings: Settings) -> bool:
    """End the local server; True when there was one.

    Never ends a process that is not provably ours, nor the server of ``PREFECT_API_URL``.
    Returns when it is gone.

    Raises:
        RunServiceError: As ``begin_start``.
    """
    folder = server_folder(settings)
    if folder.read() is None:
        return False
    with _locked(folder):
        state = folder.read()
        ended = terminate(state) if state else False
        folder.forget()
    return ended


def _find_or_spawn(settings: Settings, folder: ServerFolder) -> tuple[ServerState, bool]:
    with _locked(folder):
        state = folder.read()
        if state is not None and find_process(state) is not None:
            if not _outdated(state):
                return state, False
            terminate(state)
        try:
            return spawn(settings, folder), True
        except OSError as error:
            raise RunServiceError(
                f"The local Prefect server could not be started: {error}.",
                hint=f"Check that {settings.home} can be written and has free space.",
            ) from error


def _outdated(state: ServerState) -> bool:
    # A newer one is used as it is: its database is past what an older Prefect can read.
    prefect_version, product_version = installed_versions()
    return is_older(state.prefect_version, prefect_version) or is_older(
        state.product_version, product_version
    )


@contextlib.contextmanager
def _locked(folder: ServerFolder) -> Generator[None]:
    # The operating system gives the lock back when its holder dies.
    lock = FileLock(folder.lock, timeout=LOCK_SECONDS)
    try:
        folder.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout as error:
        raise RunServiceError(
            f"Another command has held {folder.lock} for {LOCK_SECONDS:.0f} s.",
            hint="End that command and try again.",
        ) from error
    except OSError as error:
        raise OutputError(
            f"The data folder {folder.path.parent} cannot be written: {error.strerror}.",
            hint="Make it writable, or name another one in COURSEWRIGHT_HOME.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _external_status(api_url: str) -> ServerStatus:
    problem = external_problem(api_url, EXTERNAL_PROBE_SECONDS)
    return ServerStatus(
        "external" if problem is None else "unreachable",
        api_url=api_url,
        ui_url=ui_url(api_url),
        problem=problem,
    )


def _database_bytes(settings: Settings) -> int:
    try:
        return sum(path.stat().st_size for path in settings.prefect_home.glob("prefect.db*"))
    except OSError:  # a home of somebody else
        return 0
