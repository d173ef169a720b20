"""The task that chooses the passages of a long source which a pack's prompts show."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from services.reading import Selection, select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.source import Source
    from tasks.sealed import Sealed


@task(name="select_passages", cache_policy=NO_CACHE, persist_result=False)
async def select_passages(
    source: Sealed[Source], outline: Sealed[Mapping[str, Any]], most_tokens: int
) -> Selection:
    """The passages that the outline's sections need, at most so many tokens of them.

    One selection is for all types of a pack: their prompts then open with the same bytes.
    """
    return await asyncio.to_thread(select, source.value, outline.value, most_tokens)
