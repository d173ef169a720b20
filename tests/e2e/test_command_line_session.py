from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import psutil
import pytest

from core.pack import Pack, PackState
from core.settings import Settings, child_environment
from prompts.catalog import content_types
from services.runs.local_server import stop

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(sys.platform == "win32", reason="terminals and signals of POSIX"),
]

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "examples" / "photosynthesis.md"
TYPES = set(content_types())
ON_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.executable, [sys.executable, '-m', 'cli.main', *sys.argv[1:]])"
)


@dataclass(frozen=True)
class Person:
    """Somebody with a home of their own who runs ``coursewright``, without a Prefect server."""

    home: Path

    def environment(self, **variables: str) -> dict[str, str]:
        """What their processes run under."""
        ours = {"COURSEWRIGHT_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        return child_environment({**ours, **variables}, without_prefix="PREFECT_")

    def runs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command, run to its end."""
        return subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment(),
            cwd=self.home.parent,
            timeout=200,
        )

    def leaves_running(self) -> list[str]:
        """Command lines of their processes, the Prefect server's aside."""
        return [line for line in map(self._theirs, psutil.process_iter()) if line]

    def _theirs(self, process: psutil.Process) -> str:
        try:
            line = " ".join(process.cmdline())
            if process.environ().get("COURSEWRIGHT_HOME") == str(self.home):
                return "" if "server_process" in line else line
        except psutil.Error:
            pass
        return ""


@dataclass
class Terminal:
    """A command on a pseudo-terminal of its own, and what it has shown there."""

    process: subprocess.Popen[bytes]
    master: int
    shown: bytearray = field(default_factory=bytearray)

    def read(self) -> None:
        """Gather what is shown until the terminal is closed."""
        while True:
            try:
                chunk = os.read(self.master, 65536)
            except OSError:  # how Linux says that nobody has the terminal any more
                return
            if not chunk:
                return
            self.shown += chunk

    @property
    def text(self) -> str:
        """What was shown, with the codes that move the cursor."""
        return self.shown.decode(errors="replace")


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Generator[Person]:
    """A person whose home is fresh; the server that their commands start is stopped at last."""
    yield from _person(tmp_path_factory.mktemp("a person") / "home of theirs")


@pytest.fixture
def newcomer(tmp_path: Path) -> Generator[Person]:
    """A person who starts anew."""
    yield from _person(tmp_path / "new home")


def _person(home: Path) -> Generator[Person]:
    try:
        yield Person(home)
    finally:
        stop(Settings(home=home, PREFECT_API_URL=None))


@pytest.fixture
def terminal(person: Person) -> Generator[Callable[..., Terminal]]:
    """Starts a command on a terminal of 100 columns."""
    opened: list[tuple[Terminal, threading.Thread]] = []

    def start(*arguments: str, **variables: str) -> Terminal:
        import pty  # noqa: PLC0415 (there is none on Windows)

        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-c", ON_TERMINAL, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            cwd=person.home.parent,
            env=person.environment(TERM="xterm", COLUMNS="100", LINES="40", **variables),
        )
        os.close(slave)
        shown = Terminal(process, master)
        reader = threading.Thread(target=shown.read)
        reader.start()
        opened.append((shown, reader))
        return shown

    yield start
    for shown, reader in opened:
        if shown.process.poll() is None:
            shown.process.kill()
        shown.process.wait()
        reader.join(10)
        os.close(shown.master)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source so long that the embedded model works on it for seconds."""
    path = tmp_path_factory.mktemp("sources") / "a long book.md"
    text = ARTICLE.read_text()
    path.write_text("\n\n".join(text.replace("chloro", f"chloro{n}") for n in range(60)))
    return path


def test_a_teachers_session(newcomer: Person) -> None:
    """From a fresh home: look, make, open, make again, stop; each command says what it did."""
    before = newcomer.runs("doctor")
    assert before.returncode == 0, before.stdout
    assert "the next run" in before.stdout

    first = newcomer.runs("generate", str(ARTICLE))
    assert first.returncode == 0, first.stderr
    folder = newcomer.home.parent / "learning-packs" / "photosynthesis"
    assert str(folder) in first.stdout
    names = {path.name for path in folder.iterdir()}
    assert names == {"pack.json", "index.html", *(f"{name}.md" for name in TYPES)}
    schema = json.loads(newcomer.runs("schema").stdout)
    document = json.loads((folder / "pack.json").read_text())
    jsonschema.validate(document, schema)
    listed = newcomer.runs("types").stdout
    assert [line.split()[0] for line in listed.splitlines()] == list(content_types())

    second = newcomer.runs("generate", str(ARTICLE), "--max-age", "0s")
    assert second.returncode == 0, second.stderr
    assert second.stdout.count("Cached") == len(TYPES)
    _versions_are_kept(newcomer)

    assert newcomer.runs("server", "status").returncode == 0
    assert "Stopped" in newcomer.runs("server", "stop").stdout
    assert newcomer.runs("server", "status").returncode == 4
    after = newcomer.runs("doctor", "--json")
    assert after.returncode == 0
    assert json.loads(after.stdout)["ok"] is True
    _soon(lambda: not newcomer.leaves_running())


def test_two_at_once_share_a_server(person: Person) -> None:
    """Two first commands at the same moment start one server between them; both succeed."""
    outs = [person.home.parent / name for name in ("one", "two")]
    done = _at_once(person, *outs)
    assert [each.returncode for each in done] == [0, 0], [each.stderr for each in done]
    servers = {line for each in done for line in each.stderr.splitlines() if "server" in line}
    assert len(servers) == 1
    for out in outs:
        assert _pack(out).state is PackState.COMPLETE


def test_two_at_once_into_one_folder_leave_one_pack(person: Person) -> None:
    """Whoever is last, the folder holds one whole pack and nothing is left beside it."""
    out = person.home.parent / "contested" / "pack"
    done = _at_once(person, out, out)
    assert [each.returncode for each in done] == [0, 0], [each.stderr for each in done]
    pack = _pack(out)
    assert pack.state is PackState.COMPLETE
    names = {path.name for path in out.iterdir()}
    assert names == {"pack.json", "index.html", *(f"{name}.md" for name in TYPES)}
    assert pack.flow_run_id is not None
    assert [path.name for path in out.parent.iterdir()] == ["pack"]


def test_a_terminal_shows_every_step(person: Person, terminal: Callable[..., Terminal]) -> None:
    """On a terminal a live table shows all steps, and the cursor is there again afterwards."""
    out = str(person.home.parent / "shown")
    run = terminal("generate", str(ARTICLE), "--max-age", "0s", "--out", out)
    assert run.process.wait(60) == 0, run.text
    _soon(lambda: "\x1b[?25h" in run.text)
    for word in ("server", "ingest", "publish", "done", *TYPES):
        assert word in run.text
    assert "Traceback" not in run.text


@pytest.mark.parametrize("moment", ["server", "ingest"])
def test_ctrl_c_ends_the_command_and_all_it_started(
    person: Person, terminal: Callable[..., Terminal], book: Path, moment: str
) -> None:
    """Ctrl-C on the terminal: one line, exit 130 within ten seconds, no pack, no process left."""
    out = person.home.parent / "interrupted"
    run = terminal("generate", str(book), "--no-cache", "--out", str(out))
    wanted = {"server": "working", "ingest": "passages"}[moment]
    _soon(lambda: wanted in run.text, 60)
    os.write(run.master, b"\x03")
    assert run.process.wait(10) == 130, run.text
    _soon(lambda: "Interrupted" in run.text)
    assert "Traceback" not in run.text
    assert "Exception ignored" not in run.text
    assert not out.exists()
    _soon(lambda: not person.leaves_running())


def test_a_killed_command_leaves_no_process(
    person: Person, terminal: Callable[..., Terminal], book: Path
) -> None:
    """After kill -9 the model's process and the parser end by themselves."""
    run = terminal("generate", str(book), "--no-cache", "--out", str(person.home.parent / "no"))
    _soon(lambda: "passages" in run.text, 60)
    assert any("services.models.worker" in line for line in person.leaves_running())
    run.process.send_signal(signal.SIGKILL)
    run.process.wait()
    _soon(lambda: not person.leaves_running(), 15)


