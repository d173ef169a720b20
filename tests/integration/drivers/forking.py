"""Runs the command line over and over, each time in a process of its own that has all imported.

Each line on standard input is ``{"arguments": [...], "environment": {...}, "out": ...}``; it is
answered with the new process's number at once, and with its wait status when it has ended. What
the command prints as its result goes to the file ``out``. Only the imports are shared: a kill ends
the one run.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from cli.main import run
from core.settings import settings
from services.runs.client import become_client

become_client(settings(), os.environ["PREFECT_API_URL"])

import pydantic_ai.models.openai  # noqa: E402, F401 (the same)

import cli.generate  # noqa: E402, F401 (imported once, for every run)
import flows.generate_content  # noqa: E402, F401 (the same)


def _run(wanted: dict[str, Any]) -> None:
    """The command, to its end, in this process."""
    os.environ.update(wanted["environment"])
    settings.cache_clear()
    with Path(wanted["out"]).open("wb") as out:
        os.dup2(out.fileno(), sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    sys.argv = ["coursewright", *wanted["arguments"]]
    run()


def _tell(**said: int) -> None:
    print(json.dumps(said), flush=True)  # noqa: T201 (the protocol)


def main() -> None:
    """Start every run that is wanted, and wait for it."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        _tell(pid=child)
        _tell(status=os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
