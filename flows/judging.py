"""Judging templates: each drafts from every golden sample, and its first answers are checked."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from prefect.runtime import flow_run

from core.artifact import Completion, Severity, Usage
from core.content_type import OUTLINE, CheckContext
from core.errors import (
    ContentError,
    ContextTooLongError,
    ModelRefusedError,
    TruncatedAnswerError,
    UnexpectedError,
)
from core.request import EMBEDDED_MODEL, ContentRequest
from core.settings import APPLICATION, settings
from flows.chain import Material, model_call, outcome
from monitoring.progress import StepState, report
from prompts.rendering import DRAFT, render_draft, render_opening
from services.evaluation import Judgement, figures_of, golden_samples, share_of_evidence
from services.evaluation.figures import count
from services.models import open_session, price_table
from services.models.tokens import estimate_tokens
from services.quality import Checked
from tasks.call_model import call_model
from tasks.check_answer import check_answer
from tasks.ingest import ingest
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Iterable, Mapping, Sequence

    from prefect.client.schemas.objects import State

    from core.content_type import ContentType
    from core.model_call import ModelCall, Prompt
    from services.evaluation import (
        EvaluationRequest,
        Figures,
        Golden,
        OptimizationRequest,
        RunFacts,
    )

R = TypeVar("R")
CACHED = "Cached"
_TEMPLATES_FAULT = (ContentError, TruncatedAnswerError, ModelRefusedError, ContextTooLongError)
"""What counts against a template; any other error says nothing about it and ends the run."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The golden samples, ready to be drafted from.

    Attributes:
        samples: Each golden sample with the material made of its source.
        at_once: Bounds the calls under way.
    """

    samples: Sequence[tuple[Golden, Material]]
    at_once: asyncio.Semaphore

    @property
    def names(self) -> tuple[str, ...]:
        """The samples' names."""
        return tuple(golden.name for golden, _ in self.samples)

    @property
    def spent(self) -> Usage:
        """What this run has paid for until now."""
        return self.samples[0][1].session.budget.spent


@asynccontextmanager
async def open_bench(
    request: EvaluationRequest | OptimizationRequest, templates: int
) -> AsyncGenerator[Bench]:
    """The golden samples, read; their calls share one session.

    Args:
        request: Which model answers, at what cost.
        templates: How many templates are judged: each source is shown so many times.
    """
    goldens = golden_samples()
    deadline = asyncio.get_running_loop().time() + settings().pack_timeout_seconds
    async with open_session(request.budget_usd) as session:
        samples: list[tuple[Golden, Material]] = []
        for golden in goldens:
            asked = ContentRequest(
                source=golden.reference,
                model=request.model,
                budget_usd=request.budget_usd,
                use_cache=request.use_cache,
                tenant=request.tenant,
            )
            source = await ingest(golden.reference)
            material = Material(
                request=asked,
                source=source,
                language=source.language,
                opening=render_opening(source, asked, source.language),
                share=1.0,
                uses=templates,
                session=session,
                deadline=deadline,
            )
            samples.append((golden, material))
        yield Bench(samples, asyncio.Semaphore(settings().model_concurrency))


def run_facts(request: EvaluationRequest | OptimizationRequest, bench: Bench) -> RunFacts:
    """What a report says of the run it comes of, once all is judged."""
    return {
        "model": request.model,
        "samples": bench.names,
        "spent": bench.spent,
        "prices": price_table(),
        "created_at": datetime.now(UTC),
        "flow_run_id": flow_run.id,
        "product_version": version(APPLICATION),
    }


async def judge(content_type: ContentType, bench: Bench, step: str = "") -> Figures:
    """The figures of the type's template: one draft from each sample, and no re-ask.

    Args:
        content_type: Whose template.
        bench: The golden samples.
        step: Under which name it is reported; the type's when empty.

    Raises:
        ModelError: A call failed for a reason that is not the template's.
    """
    step = step or content_type.name
    report(step, StepState.RUNNING)
    figures = figures_of(
        content_type.name,
        await all_of(
            _judge(content_type, golden, material, bench) for golden, material in bench.samples
        ),
    )
    state = StepState.CACHED if figures.cached else StepState.DONE
    report(step, state, f"score {figures.score:.1f}, {figures.tokens:,} tokens")
    return figures


async def all_of(work: Iterable[Coroutine[Any, Any, R]]) -> list[R]:
    """The results in order; when one fails the others are stopped, for they would go on paying."""
    under_way = [asyncio.create_task(each) for each in work]
    try:
        return await asyncio.gather(*under_way)
    finally:
        for each in under_way:
            each.cancel()


async def _judge(
    content_type: ContentType, golden: Golden, material: Material, bench: Bench
) -> Judgement:
    outline: Mapping[str, Any] = {} if content_type.name == OUTLINE else golden.outline
    call = _call(content_type, material, outline)
    context = CheckContext(material.source, material.request, material.language, outline)
    usage = Usage()
    cached = False
    try:
        async with bench.at_once:
            state, completion = await _draft(call, material)
        cached = state.name == CACHED
        usage = _usage(completion, call.prompt)
        _, checked = await outcome(
            check_answer, Checked, completion, Sealed(content_type), Sealed(context)
        )
    except UnexpectedError:
        raise
    except _TEMPLATES_FAULT as error:
        return Judgement(
            sample=golden.name,
            passed=False,
            error=f"{error.code}: {error.message}",
            usage=usage + (getattr(error, "usage", None) or Usage()),
            cached=cached,
            prompt_sha256=call.prompt.sha256,
        )
    quality = checked.report
    return Judgement(
        sample=golden.name,
        passed=True,
        score=quality.score,
        evidence=share_of_evidence(quality),
        errors=count(quality, Severity.ERROR),
        warnings=count(quality, Severity.WARNING),
        usage=usage,
        cached=cached,
        prompt_sha256=call.prompt.sha256,
    )


def _call(content_type: ContentType, material: Material, outline: Mapping[str, Any]) -> ModelCall:
    request = material.request
    prompt = render_draft(content_type, material.opening, request, material.language, outline)
    most = content_type.output_tokens(request)
    call = model_call(content_type, material, DRAFT, prompt, content_type.schema, most)
    # Another model's answer would say nothing about this one's template.
    return replace(call, fallbacks=())


async def _draft(call: ModelCall, material: Material) -> tuple[State[Completion], Completion]:
    cached = material.request.use_cache
    task = call_model if cached else call_model.with_options(refresh_cache=True)
    return await outcome(task, Completion, Sealed(call), Sealed(material.session))


def _usage(completion: Completion, prompt: Prompt) -> Usage:
    """What the model reported; estimated for the embedded one, which reads no tokens."""
    reported = completion.usage
    if completion.model != EMBEDDED_MODEL and reported.input_tokens:
        return reported
    return reported.model_copy(
        update={
            "input_tokens": estimate_tokens(prompt.instructions) + estimate_tokens(prompt.text),
            "output_tokens": estimate_tokens(completion.text),
        }
    )
