"""The task that reads a model's answer, checks it, and shows what it found."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from services.answers import read_answer
from services.quality import Checked, check_content

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
    """Read the answer and check it against contract, evidence and expectations.

    Raises:
        ContentError: No content can be made of the answer.
        ModelError: It is cut short, or a refusal.
    """
    return await asyncio.to_thread(_check, completion, content_type.value, context.value)


def _check(completion: Completion, content_type: ContentType, context: CheckContext) -> Checked:
    answer = read_answer(completion.text, finish_reason=completion.finish_reason)
    checked = check_content(content_type, answer.content, context)
    return replace(checked, repairs=answer.repairs)
