"""Port, environment, log and end of the local server's process."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from core.settings import Settings
from services.runs import server_launch
from services.runs.server_launch import last_words, listen, server_environment, terminate, turn_log
from services.runs.server_process import disowned, leave_when_disowned
from services.runs.server_state import ServerState

if TYPE_CHECKING:
    from pathlib import Path

STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(flush=True)
time.sleep(60)
"""
WILLING = "import time; print(flush=True); time.sleep(60)"


def state_of(pid: int, token: str) -> ServerState:
    """A state that claims the process."""
    return ServerState(pid, token, 0.0, 4280, "3.8.8", "0.1.0")


def free_port() -> int:
    """A port nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_the_preferred_port_is_taken_when_free() -> None:
    """A free port is used, and only on loopback."""
    port = free_port()
    with listen(port) as listener:
        assert listener.getsockname() == ("127.0.0.1", port)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104  # a foreign server's
def test_a_port_somebody_has_is_left_to_them(host: str) -> None:
    """With the port taken on loopback or on every address, another one is chosen."""
    with socket.create_server((host, 0)) as foreign:
        taken = int(foreign.getsockname()[1])
        with listen(taken) as listener:
            assert listener.getsockname()[1] != taken


def test_a_bound_port_that_does_not_answer_is_left_too() -> None:
    """A port that is bound but not listened on is not fought over."""
    with socket.socket() as foreign:
        foreign.bind(("127.0.0.1", 0))
        taken = int(foreign.getsockname()[1])
        with listen(taken) as listener:
            assert listener.getsockname()[1] != taken


def test_the_persons_prefect_variables_do_not_reach_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person's own database, profile and passwords stay theirs; the rest is inherited."""
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://theirs/db")
    monkeypatch.setenv("PREFECT_PROFILE", "work")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = server_environment(Settings(home=tmp_path), 4321)
    assert "PREFECT_API_DATABASE_CONNECTION_URL" not in environment
    assert "PREFECT_PROFILE" not in environment
    assert environment["LANG"] == "C.UTF-8"


def test_the_server_keeps_to_its_own_home(tmp_path: Path) -> None:
    """Home, profiles and the pages' files lie under our folder, and nothing phones home."""
    environment = server_environment(Settings(home=tmp_path), 4321)
    for name in ("HOME", "PROFILES_PATH", "SERVER_UI_STATIC_DIRECTORY"):
        assert environment[f"PREFECT_{name}"].startswith(str(tmp_path / "prefect"))
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_UI_API_URL"] == "http://127.0.0.1:4321/api"


def test_a_log_is_put_aside_for_the_next_server(tmp_path: Path) -> None:
    """A log with something in it becomes ``….1``; none, or an empty one, is left."""
    log = tmp_path / "server.log"
    turn_log(log)
    log.touch()
    turn_log(log)
    assert log.exists()
    log.write_text("one")
    turn_log(log)
    assert not log.exists()
    assert (tmp_path / "server.log.1").read_text() == "one"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Traceback …\n  File\nsqlite3.DatabaseError: not a database\n\nERROR: exiting\n",
         "sqlite3.DatabaseError: not a database"),
        ("starting\nKilled\n\n", "Killed"),
        ("ValueError: one\nOSError: two\nshutting down", "OSError: two"),
    ],
)  # fmt: skip
def test_the_last_words_name_the_error(tmp_path: Path, text: str, words: str) -> None:
    """The last exception counts, else the last line that says anything."""
    log = tmp_path / "server.log"
    log.write_text(text, encoding="utf-8")
    assert last_words(log) == words


def test_no_log_has_no_last_words(tmp_path: Path) -> None:
    """A server that never came to write a log said nothing."""
    assert last_words(tmp_path / "server.log") == ""


@pytest.mark.parametrize(("code", "sign"), [(WILLING, -15), (STUBBORN, -9)])
def test_a_server_is_ended_whether_it_wants_or_not(
    code: str, sign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGTERM first; a process that does not heed it is killed."""
    # The one wait that a test cannot afford in full.
    monkeypatch.setattr(server_launch, "TERMINATE_SECONDS", 0.3)
    with started(code) as process:
        assert terminate(state_of(process.pid, "c0ffee"))
        assert process.wait(5) in {sign, 0}


def test_a_stopped_server_is_ended_too() -> None:
    """A process that was suspended heeds SIGTERM as well."""
    with started(WILLING) as process:
        process.send_signal(signal.SIGSTOP)
        assert terminate(state_of(process.pid, "c0ffee"))
        process.wait(5)


def test_a_process_that_is_not_ours_is_left_alone() -> None:
    """Without our word on its command line a process is not touched."""
    with started(WILLING) as process:
        assert not terminate(state_of(process.pid, "0ther"))
        assert process.poll() is None
        process.kill()


def started(code: str) -> subprocess.Popen[bytes]:
    """A process in a session of its own, past its start."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, "c0ffee"], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_server_leaves_when_nobody_knows_it_any_more(tmp_path: Path) -> None:
    """Without the state file, or with another server's in it, the server ends itself."""
    file = tmp_path / "state.json"
    assert disowned(file, "c0ffee")
    file.write_text('{"token": "0ther"}')
    assert disowned(file, "c0ffee")
    file.write_text('{"token": "c0ffee"}')
    assert not disowned(file, "c0ffee")
    heard = threading.Event()
    previous = signal.signal(signal.SIGTERM, lambda *_: heard.set())
    try:
        threading.Timer(0.1, file.unlink).start()
        leave_when_disowned(file, "c0ffee", 0.02)
        assert heard.wait(1)
    finally:
        signal.signal(signal.SIGTERM, previous)
