"""The task that publishes a finished pack: as a version, to its folder, and in the Prefect UI."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from core.errors import SourceNotFoundError, StoreError
from prompts.catalog import content_types, derived_types, outline_type
from prompts.digests import prompt_digests
from services.exports import write_pack
from services.runs.reporting import show_summary
from services.versions.storing import store_pack
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from core.pack import Pack


@task(
    name="publish_pack",
    task_run_name="publish",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def publish_pack(pack: Sealed[Pack]) -> Sealed[Pack]:
    """Store the pack, write it as a whole or not at all, and show it.

    A store that fails does not cost the pack: it is written to its folder all the same, and the
    log says that, and why, there is no version of it.

    Returns:
        The pack, saying which version it is.

    Raises:
        OutputError: The folder cannot be written.
    """
    finished = await _stored(pack.value)
    shown = asyncio.create_task(show_summary(finished))
    try:
        if finished.output is not None:
            types = list(content_types().values())
            await asyncio.to_thread(write_pack, finished, types, Path(finished.output))
    finally:
        await shown
    return Sealed(finished)


async def _stored(pack: Pack) -> Pack:
    types = (outline_type(), *derived_types(pack.request.types))
    try:
        stored = await store_pack(pack, types, prompt_digests(types))
    except (StoreError, SourceNotFoundError) as error:
        get_run_logger().error("Not stored as a version: %s %s", error.message, error.hint)
        return pack
    return pack.model_copy(update={"stored": stored})
