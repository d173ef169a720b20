"""What goes over the wire, what comes of the answer, and what is done when none comes."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from scripted_provider import KEY, TOKEN, Reply, google_answer, google_error, openai_answer
from scripted_provider import openai_error as failing

from core.artifact import Usage
from core.errors import (
    BudgetExceededError,
    ModelAccessError,
    ModelError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnavailableError,
    RateLimitedError,
    TruncatedAnswerError,
)
from core.settings import settings
from prompts.catalog import content_types
from services.models import complete, open_session
from services.models.pacing import lane_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from scripted_provider import ScriptedProvider

    from core.artifact import Completion
    from core.model_call import ModelCall
    from services.models import Session

    CallTo = Callable[..., ModelCall]

GOOGLE, OPENAI, OLLAMA = "google-cloud:gemini-2.5-flash", "openai:gpt-test", "ollama:llama9"
DOWN = Reply(503, {"error": {"message": "Busy.", "type": "server_error", "code": None}})
BUSY = google_error(429, "RESOURCE_EXHAUSTED", "Resource exhausted.")


async def _complete(call: ModelCall) -> Completion:
    async with open_session() as session:
        return await complete(call, content_types, session)


async def _fails(call: ModelCall, session: Session, kind: type[ModelError]) -> Any:
    with pytest.raises(kind) as caught:
        await complete(call, content_types, session)
    assert type(caught.value) is kind
    return caught.value


@contextmanager
def _deaf_server() -> Generator[str]:
    """The address of a server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


