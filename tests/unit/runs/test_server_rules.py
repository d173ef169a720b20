"""What is concluded about a server without booting one: health, status, stop, waiting."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from core.errors import OutputError, RunServiceError
from core.settings import Settings
from services.runs import local_server
from services.runs.local_server import begin_start, server_folder, status, stop
from services.runs.server_health import external_problem, local_healthy, ui_url
from services.runs.server_launch import installed_versions
from services.runs.server_state import ServerState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEVER_ANSWERS = """
import socket, sys, time
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    time.sleep(60)
"""


@contextmanager
def answering(code: int, body: bytes) -> Iterator[int]:
    """The port of a server that answers everything the same way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own that does not exist yet."""
    return Settings(home=tmp_path / "our home", PREFECT_API_URL=None)


@pytest.fixture
def silent(settings: Settings) -> Iterator[ServerState]:
    """A live process that is written down as our server, listens and never answers."""
    with subprocess.Popen(
        [sys.executable, "-c", NEVER_ANSWERS, "c0ffee"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        prefect_version, product_version = installed_versions()
        state = ServerState(
            process.pid, "c0ffee", time.time(), port, prefect_version, product_version
        )
        folder = server_folder(settings)
        folder.path.mkdir(parents=True)
        folder.write(state)
        yield state
        process.kill()


def external(port: int, tmp_path: Path) -> Settings:
    """Settings as with PREFECT_API_URL set."""
    return Settings(home=tmp_path, PREFECT_API_URL=f"http://127.0.0.1:{port}/api")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("code", "body", "healthy"),
    [(200, b"true", True), (200, b"<html>", False), (503, b"true", False), (404, b"", False)],
)
def test_only_prefects_answer_is_healthy(code: int, body: bytes, *, healthy: bool) -> None:
    """Health is status 200 and ``true``, nothing else."""
    with answering(code, body) as port:
        assert local_healthy(port, 2) is healthy


def test_silence_and_refusal_are_not_healthy(silent: ServerState) -> None:
    """A port nobody has, and a server that never answers, are not healthy."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = int(server.getsockname()[1])
    assert not local_healthy(free, 0.2)
    assert not local_healthy(silent.port, 0.2)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (200, None),
        (401, None),
        (404, "there is no Prefect API at this address"),
        (502, "it answered with status 502"),
    ],
)
def test_an_external_server_is_judged_by_its_answer(code: int, problem: str | None) -> None:
    """A refusal is an answer; an error, and an address without Prefect, are problems."""
    with answering(code, b"") as port:
        assert external_problem(f"http://127.0.0.1:{port}/api/", 2) == problem


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/api", "nonsense", "http://[::/api"])
def test_an_external_address_that_leads_nowhere_is_a_problem(address: str) -> None:
    """Nobody there, and no address at all, are told in words."""
    assert external_problem(address, 1)


def test_the_pages_are_beside_the_api() -> None:
    """The pages' address is the API's without its last part."""
    assert ui_url("https://prefect.example.org/base/api/") == "https://prefect.example.org/base"


def test_an_external_server_is_used_as_it_is(tmp_path: Path) -> None:
    """With PREFECT_API_URL set nothing is started and nothing is written."""
    with answering(200, b"true") as port:
        settings = external(port, tmp_path)
        start = begin_start(settings)
        info = start.wait(5)
        assert start.api_url == info.api_url == f"http://127.0.0.1:{port}/api"
        assert (info.owned, info.started, info.pid, info.port) == (False, False, None, None)
        assert asyncio.run(start.ready(5)) == info
        assert status(settings).state == "external"
    assert list(tmp_path.iterdir()) == []


def test_an_external_server_that_is_away_is_an_error(tmp_path: Path) -> None:
    """The error names the address, the reason and the variable."""
    settings = external(1, tmp_path)
    with pytest.raises(RunServiceError, match=r"127\.0\.0\.1:1/api did not answer") as caught:
        begin_start(settings).wait(0.01)
    assert "PREFECT_API_URL" in caught.value.hint
    with pytest.raises(RunServiceError):
        asyncio.run(begin_start(settings).ready(0.01))
    assert status(settings).state == "unreachable"


