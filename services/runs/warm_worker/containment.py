"""A flow that shares its process: neither leaving nor being stopped touches another run."""

from __future__ import annotations

import asyncio
import copy
import functools
from typing import TYPE_CHECKING, Any

from prefect.exceptions import Abort

from core.errors import CoursewrightError

if TYPE_CHECKING:
    from collections.abc import Callable

    from prefect import Flow


class FlowExitedError(CoursewrightError):
    """A flow asked the process to end, which is not only its own."""

    code = "flow_exited"


def contained(
    flow: Flow[..., Any], stopping: Callable[[], bool], timeout_seconds: float
) -> Flow[..., Any]:
    """The same flow for one run in a shared process.

    Args:
        flow: An asynchronous flow.
        stopping: Whether this run is being stopped by us. Prefect's engine would then report it
            crashed; whoever stops it says what became of it instead.
        timeout_seconds: How long the run may take; a shorter limit of the flow's own holds too.
    """
    function = flow.fn

    @functools.wraps(function)
    async def call(*arguments: Any, **named: Any) -> Any:
        # Unlike Prefect's own, this limit lets the flow's cleaning up await.
        limit = asyncio.timeout(timeout_seconds)
        try:
            async with limit:
                return await function(*arguments, **named)
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise TimeoutError(f"it took longer than {timeout_seconds:g} s") from error
        except (SystemExit, KeyboardInterrupt) as error:
            raise FlowExitedError(
                f"The flow asked the process to exit ({error!r}).",
                hint="A flow that cannot go on raises an error.",
            ) from error
        except asyncio.CancelledError:
            if stopping():
                raise Abort from None
            raise

    one = copy.copy(flow)
    one.fn = call
    return one
