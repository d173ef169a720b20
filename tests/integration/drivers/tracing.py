"""Runs the command line and notes when what happens: the first call to a model, and dear imports.

Writes JSON to the file in TRACE: seconds since the start of the first connection to the port in
TRACE_PORT, of the beginning of Great Expectations' import, and of the end of the program.
"""

from __future__ import annotations

import atexit
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
            TRACE.setdefault("called", time.monotonic() - BEGAN)
    elif event == "import" and arguments[0] == "great_expectations":
        TRACE.setdefault("imported", time.monotonic() - BEGAN)


def _write() -> None:
    TRACE["ended"] = time.monotonic() - BEGAN
    Path(os.environ["TRACE"]).write_text(json.dumps(TRACE))


if __name__ == "__main__":
    sys.addaudithook(_note)
    atexit.register(_write)
    from cli.main import run

    run()
