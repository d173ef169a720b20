"""The task that publishes a finished pack: to its folder, and as artifacts in the Prefect UI."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from prompts.catalog import content_types
from services.exports import render_markdown, write_pack
from services.runs.reporting import show_content, show_summary

if TYPE_CHECKING:
    from core.artifact import Artifact
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
    if finished.output is not None:
        types = list(content_types().values())
        await asyncio.to_thread(write_pack, finished, types, Path(finished.output))
    artifacts = [*([finished.outline] if finished.outline else []), *finished.artifacts]
    async with asyncio.TaskGroup() as group:
        group.create_task(show_summary(finished))
        for artifact in artifacts:
            group.create_task(_show(artifact, finished))


async def _show(artifact: Artifact, pack: Pack) -> None:
    content_type = content_types()[artifact.content_type]
    markdown = await asyncio.to_thread(
        render_markdown, artifact, content_type, pack.language, pack.source
    )
    await show_content(content_type.name, content_type.title, markdown, artifact.report)
