"""``coursewright server``: start, look at and stop the local Prefect server.

What the server is and how it is found is ``services.runs.local_server``'s.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cyclopts import App
from rich.markup import escape

from cli.exits import Exit
from cli.streams import LastingConsole
from core.settings import settings as current_settings

if TYPE_CHECKING:
    from rich.console import Console

    from core.settings import Settings
    from services.runs.local_server import ServerStatus

app = App(
    name="server",
    help="The Prefect server that shows the runs: start it, look at it, stop it.",
)


@app.command(name="start")
def start_command() -> int:
    """Start the local Prefect server in the background, or say where it already runs.

    A generate command does this by itself. With PREFECT_API_URL set that server is looked for,
    and nothing is started. Exit code: 0 when the server is healthy, 4 when it is not.
    """
    return start(current_settings(), _console())


@app.command(name="status")
def status_command() -> int:
    """Say whether the Prefect server runs, where its pages are and where its log is.

    Exit code: 0 when it answers, 4 when it is stopped, still starting, or does not answer.
    """
    return status(current_settings(), _console(), now=datetime.now(UTC))


@app.command(name="stop")
def stop_command() -> int:
    """Stop the local Prefect server; what it has stored stays.

    Exit code: 0, also when it was not running.
    """
    return stop(current_settings(), _console())


def start(settings: Settings, console: Console) -> int:
    """Start the server and wait for it; see ``start_command``.

    Raises:
        RunServiceError: It could not be started or reached.
    """
    # Late: the command line's help has no need of it.
    from services.runs.local_server import begin_start  # noqa: PLC0415

    beginning = begin_start(settings)
    with console.status("Waiting for the Prefect server …"):
        info = beginning.wait()
    if info.started:
        _say(console, f"Started the Prefect server: {info.ui_url} (process {info.pid}).")
    elif info.owned:
        _say(console, f"The Prefect server runs already: {info.ui_url} (process {info.pid}).")
    else:
        _say(console, f"The Prefect server of PREFECT_API_URL answers: {info.api_url}.")
    return Exit.COMPLETE


def status(settings: Settings, console: Console, *, now: datetime) -> int:
    """Print what the server does; see ``status_command``."""
    from services.runs.local_server import status as look  # noqa: PLC0415  # late, as above

    found = look(settings)
    for line in _lines(found, now):
        _say(console, line)
    return Exit.COMPLETE if found.state in {"running", "external"} else Exit.FAILED


def stop(settings: Settings, console: Console) -> int:
    """Stop the local server; see ``stop_command``.

    Raises:
        RunServiceError: Another command holds the server's lock.
    """
    from services.runs.local_server import stop as end  # noqa: PLC0415  # late, as above

    ended = end(settings)
    _say(
        console, "Stopped the Prefect server." if ended else "No local Prefect server was running."
    )
    if settings.prefect_api_url:
        _say(console, "The server of PREFECT_API_URL is not ours to stop; it was left alone.")
    return Exit.COMPLETE


def _lines(found: ServerStatus, now: datetime) -> list[str]:
    headline = {
        "running": "The local Prefect server is running.",
        "starting": "The local Prefect server is starting.",
        "stopped": "No local Prefect server is running; the next run starts one.",
        "external": "The Prefect server of PREFECT_API_URL answers.",
        "unreachable": f"The Prefect server does not answer: {found.problem}.",
    }[found.state]
    since = (
        f"{_ago(found.since, now)} (since {found.since:%Y-%m-%d %H:%M} UTC)" if found.since else ""
    )
    details = [
        ("pages", found.ui_url),
        ("API", found.api_url),
        ("process", found.pid and str(found.pid)),
        ("up for", since),
        ("Prefect", found.prefect_version),
        ("log", found.log and str(found.log)),
        ("database", found.database_bytes and f"{found.database_bytes / 1e6:.1f} MB"),
    ]
    return [headline, *(f"  {name:<9} {value}" for name, value in details if value)]


def _ago(since: datetime, now: datetime) -> str:
    minutes = max(0, int((now - since).total_seconds() // 60))
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _say(console: Console, line: str) -> None:
    # A path must stay one line that can be copied.
    console.print(escape(line), soft_wrap=True, highlight=False)


def _console() -> Console:
    return LastingConsole()
