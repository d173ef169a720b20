"""The task that calls a model: its raw answer is what is persisted, before anything reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect import Task, task
from prefect.cache_policies import CacheKeyFnPolicy
from prefect.tasks import exponential_backoff

from core.errors import RateLimitedError, RetryableModelError, TruncatedAnswerError
from core.settings import settings
from prompts.catalog import content_types
from services.models import complete
from services.results.keys import completion_key
from services.results.single_flight import call_locks

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.context import TaskRunContext

    from core.artifact import Completion
    from core.model_call import ModelCall
    from services.models import Session
    from tasks.sealed import Sealed


def _key(_context: TaskRunContext, parameters: dict[str, Any]) -> str:
    return completion_key(parameters["call"].value)


def _worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a retryable error may be gone by then: not one that says it will not be."""
    match state.data:
        case RateLimitedError(retry_after_seconds=float(seconds)):
            return seconds <= settings().model_max_wait_seconds  # waited for before the call
        case TruncatedAnswerError(usage=None):
            return False  # it was not asked again: there is no larger answer to allow
        case error:
            return isinstance(error, RetryableModelError)


@task(
    name="call_model",
    task_run_name="{call.value.content_type}: {call.value.step}",
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
async def call_model(call: Sealed[ModelCall], session: Sealed[Session]) -> Completion:
    """Make one call. Raises the `ModelError` family; only retryable ones are tried again."""
    return await complete(call.value, content_types, session.value)
