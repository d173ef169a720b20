"""Running the flow that makes a pack, as a command does: with a server, and shown as it goes."""

from __future__ import annotations

import asyncio
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cli.progress import SERVER, showing_steps
from cli.sources import all_models_of, models_of
from cli.streams import LastingConsole, interrupts_held
from core.errors import StoreError
from core.request import EMBEDDED_MODEL
from core.settings import QUALITY_WEIGHTS, settings
from monitoring.progress import StepEvent, StepState, listening
from prompts.catalog import content_types, derived_types, outline_type
from prompts.digests import prompt_digests
from services.exports import write_pack
from services.jobs.recording import recorded
from services.models import check_source, resolve_model, warm_up
from services.models.pricing import check_prices
from services.runs.client import become_client
from services.runs.local_server import begin_start
from services.sources import prefetch
from services.stores import open_stores
from services.versions.identity import request_fingerprint
from services.versions.storing import stored_answer

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator
    from concurrent.futures import Future
    from pathlib import Path

    from core.pack import Pack
    from core.request import ContentRequest
    from core.source import Source
    from services.runs.local_server import ServerInfo, ServerStart
    from tasks.sealed import Sealed


def check_models(request: ContentRequest) -> None:
    """Say now what is missing for the models; their clients' imports are needed in any case.

    Raises:
        UnknownModelError: One is not configured.
        UnknownPriceError: There is a budget, and a price is not known.
        SettingsError: The weights of the score cannot be used.
    """
    models = [each for each in all_models_of(request) if each != EMBEDDED_MODEL]
    if request.budget_usd is not None:
        check_prices(models)
    if settings().quality_weights != QUALITY_WEIGHTS:
        from services.quality import part_weights  # noqa: PLC0415 (dear, and hardly ever needed)

        part_weights()
    for each in models:
        resolve_model(each, content_types)


def stored_pack(request: ContentRequest, folder: Path) -> Pack | None:
    """The stored pack that answers the request, written to the folder; None when there is none.

    A store that cannot be asked has none: the pack is made, and its end says that it is not stored.

    Raises:
        SourceNotFoundError: The source's file cannot be read.
        OutputError: The folder cannot be written.
    """
    if not request.use_cache:
        return None
    types = (outline_type(), *derived_types(request.types))
    try:
        pack = asyncio.run(stored_answer(request, types, prompt_digests(types)))
    except StoreError:
        return None
    if pack is None:
        return None
    return write_pack(pack, list(content_types().values()), folder)


def make_pack(request: ContentRequest) -> tuple[Pack, ServerInfo]:
    """Make the pack, showing the steps; and where its run can be watched.

    Raises:
        CoursewrightError: Whatever ended it.
    """
    steps = [SERVER, "ingest", *_step_names(request), "publish"]
    console = LastingConsole(stderr=True, highlight=False, soft_wrap=True)
    with showing_steps(console, steps) as listener:
        listener(StepEvent(SERVER, StepState.RUNNING))
        start = begin_start(settings())
        # The server and the embedded model boot meanwhile: what a run needs is imported beside.
        for model in models_of(request):
            warm_up(model, content_types)
        reading = prefetch(request.source, settings())
        become_client(settings(), start.api_url)
        with interrupts_held(), _collector_paused():
            from flows.generate_content import (  # noqa: PLC0415 (late, see above)
                generate_content,
            )
            from services.runs.inline import (  # noqa: PLC0415 (late, see above)
                run_inline,
                termination_as_interrupt,
            )

        async def run() -> tuple[Pack, ServerInfo]:
            info = await _ready(start, reading, request)
            listener(StepEvent(SERVER, StepState.DONE, info.ui_url))
            types = (outline_type(), *derived_types(request.types))
            fingerprint = request_fingerprint(request, types, prompt_digests(types))
            async with open_stores(settings()) as stores:
                with listening(listener):
                    work = pack_of(run_inline(generate_content, request, info.api_url))
                    return await recorded(stores.jobs, request, fingerprint, work), info

        async def pack_of(run: Coroutine[Any, Any, Sealed[Pack]]) -> Pack:
            return (await run).value

        with termination_as_interrupt():
            return asyncio.run(run())


async def _ready(
    start: ServerStart, reading: Future[Source], request: ContentRequest
) -> ServerInfo:
    """Wait for the server. What is wrong with the source is said at once when it is known.

    Raises:
        InputError: The source cannot be used; no run is recorded then.
        RunServiceError: The server could not be started or reached.
    """
    ready = asyncio.ensure_future(start.ready())
    read = asyncio.wrap_future(reading)
    try:
        await asyncio.wait({ready, read}, return_when=asyncio.FIRST_COMPLETED)
        if read.done():
            source = await read
            for model in models_of(request):
                check_source(model, source, request.language or source.language)
        return await ready
    finally:
        read.cancel()  # only the waiting: the flow takes up what is being read
        ready.cancel()


@contextmanager
def _collector_paused() -> Generator[None]:
    """No garbage collection inside: imports make much and drop little of it.

    Saves a tenth of their time; what they have made is not looked at again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _step_names(request: ContentRequest) -> list[str]:
    outline = next(iter(content_types()))
    return [outline, *(each.name for each in derived_types(request.types))]
