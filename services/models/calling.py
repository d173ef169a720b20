"""One call to a model, from prompt to raw completion, with the provider's errors made ours."""

from __future__ import annotations

import asyncio
import hashlib
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifact import Completion, Usage
from core.errors import (
    ModelAccessError,
    ModelError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnavailableError,
    TruncatedAnswerError,
)
from core.request import EMBEDDED_MODEL
from services.models.catalog import resolve_model
from services.models.process import ModelProcess

if TYPE_CHECKING:
    from pydantic_ai.exceptions import AgentRunError
    from pydantic_ai.messages import ModelResponse

    from core.content_type import ContentType
    from core.model_call import ModelCall
    from services.models.catalog import Catalog
    from services.models.session import Session

SERVICES = Path(__file__).parent.parent
_NOT_COMPOSING = {"spec.py", "checks.py"}


async def complete(call: ModelCall, catalog: Catalog, session: Session) -> Completion:
    """Make the call and return the model's raw answer, unread.

    Args:
        call: What is asked of which model.
        catalog: Gives the content types by name (the embedded model composes by them); a function
            of a module.
        session: What the calls of one pack have in common; a call is paid for from its budget.

    Raises:
        RetryableModelError: Worth another try: unavailable, too slow, or truncated.
        FinalModelError: Refused, or not permitted.
        UnknownModelError: No such model, or it is not configured.
    """
    process = model_process(catalog) if call.model == EMBEDDED_MODEL else None
    timeout_seconds = call.options.timeout_seconds
    session.budget.settle(session.budget.reserve(call.model, 0, 0), None)
    try:
        async with asyncio.timeout(timeout_seconds):
            if process is None:
                return await complete_here(call, catalog)
            return await process.complete(call)
    except TimeoutError as error:
        if process is not None:
            process.stop()
        raise ModelTimeoutError(
            f"The model {call.model} did not answer within {timeout_seconds:g} seconds."
        ) from error


async def complete_here(call: ModelCall, catalog: Catalog) -> Completion:
    """Make the call in this process. Raises as `complete`, but knows no time limit."""
    # Late: half a second of imports that the embedded model's process has and we need not.
    from pydantic_ai.exceptions import AgentRunError  # noqa: PLC0415 (late, see above)
    from pydantic_ai.messages import (  # noqa: PLC0415 (late, see above)
        ModelRequest,
        UserPromptPart,
    )
    from pydantic_ai.models import ModelRequestParameters  # noqa: PLC0415 (late, see above)

    model = resolve_model(call.model, catalog)
    request = ModelRequest(
        parts=[UserPromptPart(content=call.prompt.text)], instructions=call.prompt.instructions
    )
    started = time.perf_counter()
    try:
        response = await model.request([request], None, ModelRequestParameters())
    except AgentRunError as error:
        raise _ours(call.model, error) from error
    return _completion(call.model, response, time.perf_counter() - started)


def warm_up(name: str, catalog: Catalog) -> None:
    """Begin what takes long before a model's first answer, without waiting for it."""
    if name == EMBEDDED_MODEL:
        model_process(catalog).start()


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


def _completion(model: str, response: ModelResponse, seconds: float) -> Completion:
    if response.finish_reason == "content_filter":
        raise ModelRefusedError(f"The model {model} refused to answer.")
    if response.finish_reason not in (None, "stop"):
        raise TruncatedAnswerError(
            f"The model {model} stopped early (finish reason: {response.finish_reason})."
        )
    return Completion(
        text=response.text or "",
        model=response.model_name or model,
        finish_reason=response.finish_reason or "stop",
        usage=Usage(
            input_tokens=response.usage.input_tokens, output_tokens=response.usage.output_tokens
        ),
        seconds=round(seconds, 3),
    )


def _ours(model: str, error: AgentRunError) -> ModelError:
    from pydantic_ai import exceptions  # noqa: PLC0415 (late, see above)

    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    match error:
        case exceptions.ModelTimeoutError() | exceptions.ModelRequestTimeout():
            return ModelTimeoutError(f"The model {model} timed out: {text}")
        case exceptions.ModelRequestRejectedError() | exceptions.ModelQuotaExceededError():
            return ModelAccessError(
                f"The model {model} rejected the call: {text}",
                hint="Check the model's name, its key and permissions, and the account's quota.",
            )
        case exceptions.ContentFilterError():
            return ModelRefusedError(f"The model {model} refused to answer: {text}")
        case _:
            return ModelUnavailableError(f"The model {model} failed: {text}")


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
