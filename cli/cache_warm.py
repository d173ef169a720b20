"""``coursewright cache warm``: packs made before anybody asks for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from pydantic import ValidationError

from cli.exits import Exit
from cli.making import check_models
from cli.prompt_runs import run_on_server
from cli.sources import (
    OPTIONS,
    check_source_reference,
    expanded,
    make_request,
    source_reference,
    wanted_models,
    wanted_types,
)
from cli.streams import one_line, write_out
from core.errors import InputError
from core.warming import WarmingRequest, Warmth
from prompts.catalog import content_types
from services.models import check_request

if TYPE_CHECKING:
    from core.request import ContentRequest

COMMAND = "cache warm"


def warm(
    *sources: str,
    sources_from: Annotated[str | None, Parameter(name="--from")] = None,
    most_requested: int = 0,
    days: int = 30,
    types: str | None = None,
    model: Annotated[list[str] | None, Parameter(negative=())] = None,
    budget: float | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Make packs before anybody asks for them; what is stored already is skipped.

    Args:
        sources: Sources, as for generate.
        sources_from: A file that names more of them, one on each line.
        most_requested: How many of the most requested packs besides.
        days: Requests of so many days count.
        types: As for generate; for the sources named.
        model: As for generate; for the sources named.
        budget: What all of it may cost in US dollars; when it is used up, the rest is left.
        as_json: Print one JSON document.
    """
    named = [*sources, *_lines(sources_from)]
    if not named and not most_requested:
        raise InputError(
            "Nothing says what to warm.",
            hint="Name sources, --from FILE, or --most-requested N.",
        )
    requests = tuple(_request(each, types, model) for each in named)
    try:
        request = WarmingRequest(
            requests=requests, most_requested=most_requested, days=days, budget_usd=budget
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = OPTIONS.get(first["loc"][0], str(first["loc"][0]).replace("_", "-"))
        raise InputError(
            f"--{name} cannot be {first['input']!r}: {first['msg'].lower()}.",
            hint=f"See: coursewright {COMMAND} --help",
        ) from error
    for each in requests:
        check_models(each.model_copy(update={"budget_usd": budget}))
    made, _ = run_on_server(_flow, request, [each.source.label for each in requests])
    if as_json:
        document = [each.model_dump(mode="json") for each in made]
        write_out(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        for each in made:
            detail = f": {one_line(each.detail)}" if each.detail else ""
            write_out(f"{each.warmth.value:<7}{each.source}{detail}\n")
    whole = all(each.warmth in (Warmth.WARM, Warmth.MADE) for each in made)
    return Exit.COMPLETE if whole else Exit.PARTIAL


def _flow():  # noqa: ANN202 (Prefect is dear, and its type with it)
    from flows.warm_cache import warm_cache  # noqa: PLC0415 (Prefect is dear)

    return warm_cache


def _request(source: str, types: str | None, model: list[str] | None) -> ContentRequest:
    name, by_type = wanted_models(model)
    request = make_request(
        COMMAND,
        source=source_reference(source, COMMAND),
        types=wanted_types(types),
        model=name,
        models=by_type,
    )
    check_request(request, content_types())
    check_source_reference(request)
    return request


def _lines(file: str | None) -> list[str]:
    if file is None:
        return []
    path = expanded(file)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
