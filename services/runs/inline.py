"""The inline mode of running: a flow is called in this process and recorded on a server."""

from __future__ import annotations

import asyncio
import signal
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import httpx
from prefect import tags
from prefect.context import TagsContext
from prefect.exceptions import PrefectException, TerminationSignal
from prefect.settings import PREFECT_API_URL, temporary_settings

from core.errors import RunServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

R = TypeVar("R")
POLL_SECONDS = 0.02


class Request(Protocol):
    """What any flow of ours is asked for: a request that names a model."""

    @property
    def model(self) -> str:
        """The model's name."""
        ...


@contextmanager
def untagged() -> Generator[None]:
    """Task runs begun inside have their own tags only, not the flow run's.

    For each tag of a task run Prefect asks the server for a slot before it lets it begin.
    """
    with TagsContext(current_tags=set()):
        yield


@contextmanager
def termination_as_interrupt() -> Generator[None]:
    """SIGTERM during a run, which Prefect makes an exception of its own, ends as Ctrl-C does.

    It comes up between the steps of the event loop: this goes around ``asyncio.run``.
    """
    try:
        yield
    except TerminationSignal as terminated:
        raise KeyboardInterrupt from terminated


async def run_inline(
    flow: Callable[..., Coroutine[Any, Any, R]], request: Request, api_url: str
) -> R:
    """Run the flow to its end and return what it returns; its errors pass through.

    Args:
        flow: An async flow that takes a ``request``.
        request: What is wanted.
        api_url: The Prefect server that records the run.

    Raises:
        RunServiceError: The server was lost meanwhile.
    """
    with ExitStack() as stack:
        # Hardly ever elsewhere than expected when Prefect was imported; setting it anew is dear.
        if PREFECT_API_URL.value() != api_url:
            stack.enter_context(temporary_settings({PREFECT_API_URL: api_url}))
        stack.enter_context(tags(f"model:{request.model}", "inline"))
        keeping = asyncio.create_task(_keep_termination_handler())
        try:
            return await flow(request=request)
        except (httpx.HTTPError, PrefectException) as error:
            raise RunServiceError(
                f"The Prefect server at {api_url} was lost during the run: "
                f"{(str(error) or type(error).__name__).rstrip('.')}.",
                hint="Run the same command again: what was finished is kept.",
            ) from error
        finally:
            keeping.cancel()


async def _keep_termination_handler() -> None:
    """Take Prefect's handler of SIGTERM away again, once the flow has begun and set it.

    It raises an exception of its own, which an event loop drops when it comes in a callback. The
    command's own raises KeyboardInterrupt, which ends any loop.
    """
    ours = signal.getsignal(signal.SIGTERM)
    if ours is not signal.default_int_handler:
        return  # not the command line, or not the main thread
    while signal.getsignal(signal.SIGTERM) is ours:  # noqa: ASYNC110 (nothing tells of it)
        await asyncio.sleep(POLL_SECONDS)
    signal.signal(signal.SIGTERM, ours)
