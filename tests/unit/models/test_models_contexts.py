"""What Vertex AI keeps for the calls of a pack: made once, used, paid for, deleted."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, cast

import pytest
from scripted_provider import Reply, google_answer, google_error

from core.errors import ModelAccessError
from core.model_call import Prompt
from prompts.catalog import content_types
from services.models import complete, open_session, resolve_model
from services.models.tokens import most_tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_ai.models.google import GoogleModel
    from scripted_provider import Request, ScriptedProvider

    from core.model_call import ModelCall
    from services.models import Session

    CallTo = Callable[..., ModelCall]

GOOGLE, OPENAI = "google-cloud:gemini-2.5-flash", "openai:gpt-test"
LONG = Prompt("Rules, in JSON", "A passage of the source, with words in it. " * 1000, "Task")
NAME = "projects/1/locations/europe-west4/cachedContents/77"


async def _ask(session: Session, call: ModelCall, uses: int = 8) -> None:
    session.uses[call.prompt.shared_sha256] = uses
    await complete(call, content_types, session)


def _caching(provider: ScriptedProvider) -> list[Request]:
    return [each for each in provider.requests if each not in provider.calls]


async def test_what_calls_share_is_kept_once_and_deleted(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """Side by side or in turn: one creation, only the task in each call, one deletion."""
    provider.replies.append(google_answer())
    call = call_to(GOOGLE, prompt=LONG)
    async with open_session(1.0) as session:
        await asyncio.gather(*(_ask(session, call) for _ in range(3)))
        await _ask(session, call)
        spent = session.budget.spent
    created, deleted = _caching(provider)
    assert created.method == "POST"
    assert created.body["model"].endswith("publishers/google/models/gemini-2.5-flash")
    assert created.body["systemInstruction"]["parts"] == [{"text": LONG.instructions}]
    assert created.body["contents"] == [{"role": "user", "parts": [{"text": LONG.shared}]}]
    assert created.body["ttl"] == "300s"
    assert (deleted.method, deleted.path) == ("DELETE", f"/v1beta1/{NAME}")
    assert provider.requests[-1] == deleted
    for each in provider.calls:
        assert each.body["cachedContent"] == NAME
        assert each.body["contents"] == [{"role": "user", "parts": [{"text": "Task"}]}]
        assert "systemInstruction" not in each.body
        assert each.body["generationConfig"]["responseMimeType"] == "application/json"
    assert spent.calls == 4
    assert spent.input_tokens == 9000 + 4 * 120
    assert spent.cost_usd == pytest.approx((9000 + 4 * (20 + 100 * 0.1 + 30 * 10)) / 1e6)


@pytest.mark.parametrize(
    ("model", "prompt", "uses", "setting"),
    [
        (GOOGLE, LONG, 1, "true"),
        (GOOGLE, LONG, 8, "false"),
        (GOOGLE, Prompt("Rules", "Little", "Task"), 8, "true"),
        (OPENAI, LONG, 8, "true"),
    ],
)
async def test_what_is_not_worth_keeping_is_not_kept(
    provider: ScriptedProvider,
    call_to: CallTo,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    prompt: Prompt,
    uses: int,
    setting: str,
) -> None:
    """For a single call, switched off, too small, or with another provider."""
    monkeypatch.setenv("COURSEWRIGHT_CONTEXT_CACHE", setting)
    provider.replies.append(Reply(503, {"error": {"message": "Busy."}}))
    async with open_session() as session:
        session.uses[prompt.shared_sha256] = uses
        with pytest.raises(Exception, match="Busy"):
            await complete(call_to(model, prompt=prompt), content_types, session)
    assert _caching(provider) == []


@pytest.mark.parametrize(
    "reply",
    [
        google_error(400, "INVALID_ARGUMENT", "The cached content is of 900 tokens. The minimum…"),
        google_error(403, "PERMISSION_DENIED", "No."),
        google_error(500, "INTERNAL", "Internal error encountered."),
        Reply(200, "<html>"),
        Reply(200, {}),
    ],
)
async def test_what_cannot_be_kept_is_sent_each_time(
    provider: ScriptedProvider,
    call_to: CallTo,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
) -> None:
    """One warning, no second attempt, and whole prompts."""
    provider.replies.append(google_answer())
    provider.caches.append(reply)
    call = call_to(GOOGLE, prompt=LONG)
    with caplog.at_level(logging.WARNING, "services.models.contexts"):
        async with open_session(1.0) as session:
            await asyncio.gather(*(_ask(session, call) for _ in range(3)))
            assert session.budget.spent.input_tokens == 3 * 120
    assert len(caplog.records) == 1
    assert len(_caching(provider)) == 1
    for each in provider.calls:
        assert each.body["contents"][0]["parts"] == [{"text": LONG.text}]
        assert "cachedContent" not in each.body


@pytest.mark.parametrize(
    "gone",
    [
        google_error(404, "NOT_FOUND", "Not found: cached content metadata for 77."),
        google_error(400, "INVALID_ARGUMENT", "Cache content 77 is expired."),
        google_error(403, "PERMISSION_DENIED", "CachedContent not found (or permission denied)"),
    ],
)
async def test_what_is_kept_no_more_is_sent_again(
    provider: ScriptedProvider, call_to: CallTo, gone: Reply
) -> None:
    """The call is made once more with its whole prompt, and so are those after it."""
    provider.replies.extend([gone, google_answer()])
    call = call_to(GOOGLE, prompt=LONG)
    async with open_session() as session:
        await _ask(session, call)
        await _ask(session, call)
        assert session.budget.spent.calls == 2
    first, *others = provider.calls
    assert first.body["cachedContent"] == NAME
    assert len(others) == 2
    assert all("cachedContent" not in each.body for each in others)


async def test_another_fault_of_a_call_with_kept_context_is_its_own(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """A rejected request is not sent a second time."""
    provider.replies.append(google_error(400, "INVALID_ARGUMENT", "temperature is out of range."))
    async with open_session() as session:
        with pytest.raises(ModelAccessError, match="temperature"):
            await _ask(session, call_to(GOOGLE, prompt=LONG))
    assert len(provider.calls) == 1


async def test_a_budget_too_small_for_keeping_may_do_for_the_call(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """What cannot be afforded is left out, and does not fail the call."""
    provider.replies.append(google_answer())
    call = call_to(GOOGLE, prompt=LONG)
    most = most_tokens(LONG.instructions) + most_tokens(LONG.shared)
    async with open_session(1.0) as session:
        client = cast("GoogleModel", resolve_model(GOOGLE, content_types)).client
        aside = session.budget.reserve(GOOGLE, 1_000_000 - most + 1, 0)
        name = await session.contexts.name_of(GOOGLE, client, LONG, session.budget)
        session.budget.settle(aside, None)
        assert name is None
        await _ask(session, call)
    assert _caching(provider) == []
    assert len(provider.calls) == 1


async def test_a_context_that_cannot_be_deleted_expires(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """The end of a pack does not fail for it."""
    provider.replies.append(google_answer())
    made = Reply(200, {"name": NAME, "usageMetadata": {"totalTokenCount": 9000}})
    provider.caches.extend([made, google_error(500, "INTERNAL", "Internal error encountered.")])
    async with open_session() as session:
        await _ask(session, call_to(GOOGLE, prompt=LONG))
    assert [each.method for each in _caching(provider)] == ["POST", "DELETE"]
