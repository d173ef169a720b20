"""One content type's chain: call_model -> check_answer, both again for an answer of no use."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from core.artifact import Artifact, Completion, Usage
from core.content_type import CheckContext
from core.contract import answer_schema
from core.errors import (
    ContractError,
    CoursewrightError,
    DeadlineExceededError,
    MalformedAnswerError,
    ModelRefusedError,
    UnexpectedError,
)
from core.model_call import ModelCall
from core.settings import settings
from prompts.rendering import DRAFT, Reask, render_draft, render_reask
from services.models import fallbacks_of, fingerprint
from services.quality import Checked
from services.results.keys import completion_key
from tasks.call_model import call_model
from tasks.check_answer import check_answer
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    from prefect.client.schemas.objects import State
    from pydantic import BaseModel

    from core.content_type import ContentType
    from core.model_call import Prompt
    from core.request import ContentRequest
    from core.source import Source
    from services.models import Session

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Material:
    """What the chains of one pack work from.

    Attributes:
        request: What is wanted.
        source: The source; evidence is looked up in all of it.
        language: Language of the pack (ISO 639-1).
        opening: How every prompt opens: the request and the passages the model is shown.
        share: Part of the source's characters that stands in the opening.
        uses: How many calls the opening is for.
        session: What the pack's model calls have in common.
        deadline: When the time for the pack is over, in the event loop's seconds.
    """

    request: ContentRequest
    source: Source
    language: str
    opening: str
    share: float
    uses: int
    session: Session
    deadline: float


@dataclass
class Answers:
    """What one chain has been answered until now."""

    usage: Usage = field(default_factory=Usage)
    cached: bool = True
    reask: Reask | None = None
    keys: list[str] = field(default_factory=list[str])

    @property
    def reasks(self) -> int:
        """How many times it was asked again."""
        return self.reask.number if self.reask else 0


async def make_artifact(
    content_type: ContentType, material: Material, outline: Mapping[str, Any]
) -> Artifact:
    """Have a content type drafted and checked.

    Args:
        content_type: What is made.
        material: From what.
        outline: The outline's content; empty for the outline itself.

    Raises:
        ContentError: No content came of it, or not in time.
        ModelError: The model gave no usable answer.
    """
    async with in_time(material):
        return await _draft_and_check(content_type, material, outline)


@asynccontextmanager
async def in_time(material: Material) -> AsyncGenerator[None]:
    """Work that ends when the time for the pack is over, with a `DeadlineExceededError`."""
    try:
        async with asyncio.timeout_at(material.deadline):
            yield
    except TimeoutError as error:
        limit = settings().pack_timeout_seconds
        raise DeadlineExceededError(
            f"The {limit:g} seconds for the pack were over before this was made.",
            hint="Run it again: what was finished is kept; or raise "
            "COURSEWRIGHT_PACK_TIMEOUT_SECONDS.",
        ) from error


async def _draft_and_check(
    content_type: ContentType, material: Material, outline: Mapping[str, Any]
) -> Artifact:
    started = time.perf_counter()
    context = CheckContext(material.source, material.request, material.language, outline)
    answers = Answers()

    async def check(completion: Completion) -> Checked:
        _, checked = await outcome(
            check_answer, Checked, completion, Sealed(content_type), Sealed(context)
        )
        return checked

    call, completion, checked = await usable_answer(
        lambda reask: draft_call(content_type, material, outline, reask), check, material, answers
    )
    return Artifact(
        content_type=content_type.name,
        title=str((outline or checked.content)["title"]),
        content=checked.content,
        report=checked.report,
        items=checked.items,
        model=completion.model,
        requested_model=call.model,
        usage=answers.usage,
        cached=answers.cached,
        reasks=answers.reasks,
        repairs=checked.repairs,
        source_share=material.share,
        seconds=round(time.perf_counter() - started, 3),
        prompt_sha256=call.prompt.sha256,
        answers=tuple(answers.keys),
        created_at=datetime.now(UTC),
    )


async def usable_answer(
    call_for: Callable[[Reask | None], ModelCall],
    check: Callable[[Completion], Awaitable[R]],
    material: Material,
    answers: Answers,
) -> tuple[ModelCall, Completion, R]:
    """Have a call made until its answer is of use: the call, its answer, and what came of it.

    Args:
        call_for: The call, or the one that asks again.
        check: What is made of an answer.
        material: What the call is about.
        answers: Counts them.

    Raises:
        ContentError: The last answer there was to be was of no use.
        ModelError: There was none.
    """
    while True:
        call = call_for(answers.reask)
        completion = await _answer(call, material, answers)
        try:
            return call, completion, await check(completion)
        except (MalformedAnswerError, ContractError) as error:
            if answers.reasks >= settings().max_reasks:
                raise
            answers.reask = Reask(answers.reasks + 1, completion.text, error)


async def _answer(call: ModelCall, material: Material, answers: Answers) -> Completion:
    """The model's answer, counted.

    A model that does not take being asked again (the embedded one) has the first error stand.
    """
    cached = material.request.use_cache
    task = call_model if cached else call_model.with_options(refresh_cache=True)
    try:
        state, completion = await outcome(task, Completion, Sealed(call), Sealed(material.session))
    except ModelRefusedError:
        if answers.reask:
            raise answers.reask.error from None
        raise
    answers.keys.append(completion_key(call))
    answers.usage += completion.usage
    answers.cached = answers.cached and state.name == "Cached"
    return completion


async def outcome(task: Any, kind: type[R], *arguments: object) -> tuple[State[R], R]:
    """A task run's final state, whose name says whether it came from the cache, and its result.

    Args:
        task: The task; Prefect's types do not know `return_state` for async functions.
        kind: What it returns when it does not fail.
        arguments: Its arguments.

    Raises:
        CoursewrightError: What the task raised; anything else it raised as an `UnexpectedError`.
    """
    state: State[R] = await task(*arguments, return_state=True)
    result = await state.aresult(raise_on_failure=False)
    if isinstance(result, kind):
        return state, result
    if isinstance(result, CoursewrightError):
        raise result
    raise UnexpectedError(
        f"A fault of ours. {state.message}",
        hint="The run's log in the Prefect UI has the traceback; please report it.",
    )


def draft_call(
    content_type: ContentType,
    material: Material,
    outline: Mapping[str, Any],
    reask: Reask | None = None,
) -> ModelCall:
    """The call for a draft, or the one that asks again after an answer of no use."""
    asked = (content_type, material.opening, material.request, material.language, outline)
    prompt: Prompt = render_reask(*asked, reask) if reask else render_draft(*asked)
    step = reask.step if reask else DRAFT
    most = content_type.output_tokens(material.request)
    return model_call(content_type, material, step, prompt, content_type.schema, most)


def model_call(
    content_type: ContentType,
    material: Material,
    step: str,
    prompt: Prompt,
    schema: type[BaseModel],
    max_output_tokens: int,
) -> ModelCall:
    """The call that asks this prompt for an answer of this schema."""
    material.session.uses[prompt.shared_sha256] = material.uses
    model = material.request.model_for(content_type.name)
    wanted = json.dumps(answer_schema(schema), sort_keys=True)
    return ModelCall(
        tenant=material.request.tenant,
        content_type=content_type.name,
        step=step,
        model=model,
        fallbacks=fallbacks_of(model),
        options=settings().options_for(content_type.name, max_output_tokens),
        model_code=fingerprint(model, content_type),
        schema_sha256=hashlib.sha256(wanted.encode()).hexdigest(),
        source_sha256=material.source.sha256,
        prompt=prompt,
    )
