"""The state file and the proof that a process is the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runs.server_state import (
    ServerFolder,
    ServerState,
    find_process,
    is_older,
    parse_state,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATE = ServerState(
    pid=4242,
    token="c0ffee",  # noqa: S106  # marks a process, guards nothing
    created=1_700_000_000.25,
    port=4280,
    prefect_version="3.8.8",
    product_version="0.1.0",
    ready=True,
)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has the word ``c0ffee`` on its command line."""
    code = "import sys, time; print(flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code, "c0ffee"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_written_state_is_read_back(tmp_path: Path) -> None:
    """What was written comes back, and no temporary file stays."""
    folder = ServerFolder(tmp_path)
    folder.write(STATE)
    assert folder.read() == STATE
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_no_file_is_no_state(tmp_path: Path) -> None:
    """A folder nothing was started in has no state, and forgetting it again is harmless."""
    folder = ServerFolder(tmp_path)
    folder.forget()
    assert folder.read() is None


def test_undecodable_bytes_are_no_state(tmp_path: Path) -> None:
    """Bytes that are not text count as no state."""
    folder = ServerFolder(tmp_path)
    folder.state.write_bytes(b"\xff\xfe{")
    assert folder.read() is None


@given(st.integers(min_value=0, max_value=len(json.dumps(asdict(STATE))) - 1))
def test_half_a_file_is_no_state(length: int) -> None:
    """However much of the file was written, only the whole of it is a state."""
    assert parse_state(json.dumps(asdict(STATE))[:length]) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_other_json_is_no_state(document: object) -> None:
    """A file that somebody else wrote is no state."""
    assert parse_state(json.dumps(document)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pid", "4242"),
        ("pid", True),
        ("pid", 1),
        ("pid", 0),
        ("pid", -7),
        ("port", 0),
        ("port", 65536),
        ("port", 4280.5),
        ("token", ""),
        ("created", None),
        ("ready", 1),
    ],
)
def test_a_field_of_the_wrong_kind_is_no_state(field: str, value: object) -> None:
    """A pid or port that cannot be one, or a field of another kind, makes the file unusable."""
    assert parse_state(json.dumps({**asdict(STATE), field: value})) is None


def test_a_later_field_does_no_harm() -> None:
    """A state that a newer product wrote with one more field is still read."""
    assert parse_state(json.dumps({**asdict(STATE), "later": 1})) == STATE


def test_pid_and_token_prove_the_process(sleeper: subprocess.Popen[bytes]) -> None:
    """The process with our pid and our word on its command line is the server."""
    state = ServerState(**{**asdict(STATE), "pid": sleeper.pid})
    found = find_process(state)
    assert found is not None
    assert found.pid == sleeper.pid


def test_a_recycled_pid_is_not_the_server(sleeper: subprocess.Popen[bytes]) -> None:
    """Another process that got our pid is not taken for the server."""
    state = ServerState(**{**asdict(STATE), "pid": sleeper.pid, "token": "0ther"})
    assert find_process(state) is None


def test_a_dead_process_is_not_the_server() -> None:
    """Neither a process nobody has reaped yet nor a pid without process is the server."""
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "", "c0ffee"], dict(os.environ))
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    state = ServerState(**{**asdict(STATE), "pid": pid})
    assert find_process(state) is None
    os.waitpid(pid, 0)
    assert find_process(state) is None


@pytest.mark.parametrize("pid", [2**31 - 1, 2**80])
def test_an_impossible_pid_is_not_the_server(pid: int) -> None:
    """A pid beyond what the system knows is no process."""
    assert find_process(ServerState(**{**asdict(STATE), "pid": pid})) is None


@pytest.mark.parametrize(
    ("one", "other", "older"),
    [
        ("3.8.8", "3.8.9", True),
        ("3.8.9", "3.8.10", True),
        ("3.9", "3.8.10", False),
        ("3.8", "3.8.0", False),
        ("3.8.0", "3.8", False),
        ("0.151.0rc1", "0.151", False),
        ("3.8.8", "3.8.8", False),
        ("", "0.1", True),
    ],
)
def test_versions_are_compared_by_number(one: str, other: str, *, older: bool) -> None:
    """Release parts are numbers, and trailing zeros say nothing."""
    assert is_older(one, other) is older
