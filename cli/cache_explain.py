"""``coursewright cache explain``: for each call of a request, whether the cache would answer it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.planning import plan
from cli.streams import write_out
from cli.summary import age_text
from core.errors import ContentError, MalformedAnswerError, ModelError
from core.settings import settings
from prompts.catalog import derived_types, outline_type
from services.runs.client import become_client

if TYPE_CHECKING:
    from cli.planning import Planned
    from core.model_call import ModelCall
    from services.results.explaining import Explanation

COMMAND = "cache explain"
NO_SERVER = "http://127.0.0.1:9/api"
"""Nothing is run, so no server is asked for anything."""


def explain(
    source: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    types: str | None = None,
    model: Annotated[list[str] | None, Parameter(negative=())] = None,
    language: str | None = None,
    pages: int | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> None:
    """Say for each call of a request whether the cache answers it, and if not, what differs.

    Nothing is called and nothing changed. The calls for the content types can only be told once
    the outline is there: while it is not in the cache, they are said to be unknown.

    Args:
        source: As for generate.
        types: As for generate.
        model: As for generate.
        language: As for generate.
        pages: As for generate.
        as_json: Print one JSON document.
    """
    become_client(settings(), NO_SERVER)
    planned = plan(COMMAND, source, types=types, model=model, language=language, pages=pages)
    found, unknown = asyncio.run(_explained(planned))
    if as_json:
        document = {"calls": [{**asdict(each), "hit": each.hit} for each in found]}
        write_out(json.dumps(document | {"unknown": unknown}, indent=2) + "\n")
        return
    for each in found:
        write_out(f"{each.content_type}: {_said(each)}\n")
    for name, reason in unknown.items():
        write_out(f"{name}: not known: {reason}\n")


def _said(found: Explanation) -> str:
    # Late: as everything here that imports Prefect.
    from services.results.explaining import SAYS  # noqa: PLC0415 (late, see above)

    if found.created_at is None:
        return "miss; nothing of this type is stored"
    age = age_text(datetime.now(UTC).timestamp() - found.created_at)
    if found.hit:
        return f"hit in {found.tier}, made {age} ago"
    differing = ", ".join(SAYS[name] for name in found.differing) or "nothing that the key says"
    return f"miss; the nearest stored answer (made {age} ago) differs in {differing}"


async def _explained(planned: Planned) -> tuple[list[Explanation], dict[str, str]]:
    """What is said of the calls that can be told, and why others cannot."""
    # Late: the flows import Prefect, which takes a second.
    from flows.chain import Material, draft_call  # noqa: PLC0415 (late, see above)
    from flows.digests import is_long  # noqa: PLC0415 (as above)
    from prompts.rendering import render_opening  # noqa: PLC0415 (as above)
    from services.models import open_session  # noqa: PLC0415 (as above)
    from services.results.explaining import explain as explained  # noqa: PLC0415 (as above)
    from services.results.opening import open_results  # noqa: PLC0415 (as above)

    request, source, language = planned
    types = derived_types(request.types)
    names = [each.name for each in types]
    tiers = open_results().tiers
    async with open_session() as session:
        opening = render_opening(source, request, language)
        deadline = asyncio.get_running_loop().time() + settings().pack_timeout_seconds
        material = Material(
            request, source, language, opening, 1.0, len(types) + 1, session, deadline
        )
        outline_named = outline_type()
        if await is_long(outline_named, material):
            reason = "the source is so long that it is read in parts"
            return [], dict.fromkeys([outline_named.name, *names], reason)
        call = draft_call(outline_named, material, {})
        first = explained(call, tiers)
        if not first.hit:
            return [first], dict.fromkeys(names, "it depends on the outline, which is not cached")
        try:
            outline = _outline(call, planned)
        except (ContentError, ModelError) as error:
            return [first], dict.fromkeys(names, f"the cached outline is of no use: {error}")
        calls: list[ModelCall] = [draft_call(each, material, outline) for each in types]
        return [first, *(explained(each, tiers) for each in calls)], {}


def _outline(call: ModelCall, planned: Planned) -> dict[str, Any]:
    """The outline that the cached answer holds.

    Raises:
        ContentError: It holds none.
        ModelError: It is a refusal, or cut short.
    """
    # Late: the flows import Prefect, which takes a second.
    from core.content_type import CheckContext  # noqa: PLC0415 (late, see above)
    from services.answers import read_answer  # noqa: PLC0415 (as above)
    from services.quality import check_content  # noqa: PLC0415 (as above)
    from services.results.completions import stored_completion  # noqa: PLC0415 (as above)

    completion = stored_completion(call)
    if completion is None:
        raise MalformedAnswerError("It is gone meanwhile.")
    answer = read_answer(completion.text, finish_reason=completion.finish_reason)
    context = CheckContext(planned.source, planned.request, planned.language, {})
    return check_content(outline_type(), answer.content, context).content
