"""Running a flow that looks at prompts: its request, its model, and the steps on the screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from cli.progress import SERVER, showing_steps
from cli.streams import LastingConsole, interrupts_held
from core.errors import InputError
from core.request import EMBEDDED_MODEL
from core.settings import settings
from monitoring.progress import StepEvent, StepState, listening
from prompts.catalog import content_types
from services.evaluation import EvaluationRequest, OptimizationRequest
from services.models import check_model, resolve_model, warm_up
from services.models.pricing import check_prices
from services.runs.client import become_client
from services.runs.local_server import begin_start

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    from services.runs.inline import Request
    from services.runs.local_server import ServerInfo

Q = TypeVar("Q", EvaluationRequest, OptimizationRequest)
R = TypeVar("R")


def chosen_model(given: str | None, budget_usd: float | None) -> str:
    """The model's name; what is missing for it is said now.

    Raises:
        UnknownModelError: There is none of this name, or it is not configured.
        UnknownPriceError: There is a budget, and its price is not known.
    """
    name = settings().model if given is None else given
    check_model(name)
    if name != EMBEDDED_MODEL:
        if budget_usd is not None:
            check_prices([name])
        resolve_model(name, content_types)
    return name


def checked_request(kind: type[Q], **wanted: object) -> Q:
    """The request that the options make.

    Raises:
        InputError: One is out of bounds.
    """
    try:
        return kind.model_validate(wanted)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"The {first['loc'][0]} cannot be used: {first['msg'].lower()}.",
            hint="See: coursewright prompts --help",
        ) from error


def run_on_server(
    load: Callable[[], Callable[..., Coroutine[Any, Any, R]]],
    request: Request,
    steps: Sequence[str],
) -> tuple[R, ServerInfo]:
    """Run the flow that ``load`` imports on the server, showing the steps."""
    console = LastingConsole(stderr=True, highlight=False, soft_wrap=True)
    with showing_steps(console, [SERVER, *steps]) as listener:
        listener(StepEvent(SERVER, StepState.RUNNING))
        start = begin_start(settings())
        # The server and the embedded model boot meanwhile.
        warm_up(request.model, content_types)
        become_client(settings(), start.api_url)
        with interrupts_held():
            flow = load()
            from services.runs.inline import (  # noqa: PLC0415 (Prefect is dear)
                run_inline,
                termination_as_interrupt,
            )

        async def run() -> tuple[R, ServerInfo]:
            info = await start.ready()
            listener(StepEvent(SERVER, StepState.DONE, info.ui_url))
            with listening(listener):
                return await run_inline(flow, request, info.api_url), info

        with termination_as_interrupt():
            return asyncio.run(run())
