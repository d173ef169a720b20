"""``coursewright server``: what it prints and its exit codes, without booting a server."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psutil
import pytest
from rich.console import Console

from cli import server
from core.errors import RunServiceError
from core.settings import Settings
from core.settings import settings as current_settings
from services.runs.local_server import server_folder
from services.runs.server_launch import installed_versions
from services.runs.server_state import ServerState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def console() -> Console:
    """A console as wide as a pipe's, that keeps what is printed."""
    return Console(file=io.StringIO(), width=60)


def printed(on: Console) -> str:
    """What was printed."""
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path / "a rather long [home] folder name", PREFECT_API_URL=None)


@pytest.fixture
def in_force(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The same settings, as the environment gives them to a command."""
    monkeypatch.setenv("COURSEWRIGHT_HOME", str(settings.home))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    current_settings.cache_clear()
    yield settings
    current_settings.cache_clear()


def test_status_of_a_stopped_server(settings: Settings) -> None:
    """Stopped is said, with the log's whole path on one line, and the code is 4."""
    screen = console()
    assert server.status(settings, screen, now=NOW) == 4
    assert printed(screen).startswith("No local Prefect server is running")
    assert str(server_folder(settings).log) in printed(screen)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=20), "0 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, hours=1), "3 d 1 h"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_status_of_a_server_that_starts(settings: Settings, age: timedelta, words: str) -> None:
    """A live server that does not answer yet is shown with its age, and the code is 4."""
    folder = server_folder(settings)
    folder.path.mkdir(parents=True)
    # This very process stands in: a word of its command line is the token.
    token = psutil.Process().cmdline()[0]
    created = (NOW - age).timestamp()
    folder.write(ServerState(os.getpid(), token, created, 1, *installed_versions()))
    screen = console()
    assert server.status(settings, screen, now=NOW) == 4
    assert "is starting" in printed(screen)
    assert f"up for    {words} (since 2026-11" in printed(screen)
    assert str(os.getpid()) in printed(screen)


def test_stop_without_a_server(settings: Settings) -> None:
    """Nothing to stop is no failure."""
    screen = console()
    assert server.stop(settings, screen) == 0
    assert printed(screen) == "No local Prefect server was running.\n"


def test_stop_leaves_an_external_server(tmp_path: Path) -> None:
    """With PREFECT_API_URL set the command says that it stops nothing there."""
    screen = console()
    away = Settings(home=tmp_path, PREFECT_API_URL="http://127.0.0.1:1/api")
    assert server.stop(away, screen) == 0
    assert "left alone" in printed(screen)


def test_an_external_server_that_is_away(tmp_path: Path) -> None:
    """Status says why it does not answer; start ends in the error that tells what to do."""
    away = Settings(
        home=tmp_path,
        PREFECT_API_URL="http://127.0.0.1:1/api",
        server_start_timeout_seconds=0.01,
    )
    screen = console()
    assert server.status(away, screen, now=NOW) == 4
    assert "does not answer" in printed(screen)
    with pytest.raises(RunServiceError, match="did not answer"):
        server.start(away, screen)


@pytest.mark.parametrize(
    ("command", "code"), [(server.status_command, 4), (server.stop_command, 0)]
)
def test_the_commands_use_the_settings_in_force(
    command: object, code: int, in_force: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands themselves read the settings and print to the terminal."""
    assert callable(command)
    assert command() == code
    assert "No local Prefect server" in capsys.readouterr().out
    assert not in_force.home.exists()


def test_start_says_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Started, running already and external are three different sentences."""
    from services.runs import local_server  # noqa: PLC0415  # where the command finds it
    from services.runs.local_server import ServerInfo  # noqa: PLC0415  # as above

    for owned, started, sentence in (
        (True, True, "Started the Prefect server: http://127.0.0.1:7 (process 9)."),
        (True, False, "The Prefect server runs already: http://127.0.0.1:7 (process 9)."),
        (False, False, "The Prefect server of PREFECT_API_URL answers: http://127.0.0.1:7/api."),
    ):
        info = ServerInfo("http://127.0.0.1:7/api", "http://127.0.0.1:7", 9, 7, owned, started)

        class Ready:
            def wait(self, found: ServerInfo = info) -> ServerInfo:
                return found

        # A boot for each of the three sentences would cost seconds.
        monkeypatch.setattr(local_server, "begin_start", lambda _settings: Ready())
        assert server.start_command() == 0
        assert sentence in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
