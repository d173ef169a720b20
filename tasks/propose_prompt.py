"""The task that asks Vertex AI's prompt optimizer for a candidate; its answer is persisted."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prefect import Task, task
from prefect.cache_policies import CacheKeyFnPolicy
from prefect.tasks import exponential_backoff

from core.errors import RetryableModelError
from core.settings import settings
from services.optimizer import GUIDELINES, suggest
from services.results.single_flight import call_locks

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.context import TaskRunContext

    from tasks.sealed import Sealed


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What is to be rewritten.

    Attributes:
        tenant: Whose request it is.
        content_type: Name of the content type.
        block: The text of its template's task block.
    """

    tenant: str
    content_type: str
    block: str


def _key(_context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """A second run compares the candidate of the first, whose evaluation is then paid for."""
    rewriting: Rewriting = parameters["rewriting"].value
    parts = {
        "block": rewriting.block,
        "guidelines": GUIDELINES,
        "project": settings().google_cloud_project,
        "location": settings().google_cloud_location,
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return f"proposals/{rewriting.tenant}/{rewriting.content_type}-{digest}"


def _worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, RetryableModelError)


@task(
    name="propose_prompt",
    task_run_name="{rewriting.value.content_type}: propose",
    cache_policy=CacheKeyFnPolicy(cache_key_fn=_key).configure(
        isolation_level="SERIALIZABLE", lock_manager=call_locks()
    ),
    persist_result=True,
    cache_result_in_memory=False,  # our memory tier knows when a result expires
    result_serializer="json",
    retries=settings().model_retries,
    retry_delay_seconds=exponential_backoff(settings().model_retry_backoff_seconds),
    retry_jitter_factor=0.5,
    retry_condition_fn=_worth_retrying,
)
async def propose_prompt(rewriting: Sealed[Rewriting]) -> str:
    """What the optimizer suggests in place of the block, unchecked.

    Raises:
        ModelError: It suggests nothing; only retryable errors are tried again.
    """
    return await asyncio.to_thread(suggest, rewriting.value.block, settings())
