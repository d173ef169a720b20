"""The flow that makes packs before anybody asks for them.

For each pack, one after the other: find_stored -> generate_content, unless it is warm already.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prefect.runtime import flow_run

from core.errors import (
    BudgetExceededError,
    CoursewrightError,
    InputError,
    OutputError,
    StoreError,
)
from core.pack import PackState
from core.settings import settings
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
    from core.pack import Pack
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

    A pack that fails leaves the others. When the budget is used up, or might be, the rest is left.

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
        one, left = await _warmed(each, left)
        made.append(one)
    await show_warming(made)
    return tuple(made)


async def _warmed(
    request: ContentRequest, left_usd: float | None
) -> tuple[WarmedPack, float | None]:
    """Have one pack ready, for no more than what is left; and what is left then."""
    source = request.source.label
    if left_usd is not None and left_usd <= 0:
        left = WarmedPack(source=source, warmth=Warmth.LEFT, detail="The budget was used up.")
        return left, left_usd
    own = request.budget_usd or settings().budget_usd
    budgets = [each for each in (own, left_usd) if each is not None]
    request = request.model_copy(
        update={"budget_usd": min(budgets, default=None), "output": None, "use_cache": True}
    )
    report(source, StepState.RUNNING)
    try:
        with untagged():
            if await find_stored(request):
                report(source, StepState.CACHED)
                return WarmedPack(source=source, warmth=Warmth.WARM), left_usd
        pack = (await generate_content(request=request)).value
    except CoursewrightError as error:
        report(source, StepState.FAILED, error.message)
        return _failed(request, error, left_usd)
    return _outcome(source, pack), _left(pack, left_usd)


def _failed(
    request: ContentRequest, error: CoursewrightError, left_usd: float | None
) -> tuple[WarmedPack, float | None]:
    """A pack that could not be made. What its calls cost is not known: all that they might have."""
    before_any_call = isinstance(error, (InputError, StoreError))
    free = before_any_call and not isinstance(error, OutputError)
    if not free and left_usd is not None:
        left_usd -= request.budget_usd or left_usd
    failed = WarmedPack(
        source=request.source.label,
        warmth=Warmth.FAILED,
        detail=error.message,
        cost_usd=0.0 if free else None,
    )
    return failed, left_usd


def _outcome(source: str, pack: Pack) -> WarmedPack:
    cost = pack.spent.cost_usd
    if pack.state is PackState.COMPLETE:
        report(source, StepState.DONE, pack.title)
        return WarmedPack(source=source, warmth=Warmth.MADE, detail=pack.title, cost_usd=cost)
    missing = " ".join(f"{each.content_type}: {each.message}" for each in pack.errors)
    report(source, StepState.FAILED, missing)
    return WarmedPack(source=source, warmth=Warmth.PARTIAL, detail=missing, cost_usd=cost)


def _left(pack: Pack, left_usd: float | None) -> float | None:
    """What is left of the budget; nothing when it was too small for one of the pack's calls."""
    if left_usd is None:
        return None
    refused = any(each.code == BudgetExceededError.code for each in pack.errors)
    if refused and pack.request.budget_usd == left_usd:
        return 0.0
    return left_usd - (pack.spent.cost_usd or 0.0)
