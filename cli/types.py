"""``coursewright types`` and ``coursewright schema``: what can be made, and its format."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter

from cli.streams import write_out
from prompts.catalog import content_types


def types(*, as_json: Annotated[bool, Parameter(name="--json", negative=())] = False) -> None:
    """List the content types.

    Args:
        as_json: Print one JSON document.
    """
    if as_json:
        rows = [
            {"name": each.name, "title": each.title, "summary": each.summary}
            for each in content_types().values()
        ]
        write_out(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    width = max(len(name) for name in content_types())
    for each in content_types().values():
        write_out(f"{each.name:<{width}}  {each.summary}\n")


def schema() -> None:
    """Print the JSON Schema of pack.json."""
    # Late: the exports' libraries are of no use to the other commands.
    from services.exports import pack_schema  # noqa: PLC0415 (late, see above)

    document = pack_schema(list(content_types().values()))
    write_out(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
