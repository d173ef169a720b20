"""The task that reads a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.settings import settings
from services.sources import read_source

if TYPE_CHECKING:
    from core.source import Source, SourceReference


@task(
    name="ingest",
    task_run_name="ingest: {reference.label}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def ingest(reference: SourceReference) -> Source:
    """Read the source and divide it into passages. Raises the `SourceError` family."""
    return await read_source(reference, settings())
