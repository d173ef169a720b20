"""``coursewright regenerate``: a new version of a stored pack, made of what can be kept."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.exits import Exit
from cli.making import check_models, make_pack
from cli.sources import (
    check_source_reference,
    expanded,
    source_reference,
    wanted_types,
)
from cli.streams import LastingConsole
from cli.summary import print_json, print_summary
from core.pack import PackState
from core.request import BaseVersion
from core.settings import settings
from prompts.catalog import content_types
from services.exports import check_output
from services.models import check_request
from services.stores import open_stores
from services.versions.browsing import find_version

if TYPE_CHECKING:
    from core.version import PackVersion

COMMAND = "regenerate"
LOCAL = "local"


def regenerate(
    version: str,
    /,
    *,
    out: str,
    types: str | None = None,
    source: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Make a new version of a stored pack: some types anew, or only what an edited source touches.

    What is neither named nor touched is taken over and costs nothing.

    Args:
        version: The stored version's id, or the first characters of it.
        out: Folder for the new pack.
        types: Content types to make anew, separated by commas; by default only those whose
            evidence no longer stands in the source.
        source: The source when it is elsewhere now; by default where it was.
        as_json: Print one JSON document on standard output and nothing else there.
    """
    stored = asyncio.run(_found(version))
    folder = expanded(out).absolute()
    changes: dict[str, Any] = {
        "base": BaseVersion(version_id=stored.id, remake=wanted_types(types)),
        "output": str(folder),
        "use_cache": True,
    }
    if source is not None:
        changes["source"] = source_reference(source, COMMAND)
    request = stored.request.model_copy(update=changes)
    check_request(request, content_types())
    check_source_reference(request)
    check_output(folder)
    check_models(request)
    pack, server = make_pack(request)
    if as_json:
        print_json(pack, server)
    else:
        print_summary(pack, server, LastingConsole(highlight=False, soft_wrap=True))
    return Exit.COMPLETE if pack.state is PackState.COMPLETE else Exit.PARTIAL


async def _found(reference: str) -> PackVersion:
    async with open_stores(settings()) as stores:
        return await find_version(stores.versions, LOCAL, reference)