def test_a_terminated_command_ends_as_an_interrupted_one(
    person: Person, terminal: Callable[..., Terminal], book: Path
) -> None:
    """SIGTERM in the middle of a run: one line, exit 130, and no process left."""
    run = terminal("generate", str(book), "--no-cache", "--out", str(person.home.parent / "no"))
    _soon(lambda: "passages" in run.text, 60)
    run.process.terminate()
    assert run.process.wait(10) == 130, run.text
    _soon(lambda: "Interrupted" in run.text)
    assert "Traceback" not in run.text
    _soon(lambda: not person.leaves_running())


def test_a_reader_that_leaves_does_not_stop_the_work(person: Person) -> None:
    """``generate … | head -0`` makes its pack; a closed standard output does no harm."""
    out = person.home.parent / "unread"
    command = [sys.executable, "-m", "cli.main", "generate", str(ARTICLE), "--out", str(out)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command, stdout=writing, stderr=writing, check=False, env=person.environment(), timeout=60
    )
    os.close(writing)
    assert done.returncode == 0
    assert _pack(out).state is PackState.COMPLETE


def _versions_are_kept(person: Person) -> None:
    """List, compare, restore, export; and import into the home of somebody else."""
    listed = json.loads(person.runs("versions", "list", "--json").stdout)
    assert [each["number"] for each in listed] == [2, 1]
    newer, older = (each["id"] for each in listed)
    assert "The same: " in person.runs("versions", "diff", older[:12], newer[:12]).stdout
    restored = person.runs("versions", "restore", older[:12], "--out", "brought back")
    # The newest has the same content and is the older one's child: one more would say nothing new.
    assert "version 2" in restored.stdout, restored.stderr
    back = _pack(person.home.parent / "brought back")
    assert back.state is PackState.COMPLETE
    kept = person.runs("store", "export", "kept.jsonl.gz")
    assert "2 versions" in kept.stdout, kept.stderr
    other = Person(person.home.parent / "home of somebody else")
    assert "2 versions" in other.runs("store", "import", "kept.jsonl.gz").stdout
    theirs = json.loads(other.runs("versions", "list", "--json").stdout)
    assert theirs == listed


def _at_once(person: Person, *outs: Path) -> list[subprocess.CompletedProcess[str]]:
    with ThreadPoolExecutor(len(outs)) as pool:
        begun = [
            pool.submit(person.runs, "generate", str(ARTICLE), "--no-cache", "--out", str(out))
            for out in outs
        ]
        return [each.result() for each in begun]


def _pack(folder: Path) -> Pack:
    return Pack.model_validate_json((folder / "pack.json").read_text())


def _soon(holds: Callable[[], Any], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
