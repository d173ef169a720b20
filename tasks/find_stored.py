"""The task that looks whether a stored version answers a request."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.request import ContentRequest  # noqa: TC001 (Prefect resolves annotations)
from prompts.catalog import derived_types, outline_type
from prompts.digests import prompt_digests
from services.versions.storing import stored_version


@task(
    name="find_stored",
    task_run_name="is {request.source.label} warm?",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def find_stored(request: ContentRequest) -> bool:
    """Whether one does. Raises `StoreError`, and `SourceNotFoundError` when the source is gone."""
    types = (outline_type(), *derived_types(request.types))
    return await stored_version(request, types, prompt_digests(types)) is not None
