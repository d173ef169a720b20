"""The task that checks a pack as a whole: what its artifacts leave out, repeat or contradict."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from prompts.catalog import content_types
from services import quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.artifact import Artifact
    from core.pack import PackReport
    from core.source import Source
    from tasks.sealed import Sealed


@task(
    name="check_pack",
    task_run_name="pack: check",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def check_pack(
    outline: Sealed[Artifact],
    artifacts: Sealed[Sequence[Artifact]],
    source: Sealed[Source],
    language: str,
) -> PackReport:
    """Check the artifacts that are published against the outline and against one another."""
    return await asyncio.to_thread(
        quality.check_pack,
        outline.value,
        artifacts.value,
        content_types(),
        source.value,
        language,
    )
