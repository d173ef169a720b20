"""``coursewright versions``: stored packs, how they differ, and what is decided about them."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from cli.sources import expanded
from cli.streams import one_line, write_out
from core.settings import settings
from core.version import Standing
from services.stores import open_stores
from services.versions.browsing import find_version

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import TypeVar

    from core.pack import Pack
    from core.version import PackVersion
    from services.stores import Stores
    from services.versions.difference import Difference

    R = TypeVar("R")

LOCAL = "local"
"""The tenant of the command line."""

SHOWN_ID = 12
app = App(name="versions", help="Look at stored packs, compare them, bring one back.")
AtLeastOne = Annotated[int, Parameter(validator=Number(gte=1))]
Json = Annotated[bool, Parameter(name="--json", negative=())]


@app.command(name="list")
def list_versions(
    pack: str | None = None,
    *,
    limit: AtLeastOne = 20,
    tenant: str = LOCAL,
    as_json: Json = False,
) -> None:
    """List versions, the newest first.

    Args:
        pack: Only the versions of this pack (its id, as the list shows it).
        limit: How many at most.
        tenant: Whose.
        as_json: Print one JSON document.
    """

    async def ask(stores: Stores) -> list[PackVersion]:
        page = await stores.versions.list(tenant, pack_id=pack, limit=limit)
        return list(page.versions)

    versions = _with_stores(ask)
    if as_json:
        _print_json([each.model_dump(mode="json") for each in versions])
        return
    if not versions:
        write_out("No version is stored yet. See: coursewright generate --help\n")
        return
    rows = [("version", "no.", "state", "score", "made (UTC)", "standing", "pack", "title")]
    rows += [
        (
            each.id[:SHOWN_ID],
            str(each.number),
            each.state.value,
            str(each.score),
            f"{each.created_at:%Y-%m-%d %H:%M}",
            each.standing.value,
            each.pack_id,
            one_line(each.title),
        )
        for each in versions
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        write_out("  ".join(cells).rstrip() + "\n")


@app.command
def show(version: str, *, tenant: str = LOCAL) -> None:
    """Print what is known of a version, as JSON; the pack itself comes back by restore.

    Args:
        version: Its id, or the first characters of it.
        tenant: Whose.
    """

    async def ask(stores: Stores) -> PackVersion:
        return await find_version(stores.versions, tenant, version)

    _print_json(_with_stores(ask).model_dump(mode="json"))


@app.command
def diff(older: str, newer: str, *, tenant: str = LOCAL, as_json: Json = False) -> None:
    """Say how two versions differ, by content type and item.

    Args:
        older: A version's id, or the first characters of it.
        newer: Another one.
        tenant: Whose.
        as_json: Print one JSON document.
    """

    async def ask(stores: Stores) -> tuple[Pack, Pack]:
        found = [await find_version(stores.versions, tenant, each) for each in (older, newer)]
        before, after = [await stores.versions.load(tenant, each.id) for each in found]
        return before, after

    from services.versions.difference import difference  # noqa: PLC0415 (only here)

    found = difference(*_with_stores(ask))
    if as_json:
        from dataclasses import asdict  # noqa: PLC0415 (only here)

        _print_json(asdict(found))
    else:
        _print_difference(found)


@app.command
def restore(version: str, *, out: str, tenant: str = LOCAL) -> None:
    """Bring a version back: as the newest version of its pack, and into a folder.

    Args:
        version: Its id, or the first characters of it.
        out: Folder for the pack.
        tenant: Whose.
    """
    # Late: the exports' libraries are of no use to the other commands.
    from prompts.catalog import content_types  # noqa: PLC0415 (as above)
    from services.exports import check_output, write_pack  # noqa: PLC0415 (late, see above)
    from services.versions.restoring import restore_version  # noqa: PLC0415 (as above)

    folder = expanded(out).absolute()
    check_output(folder)

    async def bring_back(stores: Stores) -> Pack:
        found = await find_version(stores.versions, tenant, version)
        return await restore_version(stores.versions, found, datetime.now(UTC))

    pack = _with_stores(bring_back)
    written = write_pack(pack, list(content_types().values()), folder)
    number = pack.stored.number if pack.stored else "?"
    write_out(f"Restored as version {number} of the pack.\nPack:  {written.output}\n")
    write_out(f"Open:  {(Path(written.output or '') / 'index.html').as_uri()}\n")


@app.command
def approve(version: str, *, by: str, tenant: str = LOCAL) -> None:
    """Mark a version as approved: it answers requests, and retention never takes it.

    Args:
        version: Its id, or the first characters of it.
        by: Who decides.
        tenant: Whose.
    """

    async def decide(stores: Stores) -> PackVersion:
        found = await find_version(stores.versions, tenant, version)
        at = datetime.now(UTC)
        return await stores.versions.decide(tenant, found.id, Standing.APPROVED, by, at)

    _print_decision(_with_stores(decide))


@app.command
def withdraw(version: str, *, by: str, tenant: str = LOCAL) -> None:
    """Withdraw a version: it answers no request any more, nor do the answers it was made of.

    Args:
        version: Its id, or the first characters of it.
        by: Who decides.
        tenant: Whose.
    """
    from services.results.opening import open_results  # noqa: PLC0415 (only here)
    from services.versions.withdrawing import withdraw_version  # noqa: PLC0415 (only here)

    async def decide(stores: Stores) -> PackVersion:
        found = await find_version(stores.versions, tenant, version)
        cache, at = open_results().tiers, datetime.now(UTC)
        return await withdraw_version(stores.versions, found, cache, by, at)

    _print_decision(_with_stores(decide))


def _print_decision(made: PackVersion) -> None:
    write_out(f"Version {made.number} ({made.id[:SHOWN_ID]}) is {made.standing.value}.\n")


def _with_stores(work: Callable[[Stores], Awaitable[R]]) -> R:
    async def run() -> R:
        async with open_stores(settings()) as stores:
            return await work(stores)

    return asyncio.run(run())


def _print_json(document: object) -> None:
    write_out(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def _print_difference(found: Difference) -> None:
    lines: list[str] = []
    if found.source_changed:
        lines.append("The source has changed.")
    lines += [f"+ {name}: is new" for name in found.added_types]
    lines += [f"- {name}: is no longer there" for name in found.removed_types]
    for name in dict.fromkeys(change.content_type for change in found.changes):
        own = [change for change in found.changes if change.content_type == name]
        counts = {kind: sum(each.kind == kind for each in own) for kind in SIGNS}
        lines.append(f"{name}: " + ", ".join(f"{n} {kind}" for kind, n in counts.items() if n))
        for each in own:
            where = each.label or each.path.removeprefix("$.")
            lines.append(f"  {SIGNS[each.kind]} {where}")
            if each.before:
                lines.append(f"      was: {each.before}")
            if each.after:
                lines.append(f"      is:  {each.after}")
    if found.same_types:
        lines.append(f"The same: {', '.join(found.same_types)}.")
    write_out("\n".join(one_line_each(lines)) + "\n")


def one_line_each(lines: list[str]) -> list[str]:
    """Each line as one line, indented as it was."""
    return [line[: len(line) - len(line.lstrip())] + one_line(line.lstrip()) for line in lines]
