"""``python -m standin [--port N]``: serve, say where on standard output, end with the parent."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import threading
import time

import uvicorn
from standin.app import make_app

HOST = "127.0.0.1"
PARENT_SECONDS = 0.5
GRACE_SECONDS = 1


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="standin", description="A stand-in for model providers.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    port: int = parser.parse_args().port
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    config = uvicorn.Config(
        make_app(),
        log_level="warning",
        lifespan="off",
        proxy_headers=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with socket.create_server((HOST, port), backlog=256) as listening:
        sys.stdout.write(json.dumps({"port": listening.getsockname()[1]}) + "\n")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listening])


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main()
