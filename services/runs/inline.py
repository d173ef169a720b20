"""The inline mode of running: a flow is called in this process and recorded on a server."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from prefect import tags
from prefect.context import TagsContext
from prefect.settings import PREFECT_API_URL, temporary_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

    from core.request import ContentRequest

R = TypeVar("R")


@contextmanager
def untagged() -> Generator[None]:
    """Task runs begun inside have their own tags only, not the flow run's.

    For each tag of a task run Prefect asks the server for a slot before it lets it begin.
    """
    with TagsContext(current_tags=set()):
        yield


async def run_inline(
    flow: Callable[..., Coroutine[Any, Any, R]], request: ContentRequest, api_url: str
) -> R:
    """Run the flow to its end and return what it returns; its errors pass through.

    Args:
        flow: An async flow that takes a ``request``.
        request: What is wanted.
        api_url: The Prefect server that records the run.
    """
    with ExitStack() as stack:
        # Hardly ever elsewhere than expected when Prefect was imported; setting it anew is dear.
        if PREFECT_API_URL.value() != api_url:
            stack.enter_context(temporary_settings({PREFECT_API_URL: api_url}))
        stack.enter_context(tags(f"model:{request.model}", "inline"))
        return await flow(request=request)
