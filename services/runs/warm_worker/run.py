"""Starting a warm worker in this process."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from core.settings import set_environment
from services.runs.client import become_client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.settings import Settings
    from services.runs.warm_worker.heartbeat import RunHeartbeat
    from services.runs.warm_worker.limits import WorkerLimits

LOGGER = logging.getLogger(__name__)
CLIENT_RETRIES = "5"
"""How often a request to the server is tried again: a worker sits a restart of the server out."""


def run_worker(
    settings: Settings,
    work_pool: str,
    *,
    api_url: str,
    limits: WorkerLimits | None = None,
    heartbeat: RunHeartbeat | None = None,
    packages: Sequence[str] = ("flows",),
    preload: Sequence[str] = (),
) -> None:
    """Work until SIGTERM or SIGINT, in the main thread of a process that has not imported Prefect.

    Args:
        settings: Where our own files are.
        work_pool: The work pool it takes runs from; made when there is none.
        api_url: The Prefect server.
        limits: The bounds it works within.
        heartbeat: Who is told which runs are alive.
        packages: Where flows may come from.
        preload: Entrypoints of flows that are imported before the first run asks for them.

    Raises:
        OutputError: Our data folder cannot be written.
        RunServiceError: A flow of ``preload`` cannot be loaded.
    """
    become_client(settings, api_url)
    set_environment({"PREFECT_CLIENT_MAX_RETRIES": CLIENT_RETRIES})
    from services.runs.warm_worker.registry import (  # noqa: PLC0415 (Prefect reads the environment)
        FlowRegistry,
    )
    from services.runs.warm_worker.worker import (  # noqa: PLC0415 (Prefect reads the environment)
        CoursewrightWorker,
    )

    registry = FlowRegistry(packages)

    async def work() -> None:
        for entrypoint in preload:
            await registry.flow(entrypoint)
        worker = CoursewrightWorker(
            work_pool, limits=limits, registry=registry, heartbeat=heartbeat
        )
        await worker.start(printer=LOGGER.info)

    asyncio.run(work())
