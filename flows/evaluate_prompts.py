"""The flow that evaluates prompts: each type's template drafts from the golden samples."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime

from prefect.runtime import flow_run

from flows.candidates import candidates_from, types_named
from flows.judging import all_of, judge, open_bench, run_facts
from services.evaluation import Evaluation, EvaluationRequest
from services.optimizer import in_place_of
from services.results.storage import result_storage
from services.runs.inline import untagged
from services.runs.quick_flow import quick_flow
from tasks.publish_report import publish_report
from tasks.sealed import Sealed


def _flow_run_name() -> str:
    request = EvaluationRequest.model_validate(flow_run.parameters["request"])
    return f"{request.model} · {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@quick_flow(
    name="evaluate-prompts",
    flow_run_name=_flow_run_name,
    persist_result=False,
    result_storage=result_storage(),
)
async def evaluate_prompts(request: EvaluationRequest) -> Evaluation:
    """Evaluate the templates in use, or others, on the golden samples.

    The answers are the persisted ones of `tasks.call_model`: evaluating the same prompts again
    costs nothing.

    Args:
        request: Which templates, and the model that answers them.

    Raises:
        InputError: A content type or a template is not there, or cannot be used.
        ModelError: A call failed for a reason that is not a template's.
    """
    texts = candidates_from(request.templates, request.types) if request.templates else {}
    types = types_named(tuple(texts) or request.types)
    with untagged(), ExitStack() as folders:
        judged = [
            folders.enter_context(in_place_of(each, texts[each.name])) if texts else each
            for each in types
        ]
        async with open_bench(request, len(judged)) as bench:
            figures = await all_of(judge(each, bench) for each in judged)
            evaluation = Evaluation(
                **run_facts(request, bench),
                templates=request.templates,
                figures=tuple(figures),
            )
        await publish_report(Sealed(evaluation), Sealed({}))
    return evaluation
