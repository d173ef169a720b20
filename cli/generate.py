"""``coursewright generate``: a source in, a learning pack out."""

from __future__ import annotations

import asyncio
import gc
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from pydantic import ValidationError

from cli.exits import Exit
from cli.progress import SERVER, showing_steps
from cli.streams import LastingConsole, interrupts_held
from cli.summary import print_json, print_summary
from core.errors import InputError, OutputError, UnknownContentTypeError
from core.pack import PackState
from core.request import EMBEDDED_MODEL, ContentRequest, DifficultyLevel
from core.settings import settings
from core.source import SourceReference
from monitoring.progress import StepEvent, StepState, listening
from prompts.catalog import content_types, derived_types
from services.exports import check_output
from services.models import check_model, check_source, resolve_model, warm_up
from services.runs.client import become_client
from services.runs.local_server import begin_start
from services.sources import check_reference, prefetch, store_blob, topic_source

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Future

    from core.pack import Pack
    from core.source import Source
    from services.runs.local_server import ServerInfo, ServerStart

STANDARD_INPUT = "-"
TOPIC = "topic:"
DEFAULT_FOLDER = Path("learning-packs")
SHOWN_CHARACTERS = 60
OPTIONS: dict[int | str, str] = {"output": "out"}
"""Options that have another name than the request's field."""


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
    model: str | None = None,
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
        model: "extractive" (embedded, needs no key) or PROVIDER:MODEL.
        cache: Take finished model answers from the cache.
        as_json: Print one JSON document on standard output and nothing else there.
    """
    wanted = _split(types)
    derived_types(wanted)
    name = settings().model if model is None else model
    check_model(name)
    reference = _reference(source)
    if reference.topic is None:
        check_reference(reference, settings())
    else:
        topic = topic_source(reference.topic)
        check_source(name, topic, language or topic.language)
    folder = _folder(out, reference)
    request = _request(
        source=reference,
        types=wanted,
        audience=audience,
        difficulty=difficulty,
        language=language,
        tone=tone,
        minutes=minutes,
        model=name,
        use_cache=cache,
        output=str(folder),
    )
    check_output(folder)
    if name != EMBEDDED_MODEL:
        # A missing key is said now; the client's imports are needed in any case.
        resolve_model(name, content_types)
    pack, server = _run(request)
    if as_json:
        print_json(pack, server)
    else:
        print_summary(pack, server, LastingConsole(highlight=False, soft_wrap=True))
    return Exit.COMPLETE if pack.state is PackState.COMPLETE else Exit.PARTIAL


def _run(request: ContentRequest) -> tuple[Pack, ServerInfo]:
    steps = [SERVER, "ingest", *_step_names(request), "publish"]
    console = LastingConsole(stderr=True, highlight=False, soft_wrap=True)
    with showing_steps(console, steps) as listener:
        listener(StepEvent(SERVER, StepState.RUNNING))
        start = begin_start(settings())
        # The server and the embedded model boot meanwhile: what a run needs is imported beside.
        warm_up(request.model, content_types)
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
                return await run_inline(generate_content, request, info.api_url), info

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
            check_source(request.model, source, request.language or source.language)
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


def _reference(source: str) -> SourceReference:
    if source.startswith("-") and source != STANDARD_INPUT:
        raise InputError(f"Unknown option: {source}.", hint="See: coursewright generate --help")
    if not source.strip():
        raise InputError("No source was given.", hint="Give a file, a web address, or -.")
    if source == STANDARD_INPUT:
        return store_blob(
            sys.stdin.buffer.read(settings().source_max_bytes + 1), "stdin", settings()
        )
    try:
        if source.startswith(TOPIC):
            return SourceReference(topic=source.removeprefix(TOPIC).strip())
        if "://" in source:
            return SourceReference(address=source)
        return SourceReference(path=str(_expanded(source).absolute()))
    except ValidationError as error:
        raise _refused("The source", error) from error


def _folder(out: str | None, reference: SourceReference) -> Path:
    if out is None:
        return (DEFAULT_FOLDER / _slug(reference.label)).absolute()
    if not out.strip():
        raise OutputError("--out names no folder.", hint="Name the folder for the pack.")
    return _expanded(out).absolute()


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # "~nobody-of-that-name"
        return Path(path)


def _request(**wanted: object) -> ContentRequest:
    """The request; options that were not given keep the request's own defaults."""
    given = {name: value for name, value in wanted.items() if value is not None}
    try:
        return ContentRequest.model_validate(given)
    except ValidationError as error:
        raise _refused(None, error) from error


def _refused(what: str | None, error: ValidationError) -> InputError:
    """The error for a value out of bounds. ``what`` it is; the option by its name when None."""
    first = error.errors()[0]
    name = what or f"--{OPTIONS.get(first['loc'][0], first['loc'][0])}"
    if first["type"] == "string_unicode":
        return InputError(
            f"{name} holds bytes that are not UTF-8: {first['input']!r}.", hint="Rename it."
        )
    value = repr(first["input"])
    if len(value) > SHOWN_CHARACTERS:
        value = f"{value[:SHOWN_CHARACTERS]}…"
    return InputError(
        f"{name} cannot be {value}: {first['msg'].lower()}.",
        hint="See: coursewright generate --help",
    )


def _split(types: str | None) -> tuple[str, ...]:
    if types is None:
        return ()
    names = tuple(name.strip().replace("-", "_") for name in types.split(",") if name.strip())
    if not names:
        raise UnknownContentTypeError(
            "--types names no content type.", hint="See: coursewright types"
        )
    return names


def _slug(label: str) -> str:
    stem = label.rpartition(".")[0] or label
    letters = "".join(c if c.isalnum() else "-" for c in stem.casefold())
    return "-".join(part for part in letters.split("-") if part)[:60] or "pack"
