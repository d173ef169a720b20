from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_ai import exceptions
from pydantic_ai.messages import ModelResponse, TextPart
from pydantic_ai.models.function import FunctionModel

from core.errors import (
    ModelAccessError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnavailableError,
    RetryableModelError,
    TruncatedAnswerError,
    UnknownModelError,
    UnsupportedSourceError,
)
from core.model_call import CallOptions, ModelCall, Prompt
from prompts.catalog import content_types
from services.models import (
    check_model,
    check_source,
    complete,
    fingerprint,
    register_model,
    resolve_model,
)
from services.models.session import Session
from services.sources import topic_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

CALL = ModelCall(
    tenant="local",
    content_type="faqs",
    step="draft",
    model="scripted",
    fallbacks=(),
    options=CallOptions(timeout_seconds=5),
    model_code="",
    schema_sha256="",
    source_sha256="",
    prompt=Prompt(instructions="Rules", shared="", task="Task"),
)


HASTY = replace(CALL, options=CallOptions(timeout_seconds=0.2))


def _script(answer: object) -> None:
    """Register a model that gives, or raises, ``answer``."""

    async def respond(*_: Any) -> ModelResponse:
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        return answer if isinstance(answer, ModelResponse) else ModelResponse(parts=[])

    register_model("scripted", lambda _types: FunctionModel(respond, model_name="scripted"))


async def test_an_answer_comes_back_unread() -> None:
    """The raw text, the model, the finish reason and the usage are in the completion."""
    _script(ModelResponse(parts=[TextPart('{"broken')], finish_reason="stop"))
    completion = await complete(CALL, content_types, Session())
    assert completion.text == '{"broken'
    assert completion.finish_reason == "stop"
    assert completion.usage.output_tokens > 0


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (ModelResponse(parts=[TextPart("{")], finish_reason="length"), TruncatedAnswerError),
        (ModelResponse(parts=[TextPart("")], finish_reason="content_filter"), ModelRefusedError),
        (exceptions.ModelHTTPError(503, "scripted"), ModelUnavailableError),
        (exceptions.ModelRateLimitError("scripted", "slow down"), ModelUnavailableError),
        (exceptions.ModelTimeoutError("scripted", "too slow"), ModelTimeoutError),
        (exceptions.ModelAuthenticationError("scripted", "no key"), ModelAccessError),
        (exceptions.ModelQuotaExceededError("scripted", "no money"), ModelAccessError),
        (exceptions.ContentFilterError("unsafe"), ModelRefusedError),
        (10.0, ModelTimeoutError),
    ],
)
async def test_a_fault_becomes_one_of_our_errors(answer: object, error: type[Exception]) -> None:
    """Each way to fail has its type, and only what another try may mend is retryable."""
    _script(answer)
    with pytest.raises(error) as caught:
        await complete(HASTY, content_types, Session())
    final = error in {ModelAccessError, ModelRefusedError}
    assert isinstance(caught.value, RetryableModelError) is not final


@pytest.mark.parametrize("name", ["gpt", "openai:", ":gpt", ""])
def test_a_name_that_no_model_has_is_refused(name: str) -> None:
    """The error says how a model is named."""
    with pytest.raises(UnknownModelError, match="no model") as caught:
        check_model(name)
    assert "extractive" in caught.value.hint


def test_a_provider_without_its_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose provider is not configured says so, and what to check."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UnknownModelError, match="openai:gpt-5") as caught:
        resolve_model("openai:gpt-5", content_types)
    assert "OPENAI_API_KEY" in caught.value.hint


def test_an_unknown_provider_is_refused() -> None:
    """A provider that does not exist is an unknown model."""
    with pytest.raises(UnknownModelError, match="nowhere:model"):
        resolve_model("nowhere:model", content_types)


def test_the_embedded_model_does_not_translate(make_source: Callable[..., Source]) -> None:
    """Another language than the source's, or one it does not read, is said before any call."""
    german, finnish = make_source(["Bienen."], "de"), make_source(["Hunajaa."], "fi")
    check_source("extractive", german, "de")
    check_source("openai:gpt-5", german, "fr")
    with pytest.raises(UnsupportedSourceError, match="cannot write in 'fr'"):
        check_source("extractive", german, "fr")
    with pytest.raises(UnsupportedSourceError, match="does not read"):
        check_source("extractive", finnish, "fi")


def test_a_bare_topic_is_for_language_models() -> None:
    """A topic is a source of its own words; only the embedded model needs more than that."""
    topic = topic_source("  The water   cycle ")
    assert topic.text == topic.title == "The water cycle"
    check_source("openai:gpt-5", topic, "en")
    with pytest.raises(UnsupportedSourceError, match="only with a language model"):
        check_source("extractive", topic, "en")


def test_the_embedded_models_code_is_part_of_its_settings() -> None:
    """Types have fingerprints of their own; other models have none."""
    types = content_types()
    faqs = fingerprint("extractive", types["faqs"])
    assert faqs != fingerprint("extractive", types["flashcards"])
    assert fingerprint("openai:gpt-5", types["faqs"]) == ""


async def test_the_embedded_model_only_drafts() -> None:
    """A prompt without a task it knows is refused, not answered with something."""
    model = resolve_model("extractive", content_types)
    assert model.model_name == "extractive"
    register_model("again", lambda _types: model)
    call = replace(CALL, model="again")
    with pytest.raises(ModelRefusedError, match="only drafts"):
        await complete(call, content_types, Session())
