"""What a pack would be made of, for commands that reckon with it and call no model."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from cli.sources import (
    check_source_reference,
    make_request,
    models_of,
    source_reference,
    wanted_models,
    wanted_types,
)
from core.settings import settings
from services.models import check_source
from services.sources import read_source

if TYPE_CHECKING:
    from core.request import ContentRequest
    from core.source import Source


class Planned(NamedTuple):
    """A request with its source, read, and the language its pack will be in."""

    request: ContentRequest
    source: Source
    language: str


def plan(
    command: str,
    source: str,
    *,
    types: str | None,
    model: list[str] | None,
    language: str | None,
    pages: int | None = None,
) -> Planned:
    """The request that the options make, and its source.

    Args:
        command: The command they were given to, for the hint of an error.
        source: A path, an address, "-" or "topic:…".
        types: Content types wanted, separated by commas.
        model: Models, by themselves or as TYPE=PROVIDER:MODEL.
        language: Language of the pack; the source's when None.
        pages: Length of the detailed reading.

    Raises:
        InputError: An option cannot be used, or the source cannot be read, or not by a model that
            is asked for.
    """
    wanted = wanted_types(types)
    name, by_type = wanted_models(model)
    request = make_request(
        command,
        source=source_reference(source, command),
        types=wanted,
        language=language,
        pages=pages,
        model=name,
        models=by_type,
    )
    return _read(request)


def _read(request: ContentRequest) -> Planned:
    check_source_reference(request)
    source = asyncio.run(read_source(request.source, settings()))
    language = request.language or source.language
    for model in models_of(request):
        check_source(model, source, language)
    return Planned(request, source, language)
