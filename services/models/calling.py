"""One call to a model, from prompt to raw completion, with the provider's errors made ours."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import importlib
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifact import Completion, Usage
from core.errors import (
    CoursewrightError,
    ModelError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnavailableError,
    TruncatedAnswerError,
)
from core.model_call import CallOptions, ModelCall, Prompt
from core.request import EMBEDDED_MODEL
from services.models.catalog import resolve_model
from services.models.pricing import cost_usd
from services.models.process import ModelProcess
from services.models.session import open_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model

    from core.content_type import ContentType
    from services.models.attempts import Turn
    from services.models.catalog import Catalog
    from services.models.session import Session

SERVICES = Path(__file__).parent.parent
_NOT_COMPOSING = {"spec.py", "checks.py"}
LIVE_OUTPUT_TOKENS = 2048
LIVE_SECONDS = 30.0


async def complete(call: ModelCall, catalog: Catalog, session: Session) -> Completion:
    """Make the call and return the model's raw answer, unread.

    A model that is down or out of quota leaves it to the next of ``call.fallbacks``.

    Args:
        call: What is asked of which model.
        catalog: Gives the content types by name (the embedded model composes by them); a function
            of a module.
        session: What the calls of one pack have in common; a call is paid for from its budget.

    Raises:
        RetryableModelError: Worth another try: unavailable, too slow, or truncated.
        FinalModelError: Refused, not permitted, too long, or over the budget.
        UnknownModelError: No such model, or it is not configured.
    """
    if call.model == EMBEDDED_MODEL:
        return await _complete_embedded(call, catalog)
    tokens = session.allowances.of(call)
    models = await asyncio.to_thread(_ready, (call.model, *call.fallbacks), catalog)
    from services.models.attempts import Turn  # noqa: PLC0415 (late, see `_ready`)

    turn = Turn(call, session, tokens)
    response = await _ask(turn, models)
    try:
        return _completion(turn.model, response, turn)
    except TruncatedAnswerError:
        session.allowances.cut_short(call)
        raise


async def complete_here(call: ModelCall, catalog: Catalog) -> Completion:
    """Have the embedded model answer in this process.

    Raises:
        ModelRefusedError: It is asked for something it does not compose.
    """
    # Late: half a second of imports that the embedded model's process has and we need not.
    from pydantic_ai.messages import (  # noqa: PLC0415 (late, see above)
        ModelRequest,
        UserPromptPart,
    )
    from pydantic_ai.models import ModelRequestParameters  # noqa: PLC0415 (late, see above)

    request = ModelRequest(parts=[UserPromptPart(content=call.prompt.text)])
    started = time.perf_counter()
    model = resolve_model(call.model, catalog)
    response = await model.request([request], None, ModelRequestParameters())
    return Completion(
        text=response.text or "",
        model=call.model,
        finish_reason="stop",
        usage=Usage(
            calls=1,
            input_tokens=response.usage.input_tokens,
            output_tokens=response.usage.output_tokens,
        ),
        seconds=round(time.perf_counter() - started, 3),
        started_at=response.timestamp,
    )


async def live_check(name: str, catalog: Catalog) -> Completion:
    """Make one tiny call to a model.

    Raises:
        ModelError: It gave no usable answer.
        UnknownModelError: No such model, or it is not configured.
    """
    call = ModelCall(
        tenant="local",
        content_type="check",
        step="live",
        model=name,
        fallbacks=(),
        options=CallOptions(max_output_tokens=LIVE_OUTPUT_TOKENS, timeout_seconds=LIVE_SECONDS),
        model_code="",
        schema_sha256="",
        source_sha256="",
        prompt=Prompt("You answer in JSON.", "", "Answer with the empty JSON object: {}"),
    )
    async with open_session() as session:
        return await complete(call, catalog, session)


def warm_up(name: str, catalog: Catalog) -> None:
    """Begin what takes long before a model's first answer, without waiting for it."""
    if name == EMBEDDED_MODEL:
        model_process(catalog).start()
    else:
        threading.Thread(target=_make_ready, args=(name, catalog), daemon=True).start()


@lru_cache(maxsize=4)
def model_process(catalog: Catalog) -> ModelProcess:
    """The process that makes the embedded model's calls for these content types."""
    return ModelProcess(EMBEDDED_MODEL, f"{catalog.__module__}:{catalog.__qualname__}")


def fingerprint(model: str, content_type: ContentType) -> str:
    """Digest of what shapes the model's answers besides the prompt.

    For the embedded model that is its own code, so that an improved composer is not answered from
    the cache of the old one.
    """
    return _embedded_code(content_type.folder) if model == EMBEDDED_MODEL else ""


