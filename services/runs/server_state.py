"""What is written down about the local Prefect server, and the proof that a process is it.

Nothing here starts, stops or talks to a server.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, cast

import psutil

if TYPE_CHECKING:
    from pathlib import Path

STATE_FILE = "state.json"
LOG_FILE = "server.log"
LOCK_FILE = "lock"
BEGINNING_SECONDS = 0.5


@dataclass(frozen=True)
class ServerState:
    """One server that was started.

    Args:
        pid: Its process, which is also its process group.
        token: A random word on its command line. With the pid it proves that a process is this
            server; a create time alone shifts when the machine's clock is set.
        created: When its process was created, in seconds since the epoch.
        port: Its port on 127.0.0.1.
        prefect_version: The Prefect it was started with.
        product_version: The product it was started by.
        ready: Whether it has ever answered: silence then means hung, not starting.
    """

    pid: int
    token: str
    created: float
    port: int
    prefect_version: str
    product_version: str
    ready: bool = False


@dataclass(frozen=True)
class ServerFolder:
    """The folder in which the server's state, log and lock are kept."""

    path: Path

    @property
    def state(self) -> Path:
        """The state file."""
        return self.path / STATE_FILE

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.path / LOG_FILE

    @property
    def lock(self) -> Path:
        """Held while somebody looks at the state and acts on it."""
        return self.path / LOCK_FILE

    def read(self) -> ServerState | None:
        """The state, or nothing when there is none or it cannot be read as one."""
        try:
            text = self.state.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):  # a home that is no folder, or somebody else's, too
            return None
        return parse_state(text)

    def write(self, state: ServerState) -> None:
        """Put ``state`` in the place of what was there, whole or not at all."""
        descriptor, name = tempfile.mkstemp(dir=self.path, prefix=STATE_FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
        os.replace(name, self.state)  # noqa: PTH105  # the source is a name from mkstemp

    def forget(self) -> None:
        """Remove the state file; nothing happens when there is none."""
        self.state.unlink(missing_ok=True)


_KINDS: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "bool": (bool,),
}


def parse_state(text: str) -> ServerState | None:
    """Read a state file's text; nothing when it is half a file, or somebody else's."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    values = cast("dict[str, Any]", raw)
    for field in fields(ServerState):
        if not _fits(values.get(field.name), str(field.type)):
            return None
    state = ServerState(**{field.name: values[field.name] for field in fields(ServerState)})
    return state if state.pid > 1 and state.token and 0 < state.port < 65536 else None  # noqa: PLR2004  # the range of ports


def _fits(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "bool"
    return isinstance(value, _KINDS[kind])


def find_process(state: ServerState) -> psutil.Process | None:
    """The live process that provably is this server, or nothing.

    A recycled pid, a process that is dead but not yet reaped, and one that cannot be looked into
    are all not it.
    """
    try:
        process = psutil.Process(state.pid)
        if process.status() == psutil.STATUS_ZOMBIE or state.token not in _command_line(process):
            return None
    except (psutil.Error, OverflowError):
        return None
    return process


def _command_line(process: psutil.Process) -> list[str]:
    """The process's command line, which is empty for a moment while the process is begun."""
    deadline = time.monotonic() + BEGINNING_SECONDS
    while not (line := process.cmdline()) and time.monotonic() < deadline:
        if process.status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.002)
    return line


def is_older(one: str, other: str) -> bool:
    """Whether version ``one`` comes before ``other``, by the numbers of their release parts."""
    return _release(one) < _release(other)


def _release(version: str) -> list[int]:
    numbers: list[int] = []
    for part in version.split("."):
        if not part.isascii() or not part.isdigit():
            break
        numbers.append(int(part))
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers
