"""``coursewright prompts cost``: the tokens of each prompt by part, and which parts are shared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.exits import Exit
from cli.planning import plan
from cli.streams import LastingConsole, one_line, write_out
from flows.plan import planned_drafts
from flows.prompt_parts import PARTS, Measured, measure, shared_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from core.source import Source

COMMAND = "prompts cost"


def cost(
    source: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    types: str | None = None,
    model: Annotated[list[str] | None, Parameter(negative=())] = None,
    language: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Count the tokens of each prompt by its parts. No model is called.

    Args:
        source: As for generate.
        types: Content types, separated by commas; all by default.
        model: As for generate; the embedded one is shown long sources whole, others are not.
        language: Language of the pack; the source's by default.
        as_json: Print one JSON document.
    """
    planned = plan(COMMAND, source, types=types, model=model, language=language)
    prompts = measure(planned_drafts(*planned))
    if as_json:
        write_out(json.dumps(_document(prompts), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(planned.source, prompts, LastingConsole(highlight=False, soft_wrap=True))
    return Exit.COMPLETE


def _document(prompts: Sequence[Measured]) -> dict[str, Any]:
    return {
        "prompts": [
            {
                "type": each.content_type,
                "tokens": each.tokens,
                "parts": {
                    part: {"tokens": tokens, "shared": part in each.shared}
                    for part, tokens in each.parts.items()
                },
            }
            for each in prompts
        ],
        "tokens": sum(each.tokens for each in prompts),
        "shared_share": round(shared_share(prompts), 4),
        "assumed": _assumed(prompts),
    }


def _print(source: Source, prompts: Sequence[Measured], console: Console) -> None:
    console.print(f"{one_line(source.title)}: {source.words} words", markup=False)
    console.print(_table(prompts))
    total = sum(each.tokens for each in prompts)
    console.print("* to the byte as in a call before it, so a provider can reuse what it has read.")
    console.print(f"Shared: {shared_share(prompts):.0%} of the pack's {total:,} input tokens.")
    console.print(f"Assumed: {_assumed(prompts)}")


def _assumed(prompts: Sequence[Measured]) -> str:
    outline = max(each.parts["outline"] for each in prompts)
    said = "no answer is asked for again; tokens are estimates."
    return f"an outline of {outline:,} tokens; {said}" if outline else said


def _table(prompts: Sequence[Measured]) -> Table:
    from rich.table import Table  # noqa: PLC0415 (late: --json has no need of it)

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("prompt", no_wrap=True)
    for heading in (*PARTS, "all"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in prompts:
        cells = (f"{each.parts[part]:,}{'*' if part in each.shared else ''}" for part in PARTS)
        table.add_row(each.content_type, *cells, f"{each.tokens:,}")
    return table
