"""The local Prefect server's own process; started as a file, by ``server_launch``.

It imports nothing of the product, and Prefect only after it is where it belongs. What only runs
in that process is exercised by the integration tests but not measured: that doubles its start.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

GRACEFUL_SECONDS = 3
ORPHAN_CHECK_SECONDS = 30.0


def disowned(state_file: Path, token: str) -> bool:
    """Whether the state file is gone, or speaks of another server."""
    try:
        return token not in state_file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True


def leave_when_disowned(state_file: Path, token: str, interval_seconds: float) -> None:
    """End this process once nobody can find it any more.

    That happens when the home folder is deleted under it, or when whoever started it was killed
    before writing the state file.
    """
    time.sleep(interval_seconds)  # time for whoever starts it to write the file
    while not disowned(state_file, token):
        time.sleep(interval_seconds)
    os.kill(os.getpid(), signal.SIGTERM)


def serve(listener: socket.socket) -> None:  # pragma: no cover  # see the module's docstring
    """Run Prefect's API and pages on a socket that listens already, until SIGTERM."""
    import uvicorn  # noqa: PLC0415  # after the folder and the collector are set
    from prefect.server.api.server import create_app  # noqa: PLC0415  # as above

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            gc.freeze()
            gc.enable()

    config = uvicorn.Config(
        create_app(final=True),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    server = Server(config)
    server.run(sockets=[listener])
    if not server.started:
        sys.exit(3)


def main(  # pragma: no cover  # see the module's docstring
    token: str, descriptor: str, folder: str, state_file: str
) -> None:
    """Set the process up and serve.

    Args:
        token: Proves which server this is; see ``server_state``.
        descriptor: Number of the inherited socket, which is bound and listens.
        folder: Where to run: Prefect reads ``.env`` and ``prefect.toml`` from there, and its
            database's address is relative to it, so that no character of a path can break it.
        state_file: Where the product writes down which server is its own.
    """
    # Imports and migrations make millions of objects and hardly any garbage: without the
    # collector the first start takes a fifth less time.
    gc.disable()
    os.chdir(folder)
    threading.Thread(
        target=leave_when_disowned,
        args=(Path(state_file), token, ORPHAN_CHECK_SECONDS),
        name="disowned",
        daemon=True,
    ).start()
    serve(socket.socket(fileno=int(descriptor)))


if __name__ == "__main__":
    main(*sys.argv[1:])
