"""The task that reads a model's answer, checks it, and shows what it found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from services.quality import Checked, check_content, parse_answer

if TYPE_CHECKING:
    from core.artifact import Completion
    from core.content_type import CheckContext, ContentType
    from tasks.sealed import Sealed


@task(
    name="check_answer",
    task_run_name="{content_type.value.name}: check",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def check_answer(
    completion: Completion, content_type: Sealed[ContentType], context: Sealed[CheckContext]
) -> Checked:
    """Parse the answer and check it against contract, evidence and expectations.

    Raises:
        ContentError: No content can be made of the answer.
    """
    return await asyncio.to_thread(_check, completion.text, content_type.value, context.value)


def _check(text: str, content_type: ContentType, context: CheckContext) -> Checked:
    return check_content(content_type, parse_answer(text), context)
