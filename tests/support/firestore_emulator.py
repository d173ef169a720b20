"""Google's own Firestore emulator for tests: one for a whole run, however many workers it has.

As a pytest plugin it gives the fixtures below; as a program it supervises the emulator. Every
worker holds a shared lock on a file for as long as it lives, and the kernel takes the lock back
even from a worker that was killed: when the supervisor can lock the file for itself, nobody is left
and it stops the emulator.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from filelock import FileLock
from firestore_queries import recording, undeclared

if TYPE_CHECKING:
    from collections.abc import Generator

START_SECONDS = 60.0
PAUSE_SECONDS = 0.1
JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
INSTALL = (
    "install java and the component (apt install default-jre-headless"
    " google-cloud-cli-firestore-emulator, or gcloud components install cloud-firestore-emulator)"
)


class EmulatorMissingError(Exception):
    """The machine has no emulator; says what to install."""


@dataclass(frozen=True)
class FirestoreEmulator:
    """An emulator that answers at ``host`` (``127.0.0.1:port``), run by process ``pid``."""

    host: str
    pid: int

    def project(self) -> str:
        """A project nobody has used: an empty database of its own."""
        return f"test-{uuid.uuid4().hex[:20]}"

    def reset(self, project: str) -> None:
        """Forget every document of the project."""
        database = f"projects/{project}/databases/(default)"
        address = f"http://{self.host}/emulator/v1/{database}/documents"
        httpx.delete(address, timeout=30).raise_for_status()

    def pause(self) -> None:
        """Stop its process without ending it; connections stay open and nothing answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let its process go on."""
        os.kill(self.pid, signal.SIGCONT)


def emulator_command(port: int) -> list[str]:
    """The command that runs the emulator on a loopback port.

    Raises:
        EmulatorMissingError: It is not installed.
    """
    java, gcloud = shutil.which("java"), shutil.which("gcloud")
    if java is None or gcloud is None:
        raise EmulatorMissingError(f"no {'java' if java is None else 'gcloud'} here: {INSTALL}")
    jar = Path(gcloud).resolve().parents[1] / JAR
    if not jar.is_file():
        raise EmulatorMissingError(f"gcloud here has no Firestore emulator: {INSTALL}")
    options = ["-Xmx768m", "-Duser.language=en", "-cp", str(jar), MAIN_CLASS]
    return [java, *options, "--host", "127.0.0.1", "--port", str(port)]


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(host: str) -> bool:
    """Whether an emulator answers there."""
    try:
        return httpx.get(f"http://{host}/", timeout=2).is_success
    except httpx.HTTPError:
        return False


@contextlib.contextmanager
def running_emulator(log: Path) -> Generator[FirestoreEmulator]:
    """An emulator of one's own, which may be paused.

    Raises:
        EmulatorMissingError: It is not installed.
        RuntimeError: It did not start; ``log`` says why.
    """
    port = free_port()
    command = emulator_command(port)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    host = f"127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(host):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Firestore's emulator did not start; see {log}")
            time.sleep(PAUSE_SECONDS)
        yield FirestoreEmulator(host, process.pid)
    finally:
        process.kill()
        process.wait(30)


def supervise(folder: Path) -> None:
    """Run the emulator until no process holds the shared lock on ``folder/users``."""
    state = folder / "state.json"
    try:
        with (
            running_emulator(folder / "emulator.log") as emulator,
            (folder / "users").open() as users,
        ):
            _tell(state, {"host": emulator.host, "pid": emulator.pid})
            while not _locked(users.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB):
                time.sleep(PAUSE_SECONDS)
            state.unlink()
    except RuntimeError as error:
        _tell(state, {"error": str(error)})


def _tell(state: Path, said: dict[str, object]) -> None:
    beside = state.with_suffix(".new")
    beside.write_text(json.dumps(said))
    beside.replace(state)


def _locked(descriptor: int, operation: int) -> bool:
    try:
        fcntl.flock(descriptor, operation)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def shared_emulator(folder: Path) -> Generator[FirestoreEmulator]:
    """The emulator of everyone who names this folder; the first one starts it.

    Raises:
        EmulatorMissingError: It is not installed.
        RuntimeError: It did not start.
    """
    emulator_command(0)
    folder.mkdir(exist_ok=True)
    state = folder / "state.json"
    with (folder / "users").open("a") as users:
        with FileLock(folder / "start.lock", timeout=2 * START_SECONDS):
            # Waits for a supervisor that is just leaving, which removes its state first.
            _locked(users.fileno(), fcntl.LOCK_SH)
            if not state.exists():
                _spawn_supervisor(folder)
            emulator = _await_state(state)
        yield emulator


def _spawn_supervisor(folder: Path) -> None:
    # Not a child of this worker: it outlives a worker that is killed, and ends by the lock.
    command = [sys.executable, __file__, str(folder)]
    starter = f"import subprocess; subprocess.Popen({command!r}, start_new_session=True)"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", starter],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=START_SECONDS,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def _await_state(state: Path) -> FirestoreEmulator:
    deadline = time.monotonic() + START_SECONDS
    while not state.exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"Firestore's emulator did not start in {START_SECONDS:.0f} s")
        time.sleep(PAUSE_SECONDS)
    said = json.loads(state.read_text())
    if "error" in said:
        state.unlink()
        raise RuntimeError(said["error"])
    return FirestoreEmulator(**said)


@contextlib.contextmanager
def missing_emulator_skips() -> Generator[None]:
    """Without an emulator a test is skipped with one line; where CI is set, it fails."""
    try:
        yield
    except EmulatorMissingError as error:
        reason = f"Firestore's emulator: {error}"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def firestore_emulator(tmp_path_factory: pytest.TempPathFactory) -> Generator[FirestoreEmulator]:
    """The run's emulator; take a ``project()`` of it. Do not pause it: others use it."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    with missing_emulator_skips(), shared_emulator(run / "firestore-emulator") as emulator:
        yield emulator


@pytest.fixture
def firestore_project(
    firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> Generator[str]:
    """An empty project that settings made in the test point to; its queries must have indexes."""
    project = firestore_emulator.project()
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore_emulator.host)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", project)
    with recording(monkeypatch) as queries:
        yield project
    firestore_emulator.reset(project)
    assert undeclared(queries) == []


@pytest.fixture
def own_firestore_emulator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[FirestoreEmulator]:
    """An emulator for this test alone, which it may pause; settings point to it."""
    with missing_emulator_skips(), running_emulator(tmp_path / "emulator.log") as emulator:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulator.host)
        monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", emulator.project())
        yield emulator


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
