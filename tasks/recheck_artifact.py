"""The task that checks content again that was made before, against today's source."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from services.quality import Checked, check_content

if TYPE_CHECKING:
    from core.artifact import Artifact
    from core.content_type import CheckContext, ContentType
    from tasks.sealed import Sealed


@task(
    name="recheck_artifact",
    task_run_name="{artifact.value.content_type}: check again",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def recheck_artifact(
    artifact: Sealed[Artifact], content_type: Sealed[ContentType], context: Sealed[CheckContext]
) -> Checked:
    """Check it as a new answer is. Raises `ContractError` when its contract has changed since."""
    content = artifact.value.content
    return await asyncio.to_thread(check_content, content_type.value, content, context.value)