def test_nothing_started_is_stopped(settings: Settings) -> None:
    """Without a state there is nothing running, nothing to stop, and no folder is made."""
    assert status(settings).state == "stopped"
    assert stop(settings) is False
    assert not settings.home.exists()


def test_a_stale_state_is_no_server(settings: Settings, silent: ServerState) -> None:
    """A state whose pid is another process's now is forgotten, and that process lives."""
    folder = server_folder(settings)
    folder.write(replace(silent, token="0ther"))  # noqa: S106  # marks a process
    assert status(settings).state == "stopped"
    assert stop(settings) is False
    assert folder.read() is None
    folder.write(silent)
    assert status(settings).pid == silent.pid


def test_a_silent_server_is_starting_until_it_was_ready(
    settings: Settings, silent: ServerState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence means starting before the first answer, and unreachable after it."""
    monkeypatch.setattr(local_server, "STATUS_PROBE_SECONDS", 0.1)
    found = status(settings)
    assert (found.state, found.pid) == ("starting", silent.pid)
    assert found.since is not None
    server_folder(settings).write(replace(silent, ready=True))
    assert status(settings).state == "unreachable"


def test_a_starting_server_is_shared_and_waited_for(
    settings: Settings, silent: ServerState
) -> None:
    """Another command's server is waited for, and when it takes too long the error says so."""
    start = begin_start(settings)
    assert start.api_url == f"http://127.0.0.1:{silent.port}/api"
    with pytest.raises(RunServiceError, match="not healthy after 0 s") as caught:
        start.wait(0.1)
    assert "server.log" in caught.value.hint
    with pytest.raises(RunServiceError):
        asyncio.run(start.ready(0.1))
    assert server_folder(settings).read() == silent


def test_waiting_can_be_cancelled(settings: Settings, silent: ServerState) -> None:
    """A cancelled command is not kept by a server that does not come."""

    async def cancel_soon() -> None:
        async with asyncio.timeout(0.1):
            await begin_start(settings).ready(60)

    assert silent.pid
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(cancel_soon())
    assert time.monotonic() - began < 5


def test_our_silent_server_is_ended_by_stop(settings: Settings, silent: ServerState) -> None:
    """Stop ends what is ours, once."""
    assert silent.pid
    assert stop(settings) is True
    assert stop(settings) is False


def test_a_newer_server_is_used(settings: Settings, silent: ServerState) -> None:
    """A server that a newer installation started is not replaced by an older one."""
    newer = replace(silent, prefect_version="99.0", product_version="99.0")
    server_folder(settings).write(newer)
    assert begin_start(settings).api_url.endswith(f":{silent.port}/api")
    assert server_folder(settings).read() == newer


def test_a_lock_held_too_long_is_an_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that waits for the lock in vain says which file it waited for."""
    monkeypatch.setattr(local_server, "LOCK_SECONDS", 0.1)
    folder = server_folder(settings)
    folder.path.mkdir(parents=True)
    with FileLock(folder.lock), pytest.raises(RunServiceError, match="lock"):
        begin_start(settings)


def test_a_home_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    """A home folder that cannot be made is told with the variable that names another."""
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written") as caught:
        begin_start(Settings(home=tmp_path / "home", PREFECT_API_URL=None))
    assert "COURSEWRIGHT_HOME" in caught.value.hint


def test_a_prefect_home_that_is_a_file_is_an_error(settings: Settings) -> None:
    """What keeps the process from being started is told, and no state is left."""
    settings.home.mkdir()
    settings.prefect_home.write_text("in the way")
    with pytest.raises(RunServiceError, match="could not be started"):
        begin_start(settings)
    assert server_folder(settings).read() is None
