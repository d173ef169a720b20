"""The flow that makes packs before anybody asks for them.

For each pack, one after the other: find_stored -> generate_content, unless it is warm already.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prefect.runtime import flow_run

from core.errors import CoursewrightError
from core.warming import WarmedPack, WarmingRequest, Warmth
from flows.generate_content import generate_content
from monitoring.progress import StepState, report
from services.results.storage import result_storage
from services.runs.inline import untagged
from services.runs.quick_flow import quick_flow
from services.runs.reporting import show_warming
from tasks.find_requests import find_requests
from tasks.find_stored import find_stored

if TYPE_CHECKING:
    from core.request import ContentRequest


def _flow_run_name() -> str:
    request = WarmingRequest.model_validate(flow_run.parameters["request"])
    named, wanted = len(request.requests), request.most_requested
    return f"{named} named, {wanted} most wanted · {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@quick_flow(
    name="warm-cache",
    flow_run_name=_flow_run_name,
    persist_result=False,
    result_storage=result_storage(),
)
async def warm_cache(request: WarmingRequest) -> tuple[WarmedPack, ...]:
    """Have packs ready: those named, and the most wanted; what is warm already is skipped.

    A pack that fails costs the others nothing. When the budget is used up, the rest is left.

    Args:
        request: Which packs, and what all of it may cost.
    """
    wanted = list(request.requests)
    if request.most_requested:
        with untagged():
            wanted += await find_requests(request.tenant, request.days, request.most_requested)
    left = request.budget_usd
    made: list[WarmedPack] = []
    for each in wanted:
        one = await _warmed(each, left)
        made.append(one)
        if left is not None:
            left -= one.cost_usd or 0.0
    await show_warming(made)
    return tuple(made)


async def _warmed(request: ContentRequest, budget_usd: float | None) -> WarmedPack:
    """Have one pack ready, for no more than what is left."""
    source = request.source.label
    if budget_usd is not None and budget_usd <= 0:
        return WarmedPack(source=source, warmth=Warmth.LEFT, detail="The budget was used up.")
    budgets = [each for each in (request.budget_usd, budget_usd) if each is not None]
    request = request.model_copy(
        update={"budget_usd": min(budgets, default=None), "output": None, "use_cache": True}
    )
    report(source, StepState.RUNNING)
    try:
        with untagged():
            if await find_stored(request):
                report(source, StepState.CACHED)
                return WarmedPack(source=source, warmth=Warmth.WARM)
        pack = (await generate_content(request=request)).value
    except CoursewrightError as error:
        report(source, StepState.FAILED, error.message)
        return WarmedPack(source=source, warmth=Warmth.FAILED, detail=error.message)
    report(source, StepState.DONE, pack.title)
    cost = pack.spent.cost_usd
    return WarmedPack(source=source, warmth=Warmth.MADE, detail=pack.title, cost_usd=cost)
