"""Runs the command line and notes when what happens: the first call to a model, and dear imports.

Writes JSON to the file in TRACE, whenever it changes: seconds since the start of the first
connection to the port in TRACE_PORT, and of the beginning of Great Expectations' import.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

BEGAN = time.monotonic()
PORT = int(os.environ["TRACE_PORT"])
TRACE: dict[str, float] = {}


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[1] == PORT:
            _write("called")
    elif event == "import" and arguments[0] == "great_expectations":
        _write("imported")


def _write(event: str) -> None:
    TRACE.setdefault(event, time.monotonic() - BEGAN)
    Path(os.environ["TRACE"]).write_text(json.dumps(TRACE))


if __name__ == "__main__":
    sys.addaudithook(_note)
    _write("began")
    from cli.main import run

    run()