async def test_gemini_is_asked_for_json_without_a_schema(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """Instructions, one text and the options are in the request; the answer is filled in whole."""
    provider.replies.append(google_answer('{"a": 1}'))
    made = await _complete(call_to(GOOGLE, temperature=0.3, thinking=False))
    (request,) = provider.calls
    assert request.path == (
        "/v1beta1/projects/standin-project/locations/europe-west4/publishers/google/models/"
        "gemini-2.5-flash:generateContent"
    )
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    body = request.body
    assert body["systemInstruction"]["parts"] == [{"text": "Rules, in JSON"}]
    assert body["contents"] == [{"role": "user", "parts": [{"text": "Shared. Task"}]}]
    generation = body["generationConfig"]
    assert generation["responseMimeType"] == "application/json"
    assert generation["maxOutputTokens"] == 1000
    assert generation["temperature"] == 0.3
    assert 0 in generation["thinkingConfig"].values()
    assert not {"responseSchema", "responseJsonSchema"} & generation.keys()
    assert "tools" not in body
    assert made.text == '{"a": 1}'
    assert made.model == GOOGLE
    assert made.finish_reason == "stop"
    assert made.request_id == "r-7"
    assert made.usage.model_dump() == {
        "calls": 1,
        "input_tokens": 120,
        "cached_tokens": 100,
        "output_tokens": 30,
        "cost_usd": pytest.approx((20 + 100 * 0.1 + 30 * 10) / 1e6),
    }
    assert made.started_at is not None
    assert 0 < made.seconds < 5


@pytest.mark.parametrize(
    ("model", "path"), [(OPENAI, "/v1/chat/completions"), (OLLAMA, "/v1/chat/completions")]
)
async def test_an_openai_compatible_server_is_asked_for_json_without_a_schema(
    provider: ScriptedProvider, call_to: CallTo, model: str, path: str
) -> None:
    """The system's and the user's turn, JSON mode, and the limit by the name servers know."""
    provider.replies.append(openai_answer('{"a": 1}', reasoning_content="Let me think."))
    made = await _complete(call_to(model, temperature=0.3))
    (request,) = provider.calls
    assert request.path == path
    assert request.headers["authorization"].startswith("Bearer ")
    assert (request.headers["authorization"] == f"Bearer {KEY}") is (model == OPENAI)
    assert request.body["response_format"] == {"type": "json_object"}
    assert request.body["messages"] == [
        {"role": "system", "content": "Rules, in JSON"},
        {"role": "user", "content": "Shared. Task"},
    ]
    assert request.body["temperature"] == 0.3
    assert "tools" not in request.body
    limits = {"max_tokens", "max_completion_tokens"} & request.body.keys()
    assert [request.body[limit] for limit in limits] == [1000]
    assert model == OLLAMA or limits == {"max_tokens"}
    assert made.text == '{"a": 1}'
    assert made.model == model
    assert made.request_id == "chatcmpl-7"
    assert (made.usage.input_tokens, made.usage.cached_tokens, made.usage.output_tokens) == (
        120,
        100,
        30,
    )
    assert (made.usage.cost_usd is None) is (model == OLLAMA)


async def test_a_server_without_a_key_is_sent_none_of_anybodys(
    provider: ScriptedProvider, call_to: CallTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an address and no key a placeholder is sent."""
    monkeypatch.delenv("OPENAI_API_KEY")
    provider.replies.append(openai_answer())
    await _complete(call_to(OPENAI))
    assert provider.calls[0].headers["authorization"] == "Bearer no-key-needed"


async def test_an_answer_cut_short_may_be_twice_as_long_next_time(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """Up to the most there is; then it is not asked again. Each is paid for, and says so."""
    provider.replies.append(openai_answer('{"a', "length"))
    call = call_to(OPENAI, max_output_tokens=20_000)
    async with open_session() as session:
        for _ in range(3):
            error = await _fails(call, session, TruncatedAnswerError)
            assert error.usage is not None
            assert error.usage.output_tokens == 30
        error = await _fails(call, session, TruncatedAnswerError)
        assert error.usage is None
        assert session.budget.spent.calls == 3
    limits = [each.body["max_tokens"] for each in provider.calls]
    assert limits == [20_000, 40_000, 65_536]


async def test_a_model_whose_answers_are_bounded_is_not_asked_for_more(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """When it rejects the doubled limit the answer stays cut short, and that is the end of it."""
    provider.replies.append(openai_answer('{"a', "length"))
    provider.replies.append(failing(400, "max_tokens is too large: 2000.", "x", None))
    call = call_to(OPENAI)
    async with open_session() as session:
        for _ in range(3):
            await _fails(call, session, TruncatedAnswerError)
    assert len(provider.calls) == 2


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (openai_answer("", "content_filter"), ModelRefusedError),
        (openai_answer("", refusal="I cannot help with that."), ModelRefusedError),
        (openai_answer(""), ModelUnavailableError),
        (openai_answer(" \n"), ModelUnavailableError),
    ],
)
async def test_an_answer_that_is_none_has_been_paid_for(
    provider: ScriptedProvider, call_to: CallTo, reply: Reply, kind: type[ModelError]
) -> None:
    """Refused or empty: the error, and the budget, know what it cost."""
    provider.replies.append(reply)
    async with open_session(1.0) as session:
        error = await _fails(call_to(OPENAI), session, kind)
        assert error.usage == session.budget.spent
        assert session.budget.spent.output_tokens == 30


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("MAX_TOKENS", TruncatedAnswerError),
        ("SAFETY", ModelRefusedError),
        ("RECITATION", ModelRefusedError),
        ("PROHIBITED_CONTENT", ModelRefusedError),
        ("OTHER", ModelUnavailableError),
        ("LANGUAGE", ModelUnavailableError),
        ("MALFORMED_FUNCTION_CALL", ModelUnavailableError),
    ],
)
async def test_only_an_answer_that_ended_by_itself_is_one(
    provider: ScriptedProvider, call_to: CallTo, reason: str, kind: type[ModelError]
) -> None:
    """Any other reason to stop is an error, however whole the text looks."""
    provider.replies.append(google_answer('{"a": 1}', reason))
    async with open_session() as session:
        await _fails(call_to(GOOGLE), session, kind)


async def test_a_model_that_is_down_leaves_it_to_the_next(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """The answer says which model gave it; both were asked once."""
    provider.replies.extend([DOWN, google_answer()])
    async with open_session(1.0) as session:
        made = await complete(call_to(OPENAI, GOOGLE), content_types, session)
        assert session.budget.spent == made.usage
    assert made.model == GOOGLE
    assert made.usage.cost_usd is not None
    assert len(provider.calls) == 2


@pytest.mark.parametrize(
    "reply",
    [
        failing(401, "Incorrect API key provided.", "x", "invalid_api_key"),
        failing(400, "No such parameter.", "x", "unknown_parameter"),
        failing(400, "Rejected by our safety system.", "x", "content_policy_violation"),
        openai_answer("", "content_filter"),
        openai_answer("", refusal="No."),
    ],
)
async def test_what_another_model_must_not_mend_is_not_left_to_it(
    provider: ScriptedProvider, call_to: CallTo, reply: Reply
) -> None:
    """A refusal, a bad request or a bad key is the answer, whatever models are next."""
    provider.replies.append(reply)
    with pytest.raises((ModelAccessError, ModelRefusedError)):
        await _complete(call_to(OPENAI, GOOGLE))
    assert len(provider.calls) == 1


async def test_a_chain_that_is_down_may_come_back(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """As long as one of its models is only down it is worth another try; all are named."""
    refused = google_error(401, "UNAUTHENTICATED", "No.")
    provider.replies.extend([DOWN, refused])
    async with open_session() as session:
        error = await _fails(call_to(OPENAI, GOOGLE), session, ModelUnavailableError)
    assert OPENAI in error.message
    assert GOOGLE in error.message


async def test_quota_leads_on_and_a_bad_key_after_it_is_final(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """With no model left that may come back there is no use in trying again."""
    quota = failing(429, "You exceeded your current quota.", "x", "insufficient_quota")
    provider.replies.extend([quota, google_error(401, "UNAUTHENTICATED", "No.")])
    async with open_session() as session:
        await _fails(call_to(OPENAI, GOOGLE), session, ModelAccessError)
    assert len(provider.calls) == 2


async def test_a_model_that_asked_to_wait_is_left_alone(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """For longer than one waits, it is not called again, and the error says for how long."""
    busy = failing(429, "Slow down.", "x", "rate_limit_exceeded", retry_after="600")
    provider.replies.append(busy)
    async with open_session() as session:
        await _fails(call_to(OPENAI), session, RateLimitedError)
        error = await _fails(call_to(OPENAI), session, RateLimitedError)
        assert error.retry_after_seconds == pytest.approx(600, abs=5)
        assert session.budget.spent == Usage()
    assert len(provider.calls) == 1


async def test_a_short_wait_is_not_taken_from_the_calls_time(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """A call that waits for its model has all its time when it is made."""
    provider.replies.append(openai_answer())
    pace = lane_of(OPENAI).pace
    pace.refuse(pace.now(), 0.5)
    made = await _complete(call_to(OPENAI, timeout_seconds=0.4))
    assert made.seconds < 0.4


async def test_a_paused_model_leaves_it_to_the_next_at_once(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """Only the last of a chain is waited for."""
    provider.replies.append(google_answer())
    pace = lane_of(OPENAI).pace
    pace.refuse(pace.now(), 30.0)
    assert (await _complete(call_to(OPENAI, GOOGLE))).model == GOOGLE
    assert len(provider.calls) == 1


async def test_no_more_calls_at_a_time_than_allowed(
    provider: ScriptedProvider, call_to: CallTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model's calls queue for its places."""
    monkeypatch.setenv("COURSEWRIGHT_MODEL_CONCURRENCY_LIMITS", f'{{"{OPENAI}": 2}}')
    settings.cache_clear()
    provider.replies.append(openai_answer())
    limiter = lane_of(OPENAI).limiter
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, limiter.running_count)
            await asyncio.sleep(0)

    watching = asyncio.create_task(watch())
    async with open_session() as session:
        calls = (complete(call_to(OPENAI), content_types, session) for _ in range(8))
        assert len(await asyncio.gather(*calls)) == 8
    watching.cancel()
    assert most == 2


async def test_a_call_over_the_budget_is_not_made(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """1,000 tokens at $10 a million are a cent; there is less."""
    provider.replies.append(openai_answer())
    async with open_session(0.009) as session:
        await _fails(call_to(OPENAI), session, BudgetExceededError)
        assert session.budget.spent == Usage()
    assert provider.requests == []


async def test_a_budget_is_never_exceeded(provider: ScriptedProvider, call_to: CallTo) -> None:
    """Calls side by side, each reserved before it is made: some are made, none too many."""
    provider.replies.append(openai_answer())
    limit = 0.025
    async with open_session(limit) as session:
        calls = (complete(call_to(OPENAI), content_types, session) for _ in range(8))
        results = await asyncio.gather(*calls, return_exceptions=True)
        spent = session.budget.spent
    made = [each for each in results if not isinstance(each, BaseException)]
    assert 2 <= len(made) == len(provider.calls) < 8
    assert all(isinstance(each, BudgetExceededError) for each in results if each not in made)
    assert spent.cost_usd is not None
    assert spent.cost_usd <= limit


async def test_what_a_call_cost_that_never_ended_is_the_most_it_can(
    provider: ScriptedProvider, call_to: CallTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time-out may be charged for: it counts as what was put aside."""
    with _deaf_server() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        async with open_session(1.0) as session:
            call = call_to(OPENAI, timeout_seconds=0.3)
            await _fails(call, session, ModelTimeoutError)
            assert session.budget.spent.output_tokens == 1000
            assert session.budget.left_usd == pytest.approx(
                1.0 - (session.budget.spent.cost_usd or 0)
            )
            assert session.budget.left_usd < 0.99
    assert provider.requests == []


async def test_an_error_of_the_provider_costs_nothing(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """What it answers with an error it does not charge for."""
    provider.replies.append(DOWN)
    async with open_session(1.0) as session:
        await _fails(call_to(OPENAI), session, ModelUnavailableError)
        assert session.budget.left_usd == 1.0


async def test_an_answer_without_usage_counts_as_the_most_it_can_be(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """Some servers do not say what was used."""
    answer = openai_answer('{"a": 1}').body
    assert isinstance(answer, dict)
    provider.replies.append(Reply(200, {**answer, "usage": None}))
    made = await _complete(call_to(OPENAI))
    assert made.usage.input_tokens >= 5
    assert made.usage.output_tokens >= 3


def test_one_event_loop_may_follow_another(
    provider: ScriptedProvider, call_to: CallTo, recwarn: pytest.WarningsRecorder
) -> None:
    """Each loop has connections of its own, all closed when its last session is."""
    provider.replies.append(openai_answer())
    for _ in range(3):
        assert asyncio.run(_complete(call_to(OPENAI))).text == "{}"
    provider.replies[0] = google_answer()
    for _ in range(2):
        assert asyncio.run(_complete(call_to(GOOGLE))).text == "{}"
    assert len(recwarn) == 0


async def test_sessions_side_by_side_do_not_close_each_others_connections(
    provider: ScriptedProvider, call_to: CallTo
) -> None:
    """The model stays open until the last session that uses it ends."""
    provider.replies.append(openai_answer())
    async with open_session() as one:
        await complete(call_to(OPENAI), content_types, one)
        async with open_session() as other:
            await complete(call_to(OPENAI), content_types, other)
        assert (await complete(call_to(OPENAI), content_types, one)).text == "{}"


async def test_a_busy_model_is_back_after_its_pause(
    provider: ScriptedProvider, call_to: CallTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a Retry-After the pause is our own, and the next call waits for it."""
    monkeypatch.setenv("COURSEWRIGHT_MODEL_RETRY_BACKOFF_SECONDS", "0.2")
    provider.replies.extend([BUSY, google_answer()])
    async with open_session() as session:
        await _fails(call_to(GOOGLE), session, RateLimitedError)
        assert 0 < lane_of(GOOGLE).pace.wait_seconds <= 0.2
        assert (await complete(call_to(GOOGLE), content_types, session)).text == "{}"
    assert lane_of(GOOGLE).pace.wait_seconds == 0
