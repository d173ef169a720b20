"""The flow that compares candidates with the templates in use, and proposes the better ones.

Nothing in ``prompts/`` is written: a proposal is a file beside the report, for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prefect.runtime import flow_run

from core.errors import InputError
from core.settings import settings
from flows.candidates import (
    candidates_from,
    check_template,
    current_template,
    template_folders,
    types_named,
)
from flows.chain import outcome
from flows.judging import all_of, judge, open_bench, run_facts
from monitoring.progress import StepState, report
from services.evaluation import (
    VERTEX,
    Optimization,
    OptimizationRequest,
    check_report_folder,
    compare,
    refused,
)
from services.optimizer import check_vertex, in_place_of, replace_task, task_of
from services.results.storage import result_storage
from services.runs.inline import untagged
from services.runs.quick_flow import quick_flow
from tasks.propose_prompt import Rewriting, propose_prompt
from tasks.publish_report import publish_report
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from core.content_type import ContentType
    from flows.judging import Bench
    from services.evaluation import Comparison

CANDIDATE = "candidate"
PROPOSE = "propose"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A candidate's text, or why there is none."""

    content_type: ContentType
    origin: str
    text: str = ""
    refusal: str = ""


def _flow_run_name() -> str:
    request = OptimizationRequest.model_validate(flow_run.parameters["request"])
    types = ", ".join(request.types) or "all types"
    return f"{types} · {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@quick_flow(
    name="optimize-prompts",
    flow_run_name=_flow_run_name,
    persist_result=False,
    result_storage=result_storage(),
)
async def optimize_prompts(request: OptimizationRequest) -> Optimization:
    """Compare candidates with the templates in use on the golden samples.

    Args:
        request: Which types, where the candidates come from, where the report goes.

    Raises:
        InputError: A candidate from a file, or the output folder, cannot be used.
        ModelError: A call failed for a reason that is not a template's.
    """
    output = check_report_folder(Path(request.output), template_folders())
    with untagged():
        candidates = await _candidates(request)
        async with open_bench(request, 2 * len(candidates)) as bench:
            comparisons = await all_of(_compare(each, bench) for each in candidates)
            optimization = Optimization(
                **run_facts(request, bench),
                comparisons=tuple(comparisons),
                output=str(output),
            )
        texts = {each.content_type.name: each.text for each in candidates}
        proposed = {each.content_type: texts[each.content_type] for each in optimization.proposed}
        await publish_report(Sealed(optimization), Sealed(proposed))
    return optimization


async def _candidates(request: OptimizationRequest) -> list[_Candidate]:
    if request.candidate == VERTEX:
        check_vertex(settings())
        types = types_named(request.types)
        return await all_of(_from_vertex(each, request) for each in types)
    texts = candidates_from(request.candidate, request.types)
    types = types_named(tuple(texts))
    return [_Candidate(each, request.candidate, texts[each.name]) for each in types]


async def _from_vertex(content_type: ContentType, request: OptimizationRequest) -> _Candidate:
    """What the optimizer suggests; unusable text costs only this type."""
    step = f"{content_type.name} {PROPOSE}"
    report(step, StepState.RUNNING)
    current = current_template(content_type)
    rewriting = Rewriting(request.tenant, content_type.name, task_of(current))
    task = propose_prompt if request.use_cache else propose_prompt.with_options(refresh_cache=True)
    _, suggestion = await outcome(task, str, Sealed(rewriting))
    try:
        text = replace_task(current, suggestion)
        check_template(content_type, text)
    except InputError as error:
        report(step, StepState.FAILED, error.message)
        return _Candidate(content_type, VERTEX, refusal=error.message)
    report(step, StepState.DONE)
    return _Candidate(content_type, VERTEX, text)


async def _compare(candidate: _Candidate, bench: Bench) -> Comparison:
    content_type = candidate.content_type
    if candidate.refusal:
        return refused(content_type.name, candidate.origin, candidate.refusal)
    current = await judge(content_type, bench)
    with in_place_of(content_type, candidate.text) as changed:
        figures = await judge(changed, bench, f"{content_type.name} {CANDIDATE}")
    return compare(current, figures, candidate.origin)
