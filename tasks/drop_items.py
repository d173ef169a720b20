"""The task that leaves out the items that no repair has mended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from services.quality import Checked, check_content
from services.repair import Dropped, drop_failing

if TYPE_CHECKING:
    from core.content_type import CheckContext, ContentType
    from tasks.sealed import Sealed


@task(
    name="drop_items",
    task_run_name="{content_type.value.name}: drop items",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def drop_items(
    content_type: Sealed[ContentType], context: Sealed[CheckContext], checked: Sealed[Checked]
) -> Dropped:
    """Leave out the items that have errors, where the contract and the rest allow it."""

    def check(content: dict[str, object]) -> Checked:
        return check_content(content_type.value, content, context.value)

    return await asyncio.to_thread(drop_failing, content_type.value, checked.value, check)
