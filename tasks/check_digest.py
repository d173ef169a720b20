"""The task that reads a model's digest of one part of a long source."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from services.reading.digests import Digested, read_digest

if TYPE_CHECKING:
    from core.artifact import Completion
    from core.content_type import ContentType
    from core.source import Source
    from tasks.sealed import Sealed


@task(
    name="check_digest",
    task_run_name="{content_type.value.name}: check {step}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def check_digest(
    completion: Completion, content_type: Sealed[ContentType], source: Sealed[Source], step: str
) -> Digested:
    """Parse the answer, hold it against the digest's contract, and verify its quotes.

    Raises:
        ContentError: No digest can be made of the answer.
        ModelError: The model did not come to the end of it.
    """
    del step  # names the task run
    return await asyncio.to_thread(read_digest, content_type.value, completion, source.value)
