"""``coursewright store``: backup, moving, and retention of jobs and versions."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from cli.sources import expanded
from cli.streams import one_line, write_out
from core.settings import settings
from services.stores import open_stores
from services.versions.backup import export_store, import_store
from services.versions.cleaning import delete_versions, expired_versions
from services.versions.retention import RetentionPolicy

SHOWN_ID = 12
AtLeastOne = Annotated[int | None, Parameter(validator=Number(gte=1))]
app = App(name="store", help="Back up, move and clean the stored jobs and versions.")


@app.command(name="export")
def export(file: str) -> None:
    """Write everything the store holds to one file.

    Args:
        file: The file, for instance store.jsonl.gz; an older one is replaced at the end.
    """

    async def run() -> str:
        async with open_stores(settings()) as stores:
            counts = await export_store(stores, expanded(file).absolute())
        return f"{counts.versions} versions and {counts.jobs} jobs written to {file}.\n"

    write_out(asyncio.run(run()))


@app.command(name="import")
def import_(file: str) -> None:
    """Put what an export holds into the store; what is there already stays as it is.

    Args:
        file: What export wrote. To move to another kind of store, set COURSEWRIGHT_STORE first.
    """

    async def run() -> str:
        async with open_stores(settings()) as stores:
            counts = await import_store(stores, expanded(file).absolute())
        kind = settings().store
        return f"{counts.versions} versions and {counts.jobs} jobs are in the {kind} store.\n"

    write_out(asyncio.run(run()))


@app.command
def retain(
    *,
    max_age_days: AtLeastOne = None,
    max_versions: AtLeastOne = None,
    tenant: str | None = None,
    delete: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """Say which versions the retention policy lets go of; with --delete, let them go.

    Approved versions and the last good one of each pack always stay.

    Args:
        max_age_days: Older versions go; COURSEWRIGHT_RETENTION_MAX_AGE_DAYS by default.
        max_versions: Of one pack; COURSEWRIGHT_RETENTION_MAX_VERSIONS by default.
        tenant: Whose; everybody's by default.
        delete: Delete them; otherwise they are only listed.
    """
    policy = RetentionPolicy(
        max_age_days if max_age_days is not None else settings().retention_max_age_days,
        max_versions if max_versions is not None else settings().retention_max_versions,
    )

    async def run() -> list[str]:
        async with open_stores(settings()) as stores:
            gone = await expired_versions(stores.versions, policy, datetime.now(UTC), tenant)
            if delete:
                await delete_versions(stores.versions, gone)
        return [
            f"{each.id[:SHOWN_ID]}  {each.created_at:%Y-%m-%d}  version {each.number} of "
            f"{one_line(each.title)}"
            for each in gone
        ]

    lines = asyncio.run(run())
    done = "deleted" if delete else "would go (--delete lets them go)"
    write_out("".join(f"{line}\n" for line in (*lines, f"{len(lines)} versions {done}.")))