async def _complete_embedded(call: ModelCall, catalog: Catalog) -> Completion:
    process = model_process(catalog)
    seconds = call.options.timeout_seconds
    try:
        async with asyncio.timeout(seconds):
            return await process.complete(call)
    except TimeoutError as error:
        process.stop()
        raise ModelTimeoutError(
            f"The model {call.model} did not answer within {seconds:g} seconds."
        ) from error


def _ready(names: Sequence[str], catalog: Catalog) -> list[tuple[str, Model]]:
    """The models, with all loaded that a call to them needs: seconds of imports, for a thread."""
    importlib.import_module("services.models.attempts")
    for name in names:
        cost_usd(name, Usage(calls=1))
    return [(name, resolve_model(name, catalog)) for name in names]


def _make_ready(name: str, catalog: Catalog) -> None:
    with contextlib.suppress(CoursewrightError):  # the call itself will say so
        _ready([name], catalog)


async def _ask(turn: Turn, models: Sequence[tuple[str, Model]]) -> ModelResponse:
    from pydantic_ai.exceptions import (  # noqa: PLC0415 (late, see `_ready`)
        AgentRunError,
        FallbackExceptionGroup,
    )
    from pydantic_ai.models import ModelRequestParameters  # noqa: PLC0415 (late, as above)

    from services.models import faults  # noqa: PLC0415 (late, as above)
    from services.models.attempts import chain  # noqa: PLC0415 (late, as above)

    call, session = turn.call, turn.session
    for _, model in models:
        await session.clients.open(model)
    session.asked.set()
    try:
        return await chain(turn, models).request([], None, ModelRequestParameters())
    except (AgentRunError, FallbackExceptionGroup) as error:
        # Not `from error`: its text may repeat keys and the source, and would be logged with ours.
        if session.allowances.raised(call) and faults.is_about_options(error):
            session.allowances.exhaust(call)  # it may not have so much as it was now allowed
            raise _truncated(turn) from None
        raise _made_ours(turn, error) from None


def _made_ours(turn: Turn, error: Exception) -> ModelError:
    from services.models import faults  # noqa: PLC0415 (late, see `_ready`)

    if isinstance(error, ExceptionGroup):
        return faults.of_all(turn.errors)
    return turn.errors[-1] if turn.errors else faults.ours(turn.call.model, error)


def _completion(model: str, response: ModelResponse, turn: Turn) -> Completion:
    """The answer, after a look at why it ended.

    Raises:
        ModelError: It is no complete answer; carries what it cost.
    """
    details = response.provider_details or {}
    raw_reason = details.get("finish_reason") or details.get("block_reason")
    problem: ModelError | None = None
    text = response.text or ""
    if response.finish_reason == "length":
        problem = _truncated(turn)
    elif response.finish_reason == "content_filter":
        problem = ModelRefusedError(
            f"The model {model} refused to answer{f' ({raw_reason})' if raw_reason else ''}.",
            hint="Its provider's safety rules forbid it; another source or model may do.",
        )
    elif response.finish_reason != "stop" and (response.finish_reason or raw_reason):
        problem = ModelUnavailableError(
            f"The model {model} stopped early: {raw_reason or response.finish_reason}."
        )
    elif not text.strip():
        problem = ModelUnavailableError(f"The model {model} answered with nothing.")
    if problem is not None:
        problem.usage = turn.usage
        raise problem
    return Completion(
        text=text,
        model=model,
        finish_reason="stop",
        usage=turn.usage,
        seconds=round(turn.seconds, 3),
        request_id=response.provider_response_id,
        started_at=turn.started_at,
    )


def _truncated(turn: Turn) -> TruncatedAnswerError:
    tokens = turn.max_output_tokens
    limit = f"{tokens} tokens" if tokens else "its token limit"
    return TruncatedAnswerError(
        f"The answer of {turn.model} was cut short at {limit}.",
        hint="Raise max_output_tokens for this content type in COURSEWRIGHT_BY_TYPE.",
    )


@lru_cache(maxsize=64)
def _embedded_code(folder: Path) -> str:
    digest = hashlib.sha256(_engine_code())
    for file in sorted(folder.glob("*.py")):
        if file.name not in _NOT_COMPOSING:
            digest.update(file.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _engine_code() -> bytes:
    digest = hashlib.sha256()
    files = [*SERVICES.glob("nlp/**/*.py"), *SERVICES.parent.glob("prompts/_shared/*.py")]
    for file in sorted([*files, SERVICES / "models" / "extractive.py"]):
        digest.update(file.read_bytes())
    return digest.digest()
