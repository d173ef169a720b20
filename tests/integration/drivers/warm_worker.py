"""A warm worker as a process: the server, the pool, the heartbeat file, its limits as JSON."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.settings import settings
from services.runs.warm_worker.limits import WorkerLimits
from services.runs.warm_worker.run import run_worker

if TYPE_CHECKING:
    from uuid import UUID


class FileHeartbeat:
    """Appends a line for each heartbeat: when, and which run."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def alive(self, flow_run_id: UUID) -> None:
        """The flow run is under way now."""
        with self._path.open("a") as file:
            file.write(f"{time.time()} {flow_run_id}\n")


def main() -> None:
    """Work until told to stop."""
    api_url, work_pool, heartbeats, limits = sys.argv[1:]
    logging.basicConfig(level=logging.INFO)
    run_worker(
        settings(),
        work_pool,
        api_url=api_url,
        limits=WorkerLimits(**json.loads(limits)),
        heartbeat=FileHeartbeat(Path(heartbeats)),
        packages=("warm_flows",),
        preload=("warm_flows.py:note_start",),
    )


main()
