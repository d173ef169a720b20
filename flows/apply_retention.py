"""The flow that lets go of old versions: expire_versions, a dry run unless told to delete."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect.runtime import flow_run

from services.results.storage import result_storage
from services.runs.inline import untagged
from services.runs.quick_flow import quick_flow
from services.versions.retention_request import ExpiredVersion, RetentionRequest
from tasks.expire_versions import expire_versions


def _flow_run_name() -> str:
    request = RetentionRequest.model_validate(flow_run.parameters["request"])
    what = "delete" if request.delete else "dry run"
    return f"{what} · {request.tenant or 'everybody'} · {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@quick_flow(
    name="apply-retention",
    flow_run_name=_flow_run_name,
    persist_result=False,
    result_storage=result_storage(),
)
async def apply_retention(request: RetentionRequest) -> tuple[ExpiredVersion, ...]:
    """Let go of versions that are too old or too many; only say which, unless told to delete.

    Approved versions and the last good one of each pack always stay.

    Args:
        request: How long versions stay, and whether those that go are deleted.
    """
    with untagged():
        return await expire_versions(request)
