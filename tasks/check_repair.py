"""The task that reads what a model answers to a repair request, and keeps what is better."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from services.quality import Checked, check_content
from services.repair import merge_parts, read_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.artifact import Completion
    from core.content_type import CheckContext, ContentType
    from services.repair import Unit
    from tasks.sealed import Sealed


@task(
    name="check_repair",
    task_run_name="{content_type.value.name}: check {step}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def check_repair(
    completion: Completion,
    content_type: Sealed[ContentType],
    context: Sealed[CheckContext],
    base: Sealed[Checked],
    units: Sealed[Sequence[Unit]],
    step: str,
) -> Checked:
    """The artifact with what the answer makes better; as it was where it makes nothing better."""
    del step  # names the task run
    parts = read_parts(completion, units.value)
    for note in parts.notes:
        get_run_logger().info("Ignored in the answer: %s", note)

    def check(content: dict[str, object]) -> Checked:
        return check_content(content_type.value, content, context.value)

    return await asyncio.to_thread(merge_parts, base.value, units.value, parts.values, check)
