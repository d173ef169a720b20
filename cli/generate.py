"""``coursewright generate``: a source in, a learning pack out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.exits import Exit
from cli.making import check_models, make_pack, stored_pack
from cli.sources import (
    check_source_reference,
    expanded,
    make_request,
    seconds_of,
    source_reference,
    wanted_models,
    wanted_types,
)
from cli.streams import LastingConsole
from cli.summary import print_json, print_summary
from core.errors import OutputError
from core.pack import PackState
from core.request import DifficultyLevel  # noqa: TC001 (cyclopts reads annotations)
from core.settings import settings
from prompts.catalog import content_types
from services.exports import check_output
from services.models import check_request

if TYPE_CHECKING:
    from core.source import SourceReference

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
    max_age: str | None = None,
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
        cache: Answer with a stored version of the same pack, or take finished model answers from
            the cache; --no-cache makes everything anew, and stores it.
        max_age: Oldest stored version that will do, like 30m, 12h or 7d; of any age by default.
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
        max_age_seconds=seconds_of(max_age),
        output=str(folder),
    )
    check_request(request, content_types())
    check_source_reference(request)
    check_output(folder)
    check_models(request)
    pack, server = stored_pack(request, folder), None
    if pack is None:
        pack, server = make_pack(request)
    if as_json:
        print_json(pack, server)
    else:
        print_summary(pack, server, LastingConsole(highlight=False, soft_wrap=True))
    return Exit.COMPLETE if pack.state is PackState.COMPLETE else Exit.PARTIAL


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
