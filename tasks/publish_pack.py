"""The task that publishes a finished pack: to its folder, and as artifacts in the Prefect UI."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from prompts.catalog import content_types
from services.exports import write_pack
from services.runs.reporting import show_summary

if TYPE_CHECKING:
    from core.pack import Pack
    from tasks.sealed import Sealed


@task(
    name="publish_pack",
    task_run_name="publish",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def publish_pack(pack: Sealed[Pack]) -> None:
    """Write the pack as a whole, or not at all, and show it. Raises `OutputError`."""
    finished = pack.value
    shown = asyncio.create_task(show_summary(finished))
    try:
        if finished.output is not None:
            types = list(content_types().values())
            await asyncio.to_thread(write_pack, finished, types, Path(finished.output))
    finally:
        await shown
