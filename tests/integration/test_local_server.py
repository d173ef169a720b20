"""The local Prefect server, really booted, in a home whose path holds a space and worse."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest

from core.errors import RunServiceError
from core.settings import Settings, prefect_environment
from services.runs import local_server
from services.runs.local_server import ServerInfo, begin_start, server_folder, status, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.server

ENSURE = """
import dataclasses, json, sys
from core.settings import settings
from services.runs.local_server import begin_start
info = begin_start(settings()).wait()
print(json.dumps({**dataclasses.asdict(info), "prefect": "prefect" in sys.modules}))
"""

RUN_A_FLOW = """
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact

@task(task_run_name="flashcards: draft")
def draft():
    create_markdown_artifact("# It", key="summary")
    get_run_logger().warning("word of the task")

@flow
def probe():
    draft()

probe()
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a person with an empty home of their own; the server is stopped at the end."""
    folder = tmp_path_factory.mktemp("person")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    made = Settings(home=folder / "our home 50%?", server_port=port, PREFECT_API_URL=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        # The person's own server is elsewhere; nothing of it may be touched.
        patch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://localhost:1/no")
        patch.delenv("PREFECT_API_URL", raising=False)
        # Measuring the server's own imports would double its start.
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        yield made
        stop(made)
    assert not (folder / ".prefect").exists()


@pytest.fixture
def running(settings: Settings) -> ServerInfo:
    """The server, up: booted only when no test before left it so."""
    return begin_start(settings).wait()


def ensure_elsewhere(settings: Settings) -> subprocess.Popen[str]:
    """Another command, of the same home, that wants the server."""
    environment = {
        **os.environ,
        "COURSEWRIGHT_HOME": str(settings.home),
        "COURSEWRIGHT_SERVER_PORT": str(settings.server_port),
    }
    return subprocess.Popen(
        [sys.executable, "-c", ENSURE], env=environment, stdout=subprocess.PIPE, text=True
    )


def answer(process: subprocess.Popen[str]) -> dict[str, object]:
    """What the other command found."""
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(output)


def test_two_commands_at_once_share_one_server(settings: Settings) -> None:
    """Of two processes that ensure it at once one starts it; both get it without Prefect."""
    stop(settings)
    processes = [ensure_elsewhere(settings), ensure_elsewhere(settings)]
    one, other = [answer(process) for process in processes]
    assert one["pid"] == other["pid"]
    assert sorted([bool(one["started"]), bool(other["started"])]) == [False, True]
    assert one["prefect"] is other["prefect"] is False
    found = status(settings)
    assert (found.state, found.pid) == ("running", one["pid"])
    assert found.database_bytes > 0


def test_a_running_server_is_reused(settings: Settings, running: ServerInfo) -> None:
    """A later command, on an event loop too, finds the same server without starting one."""
    again = asyncio.run(begin_start(settings).ready())
    assert again == replace(running, started=False)


def test_only_loopback_is_served(running: ServerInfo) -> None:
    """The server listens on 127.0.0.1 and on nothing else."""
    assert running.pid is not None
    connections = psutil.Process(running.pid).net_connections("inet")
    listening = [entry.laddr for entry in connections if entry.status == psutil.CONN_LISTEN]
    assert [(str(address.ip), address.port) for address in listening] == [
        ("127.0.0.1", running.port)
    ]


def test_the_pages_work(settings: Settings, running: ServerInfo) -> None:
    """The pages come, ask this server's API, and their files lie in our home."""
    html = httpx.get(running.ui_url, headers={"Accept": "text/html"}, follow_redirects=True)
    assert html.status_code == 200
    assert "<!DOCTYPE html>" in html.text
    assert httpx.get(f"{running.ui_url}/ui-settings").json()["api_url"] == running.api_url
    assert any((settings.prefect_home / "ui").rglob("index.html"))


@pytest.mark.parametrize(("origin", "allowed"), [("own", True), ("https://evil.example", False)])
def test_other_sites_may_not_read_the_runs(
    running: ServerInfo, origin: str, *, allowed: bool
) -> None:
    """A page of another site that a person visits gets no access through their browser."""
    asked = running.ui_url if origin == "own" else origin
    response = httpx.get(f"{running.api_url}/version", headers={"Origin": asked})
    assert ("access-control-allow-origin" in response.headers) is allowed


