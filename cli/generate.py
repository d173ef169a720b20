"""``coursewright generate``: a source in, a learning pack out."""

from __future__ import annotations

import asyncio
import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.exits import Exit
from cli.progress import SERVER, showing_steps
from cli.sources import (
    all_models_of,
    check_source_reference,
    expanded,
    make_request,
    models_of,
    source_reference,
    wanted_models,
    wanted_types,
)
from cli.streams import LastingConsole, interrupts_held
from cli.summary import print_json, print_summary
from core.errors import OutputError
from core.pack import PackState
from core.request import EMBEDDED_MODEL, DifficultyLevel
from core.settings import settings
from monitoring.progress import StepEvent, StepState, listening
from prompts.catalog import content_types, derived_types
from services.exports import check_output
from services.models import check_request, check_source, resolve_model, warm_up
from services.models.pricing import check_prices
from services.runs.client import become_client
from services.runs.local_server import begin_start
from services.sources import prefetch

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Future

    from core.pack import Pack
    from core.request import ContentRequest
    from core.source import Source, SourceReference
    from services.runs.local_server import ServerInfo, ServerStart

COMMAND = "generate"
DEFAULT_FOLDER = Path("learning-packs")


def generate(  # noqa: PLR0913 (each is an option of the command)
    source: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    types: str | None = None,
    out: str | None = None,
    audience: str | None = None,
    difficulty: DifficultyLevel | None = None,
    language: str | None = None,
    tone: str | None = None,
    minutes: int | None = None,
    pages: int | None = None,
    model: Annotated[list[str] | None, Parameter(negative=())] = None,
    budget: float | None = None,
    cache: Annotated[bool, Parameter(negative="--no-cache")] = True,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Make a learning pack from a source.

    Args:
        source: A file (text, Markdown, HTML, PDF, DOCX), a web address, "-" for standard input,
            or "topic:…" for a bare topic (language models only).
        types: Content types wanted, separated by commas; all by default (see: coursewright types).
        out: Folder for the pack; learning-packs/NAME by default.
        audience: Who it is for.
        difficulty: beginner, intermediate or advanced.
        language: Language of the pack (en, de, fr, es, …); the source's by default.
        tone: Tone of the texts.
        minutes: Length of the podcast.
        pages: Length of the detailed reading.
        model: "extractive" (embedded, needs no key) or PROVIDER:MODEL; TYPE=PROVIDER:MODEL for one
            content type. May be given several times.
        budget: What the model calls may cost in US dollars; a call that could exceed it is not
            made (see: coursewright estimate).
        cache: Take finished model answers from the cache.
        as_json: Print one JSON document on standard output and nothing else there.
    """
    wanted = wanted_types(types)
    name, by_type = wanted_models(model)
    reference = source_reference(source, COMMAND)
    folder = _folder(out, reference)
    request = make_request(
        COMMAND,
        source=reference,
        types=wanted,
        audience=audience,
        difficulty=difficulty,
        language=language,
        tone=tone,
        minutes=minutes,
        pages=pages,
        model=name,
        models=by_type,
        budget_usd=settings().budget_usd if budget is None else budget,
        use_cache=cache,
        output=str(folder),
    )
    check_request(request, content_types())
    check_source_reference(request)
    check_output(folder)
    _check_models(request)
    pack, server = _run(request)
    if as_json:
        print_json(pack, server)
    else:
        print_summary(pack, server, LastingConsole(highlight=False, soft_wrap=True))
    return Exit.COMPLETE if pack.state is PackState.COMPLETE else Exit.PARTIAL


def _check_models(request: ContentRequest) -> None:
    """Say now what is missing for the models; their clients' imports are needed in any case.

    Raises:
        UnknownModelError: One is not configured.
        UnknownPriceError: There is a budget, and a price is not known.
    """
    models = [each for each in all_models_of(request) if each != EMBEDDED_MODEL]
    if request.budget_usd is not None:
        check_prices(models)
    for each in models:
        resolve_model(each, content_types)


def _run(request: ContentRequest) -> tuple[Pack, ServerInfo]:
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
            with listening(listener):
                made = await run_inline(generate_content, request, info.api_url)
                return made.value, info

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


def _folder(out: str | None, reference: SourceReference) -> Path:
    if out is None:
        return (DEFAULT_FOLDER / _slug(reference.label)).absolute()
    if not out.strip():
        raise OutputError("--out names no folder.", hint="Name the folder for the pack.")
    return expanded(out).absolute()


def _slug(label: str) -> str:
    stem = label.rpartition(".")[0] or label
    letters = "".join(c if c.isalnum() else "-" for c in stem.casefold())
    return "-".join(part for part in letters.split("-") if part)[:60] or "pack"
