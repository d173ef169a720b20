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
from rich.console import Console

from cli.exits import Exit
from cli.progress import SERVER, showing_steps
from cli.summary import print_json, print_summary
from core.errors import InputError, UnknownContentTypeError
from core.pack import PackState
from core.request import EMBEDDED_MODEL, ContentRequest, DifficultyLevel
from core.settings import settings
from core.source import SourceReference
from monitoring.progress import StepEvent, StepState, listening
from prompts.catalog import content_types, derived_types
from services.exports import check_output
from services.models import check_model, warm_up
from services.runs.client import become_client
from services.runs.local_server import begin_start
from services.sources import check_reference, prefetch, store_blob

if TYPE_CHECKING:
    from collections.abc import Generator

    from core.pack import Pack
    from services.runs.local_server import ServerInfo

STANDARD_INPUT = "-"
TOPIC = "topic:"
DEFAULT_FOLDER = Path("learning-packs")


def generate(  # noqa: PLR0913 (each is an option of the command)
    source: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    types: str | None = None,
    out: Path | None = None,
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
    name = model or settings().model
    check_model(name)
    reference = _reference(source)
    if reference.topic is None or name == EMBEDDED_MODEL:
        check_reference(reference, settings())
    folder = (out or DEFAULT_FOLDER / _slug(reference.label)).absolute()
    check_output(folder)
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
    pack, server = _run(request)
    if as_json:
        print_json(pack, server)
    else:
        print_summary(pack, server, Console(highlight=False, soft_wrap=True))
    return Exit.COMPLETE if pack.state is PackState.COMPLETE else Exit.PARTIAL


def _run(request: ContentRequest) -> tuple[Pack, ServerInfo]:
    steps = [SERVER, "ingest", *_step_names(request), "publish"]
    with showing_steps(Console(stderr=True, highlight=False, soft_wrap=True), steps) as listener:
        listener(StepEvent(SERVER, StepState.RUNNING))
        start = begin_start(settings())
        # The server and the embedded model boot meanwhile: what a run needs is imported beside.
        warm_up(request.model, content_types)
        prefetch(request.source, settings())
        become_client(settings(), start.api_url)
        with _collector_paused():
            from flows.generate_content import (  # noqa: PLC0415 (late, see above)
                generate_content,
            )
            from services.runs.inline import run_inline  # noqa: PLC0415 (late, see above)

        async def run() -> tuple[Pack, ServerInfo]:
            info = await start.ready()
            listener(StepEvent(SERVER, StepState.DONE, info.ui_url))
            with listening(listener):
                return await run_inline(generate_content, request, info.api_url), info

        return asyncio.run(run())


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
    if source == STANDARD_INPUT:
        return store_blob(
            sys.stdin.buffer.read(settings().source_max_bytes + 1), "stdin", settings()
        )
    if source.startswith(TOPIC):
        return SourceReference(topic=source.removeprefix(TOPIC).strip())
    if "://" in source:
        return SourceReference(address=source)
    return SourceReference(path=str(Path(source).expanduser().absolute()))


def _request(**wanted: object) -> ContentRequest:
    """The request; options that were not given keep the request's own defaults."""
    given = {name: value for name, value in wanted.items() if value is not None}
    try:
        return ContentRequest.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        option = "".join(f"--{part}" for part in first["loc"][:1])
        raise InputError(
            f"{option} cannot be {first['input']!r}: {first['msg'].lower()}.",
            hint="See: coursewright generate --help",
        ) from error


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