def test_a_run_is_recorded_for_the_pages(settings: Settings, running: ServerInfo) -> None:
    """With the idle services off, runs, task runs, logs, artifacts and events are still there."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        **prefect_environment(settings),
        "PREFECT_API_URL": running.api_url,
    }
    subprocess.run(
        [sys.executable, "-c", RUN_A_FLOW], env=environment, check=True, capture_output=True
    )
    with httpx.Client(base_url=running.api_url, timeout=10) as client:
        assert_soon(lambda: states(client, "flow_runs"), ["COMPLETED"])
        assert_soon(lambda: states(client, "task_runs"), ["flashcards: draft", "COMPLETED"])
        logs = client.post("/logs/filter", json={}).json()
        assert "word of the task" in [log["message"] for log in logs]
        artifacts = client.post("/artifacts/filter", json={}).json()
        assert [artifact["key"] for artifact in artifacts] == ["summary"]
        # The server stores events in batches, every few seconds.
        assert_soon(lambda: client.post("/events/filter", json={}).json()["total"] > 0, wanted=True)


def states(client: httpx.Client, kind: str) -> list[str]:
    """The states of all runs of the kind; a task run's name stands before its state."""
    runs = client.post(f"/{kind}/filter", json={}).json()
    return [
        part
        for run in runs
        for part in ([run["name"]] if kind == "task_runs" else []) + [run["state"]["type"]]
    ]


def assert_soon(look: Callable[[], object], wanted: object) -> None:
    """What is recorded behind the answer to its sender is there within seconds."""
    deadline = time.monotonic() + 30
    while (seen := look()) != wanted:
        assert time.monotonic() < deadline, seen
        time.sleep(0.2)


def test_a_killed_servers_port_taken_by_another_is_left_to_it(
    settings: Settings, running: ServerInfo
) -> None:
    """After kill -9 whoever waits starts a new one; a foreign one on the port is not used."""
    assert running.pid is not None
    assert running.port is not None
    begun = begin_start(settings)
    process = psutil.Process(running.pid)
    process.kill()
    process.wait(10)
    with foreign(running.port) as asked:
        again = begun.wait()
        assert again.started
        assert again.pid != running.pid
        assert again.port != running.port
        assert asked == []
        assert status(settings).api_url == again.api_url


class foreign:  # noqa: N801  # reads as a verb where it is used
    """A server of somebody else's on the port, which claims to be a healthy Prefect."""

    def __init__(self, port: int) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"true")

            def log_message(self, *_: object) -> None: ...

        self._asked = asked
        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> list[str]:
        self._thread.start()
        return self._asked

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_a_hung_server_is_replaced(
    settings: Settings, running: ServerInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that was healthy and went silent is ended, and a new one takes its place."""
    monkeypatch.setattr(local_server, "HUNG_SECONDS", 0.5)
    assert running.pid is not None
    os.kill(running.pid, signal.SIGSTOP)
    again = begin_start(settings).wait()
    assert again.started
    assert not psutil.pid_exists(running.pid)


def test_an_older_products_server_is_replaced(settings: Settings, running: ServerInfo) -> None:
    """After an upgrade the next command stops the old server and starts its own."""
    folder = server_folder(settings)
    state = folder.read()
    assert state is not None
    folder.write(replace(state, prefect_version="3.0.1"))
    start = begin_start(settings)
    assert running.pid is not None
    assert not psutil.pid_exists(running.pid)
    assert stop(settings)
    assert start.api_url.startswith("http://127.0.0.1:")


def test_a_server_that_dies_early_says_why(settings: Settings, tmp_path: Path) -> None:
    """With a damaged database the error holds the reason and the log's path, without waiting."""
    home = tmp_path / "damaged home"
    broken = settings.model_copy(update={"home": home})
    broken.prefect_home.mkdir(parents=True)
    if (settings.prefect_home / "ui").exists():
        shutil.copytree(settings.prefect_home / "ui", broken.prefect_home / "ui")
    (broken.prefect_home / "prefect.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(RunServiceError, match="not a database") as caught:
        begin_start(broken).wait()
    assert str(home / "server" / "server.log") in caught.value.hint
    assert status(broken).state == "stopped"


def test_stop_can_be_repeated(settings: Settings) -> None:
    """Stopping what is stopped already is no error, and leaves nothing running."""
    stop(settings)
    assert stop(settings) is False
    assert status(settings).state == "stopped"
