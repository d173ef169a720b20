"""Bringing the local Prefect server's process up and down; whether to is ``local_server``'s."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import re
import secrets
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from core.settings import APPLICATION, child_environment, prefect_environment
from services.runs import server_process
from services.runs.server_health import LOOPBACK, local_api_url
from services.runs.server_state import ServerFolder, ServerState, find_process

if TYPE_CHECKING:
    from core.settings import Settings

LOG_TAIL_BYTES = 64 * 1024
BACKLOG = 512
TERMINATE_SECONDS = 8.0
KILL_SECONDS = 5.0
CONNECT_SECONDS = 0.25

# Runs are called in the process that asked for them: nothing is scheduled, no work pool is
# polled, no automation waits. What the pages need to show runs, task runs, logs, artifacts and
# events (the recorder, the persister, the streams) stays on, and so does the daily clean-up.
_IDLE_SERVICES = (
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
    "FOREMAN",
    "LATE_RUNS",
    "PAUSE_EXPIRATIONS",
    "SCHEDULER",
    "TRIGGERS",
)


def installed_versions() -> tuple[str, str]:
    """The installed Prefect's version and the product's, without importing either."""
    return importlib.metadata.version("prefect"), importlib.metadata.version(APPLICATION)


def server_environment(settings: Settings, port: int) -> dict[str, str]:
    """The whole environment of the server's process.

    The person's own ``PREFECT_…`` variables are for their own server (its database among them)
    and do not reach ours.
    """
    own_pages = ",".join(f"http://{host}:{port}" for host in (LOOPBACK, "localhost"))
    variables = {
        **prefect_environment(settings),
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "sqlite+aiosqlite:///prefect.db",
        "PREFECT_SERVER_UI_API_URL": local_api_url(port),
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(settings.prefect_home / "ui"),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Any web page a person visits may send requests to a loopback port.
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": own_pages,
        **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _IDLE_SERVICES},
    }
    return child_environment(variables, without_prefix="PREFECT_")


def listen(preferred_port: int) -> socket.socket:
    """A socket that listens on loopback, on the preferred port when nobody has it.

    The server inherits it, so no port can be lost between choosing it and serving on it, and
    questions asked while the server starts wait in the queue instead of being refused.

    Raises:
        OSError: The machine has no free port at all.
    """
    if not _answers(preferred_port):
        with contextlib.suppress(OSError):
            return _bound(preferred_port)
    return _bound(0)


def _answers(port: int) -> bool:
    # Some systems let a second socket bind 127.0.0.1 beside one that has every address.
    try:
        socket.create_connection((LOOPBACK, port), timeout=CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # The last server's closed connections must not keep its port from its successor.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def spawn(settings: Settings, folder: ServerFolder) -> ServerState:
    """Start a server in a session of its own and write down which it is.

    Call with the lock held. Returns at once; the server is not healthy for seconds yet.
    """
    settings.prefect_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    turn_log(folder.log)
    token = secrets.token_hex(16)
    with listen(settings.server_port) as listener:
        port = int(listener.getsockname()[1])
        pid = _spawn_process(settings, folder, token, listener)
    prefect_version, product_version = installed_versions()
    state = ServerState(
        pid=pid,
        token=token,
        created=_create_time(pid),
        port=port,
        prefect_version=prefect_version,
        product_version=product_version,
    )
    folder.write(state)
    return state


def _spawn_process(
    settings: Settings, folder: ServerFolder, token: str, listener: socket.socket
) -> int:
    inherited = 3 if listener.fileno() != 3 else 4  # noqa: PLR2004  # any number but its own
    arguments = [
        sys.executable,
        "-P",  # the folder the command runs in must not shadow a module
        str(Path(server_process.__file__)),
        token,
        str(inherited),
        str(settings.prefect_home),
        str(folder.state),
    ]
    # Not subprocess.Popen: the server outlives us on purpose, which Popen warns about.
    return os.posix_spawn(
        sys.executable,
        arguments,
        server_environment(settings, int(listener.getsockname()[1])),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (
                os.POSIX_SPAWN_OPEN,
                1,
                str(folder.log),
                os.O_WRONLY | os.O_CREAT | os.O_APPEND,
                0o600,
            ),
            (os.POSIX_SPAWN_DUP2, 1, 2),
            (os.POSIX_SPAWN_DUP2, listener.fileno(), inherited),
        ],
        setsid=True,
    )


def _create_time(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:  # it died at once: the log says why, and whoever waits reads it
        return 0.0


def terminate(state: ServerState) -> bool:
    """End the server and all it started; False when the process is provably not (or no more) it.

    Blocks until it is gone.
    """
    process = find_process(state)
    if process is None:
        return False
    for sign, seconds in ((signal.SIGTERM, TERMINATE_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            os.killpg(state.pid, sign)
            # A stopped process gets its SIGTERM only when it goes on.
            process.send_signal(signal.SIGCONT)
        with contextlib.suppress(psutil.TimeoutExpired):
            process.wait(seconds)
            break
    return True


def turn_log(log: Path) -> None:
    """Put the last server's log aside as ``….1``: what is in the log is then this server's."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size:
            log.replace(log.with_name(f"{log.name}.1"))


_ERROR_LINE = re.compile(r"^[\w.]*(?:Error|Exception|Interrupt|Exit)\b")


def last_words(log: Path) -> str:
    """The log's last line that says why a server ended: an exception, else the last line."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - LOG_TAIL_BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR_LINE.match(line)]
    return (errors or lines or [""])[-1][:300]
