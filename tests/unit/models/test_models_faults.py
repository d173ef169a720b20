"""Every provider's own error bodies, through the real client libraries, to errors of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import httpx2
import pytest
from google.auth.exceptions import RefreshError, TransportError
from pydantic_ai import exceptions
from scripted_provider import KEY, TOKEN, Reply, google_error, openai_answer, openai_error

from core.errors import (
    BudgetExceededError,
    ContextTooLongError,
    ModelAccessError,
    ModelError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnavailableError,
    RateLimitedError,
    RetryableModelError,
    TruncatedAnswerError,
)
from prompts.catalog import content_types
from services.models import complete, open_session
from services.models.faults import foreign_errors, known, may_be_billed, of_all, ours

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripted_provider import ScriptedProvider

    from core.model_call import ModelCall

GOOGLE, OPENAI, OLLAMA = "google-cloud:gemini-2.5-flash", "openai:gpt-test", "ollama:llama9"
FINAL = (ModelAccessError, ModelRefusedError, ContextTooLongError)
RPC = "type.googleapis.com/google.rpc."
PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

OPENAI_BODIES = [
    (
        openai_error(
            401,
            f"Incorrect API key provided: {KEY}. You can find your API key at "
            "https://platform.openai.com/account/api-keys.",
            "invalid_request_error",
            "invalid_api_key",
        ),
        ModelAccessError,
    ),
    (
        openai_error(
            404,
            "The model `gpt-test` does not exist or you do not have access to it.",
            "invalid_request_error",
            "model_not_found",
        ),
        ModelAccessError,
    ),
    (
        openai_error(
            429,
            "Rate limit reached for gpt-test in organization org-abcdefgh on requests per min "
            "(RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.",
            "requests",
            "rate_limit_exceeded",
            retry_after="20",
        ),
        RateLimitedError,
    ),
    (
        openai_error(
            429,
            "Request too large for gpt-test in organization org-abcdefgh on tokens per min (TPM): "
            "Limit 30000, Requested 45000. The input or output tokens must be reduced in order to "
            "run successfully.",
            "tokens",
            "rate_limit_exceeded",
        ),
        ContextTooLongError,
    ),
    (
        openai_error(
            429,
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
            "insufficient_quota",
        ),
        ModelAccessError,
    ),
    (
        openai_error(
            400,
            "This model's maximum context length is 128000 tokens. However, your messages resulted "
            "in 139254 tokens. Please reduce the length of the messages.",
            "invalid_request_error",
            "context_length_exceeded",
        ),
        ContextTooLongError,
    ),
    (
        openai_error(
            500,
            "The server had an error while processing your request. Sorry about that!",
            "server_error",
            None,
        ),
        ModelUnavailableError,
    ),
    (
        openai_error(
            503,
            "The engine is currently overloaded, please try again later.",
            "server_error",
            None,
        ),
        ModelUnavailableError,
    ),
    (
        openai_error(
            400,
            "Your request was rejected as a result of our safety system.",
            "invalid_request_error",
            "content_policy_violation",
        ),
        ModelRefusedError,
    ),
    (
        openai_error(
            400,
            "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
            "invalid_request_error",
            "invalid_prompt",
        ),
        ModelRefusedError,
    ),
    (
        openai_error(
            400,
            "Unsupported value: 'temperature' does not support 0.2 with this model.",
            "invalid_request_error",
            "unsupported_value",
        ),
        ModelAccessError,
    ),
    (
        openai_error(429, "Too many tokens, please wait before trying again.", "x", None),
        RateLimitedError,
    ),
    (Reply(502, PAGE), ModelUnavailableError),
    (Reply(200, PAGE), ModelUnavailableError),
    (Reply(200, {"id": "x", "object": "chat.completion", "choices": []}), ModelUnavailableError),
    (Reply(504, PAGE), ModelTimeoutError),
    (Reply(413, PAGE), ContextTooLongError),
    (Reply(405, {"detail": "Method Not Allowed"}), ModelAccessError),
    # vLLM
    (
        Reply(
            400,
            {
                "object": "error",
                "message": "This model's maximum context length is 4096 tokens. However, you "
                "requested 5120 tokens (4120 in the messages, 1000 in the completion).",
                "type": "BadRequestError",
                "param": None,
                "code": 400,
            },
        ),
        ContextTooLongError,
    ),
    (
        Reply(
            404,
            {
                "object": "error",
                "message": "The model `gpt-test` does not exist.",
                "type": "NotFoundError",
                "param": None,
                "code": 404,
            },
        ),
        ModelAccessError,
    ),
    (Reply(401, {"error": "Unauthorized"}), ModelAccessError),
    # llama.cpp
    (
        Reply(
            400,
            {
                "error": {
                    "code": 400,
                    "message": "the request exceeds the available context size, try increasing it",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 9000,
                    "n_ctx": 4096,
                }
            },
        ),
        ContextTooLongError,
    ),
    (
        Reply(
            503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}
        ),
        ModelUnavailableError,
    ),
]

OLLAMA_BODIES = [
    (
        openai_error(
            404, 'model "llama9" not found, try pulling it first', "not_found_error", None
        ),
        ModelAccessError,
    ),
    (Reply(404, {"error": "model 'llama9' not found"}), ModelAccessError),
    (
        openai_error(
            500,
            "llama runner process has terminated: signal: killed",
            "api_error",
            None,
        ),
        ModelUnavailableError,
    ),
    (
        Reply(503, {"error": "server busy, please try again.  maximum pending requests exceeded"}),
        ModelUnavailableError,
    ),
]

GOOGLE_BODIES = [
    (
        google_error(
            401,
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
            f"cookie or other valid authentication credential: {TOKEN}.",
            {"@type": f"{RPC}ErrorInfo", "reason": "ACCESS_TOKEN_EXPIRED"},
        ),
        ModelAccessError,
    ),
    (
        google_error(
            403,
            "PERMISSION_DENIED",
            "Permission 'aiplatform.endpoints.predict' denied on resource "
            "'//aiplatform.googleapis.com/projects/p' (or it may not exist).",
            {"@type": f"{RPC}ErrorInfo", "reason": "IAM_PERMISSION_DENIED"},
        ),
        ModelAccessError,
    ),
    (
        google_error(
            404,
            "NOT_FOUND",
            "Publisher Model `projects/p/locations/l/publishers/google/models/gemini-x` was not "
            "found or your project does not have access to it.",
        ),
        ModelAccessError,
    ),
    (
        google_error(
            429,
            "RESOURCE_EXHAUSTED",
            "Resource exhausted. Please try again later.",
            {"@type": f"{RPC}RetryInfo", "retryDelay": "17s"},
        ),
        RateLimitedError,
    ),
    (
        google_error(
            429,
            "RESOURCE_EXHAUSTED",
            "You exceeded your current quota.",
            {
                "@type": f"{RPC}QuotaFailure",
                "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}],
            },
        ),
        ModelAccessError,
    ),
    (
        google_error(
            400,
            "INVALID_ARGUMENT",
            "The input token count (1053830) exceeds the maximum number of tokens allowed "
            "(1048576).",
        ),
        ContextTooLongError,
    ),
    (
        google_error(
            400,
            "INVALID_ARGUMENT",
            "Unable to submit request because it has a maxOutputTokens value of 99999 but the "
            "supported range is from 1 (inclusive) to 65537 (exclusive).",
        ),
        ModelAccessError,
    ),
    (google_error(500, "INTERNAL", "Internal error encountered."), ModelUnavailableError),
    (
        google_error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
        ModelUnavailableError,
    ),
    (
        google_error(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
        ModelTimeoutError,
    ),
    (Reply(502, PAGE), ModelUnavailableError),
    (Reply(200, PAGE), ModelUnavailableError),
    (Reply(200, {"usageMetadata": {"promptTokenCount": 9}}), ModelUnavailableError),
    (Reply(200, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}), ModelRefusedError),
]


@pytest.mark.parametrize(
    ("model", "reply", "kind"),
    [
        *((OPENAI, *body) for body in OPENAI_BODIES),
        *((OLLAMA, *body) for body in OLLAMA_BODIES),
        *((GOOGLE, *body) for body in GOOGLE_BODIES),
    ],
)
async def test_each_error_body_is_its_error_of_ours(
    provider: ScriptedProvider,
    call_to: Callable[..., ModelCall],
    model: str,
    reply: Reply,
    kind: type[ModelError],
) -> None:
    """One call is made, the error says which model and what to do, and no key stands in it."""
    provider.replies.append(reply)
    async with open_session() as session:
        with pytest.raises(ModelError) as caught:
            await complete(call_to(model), content_types, session)
    assert type(caught.value) is kind
    assert isinstance(caught.value, RetryableModelError) is (kind not in FINAL)
    assert model in caught.value.message
    assert caught.value.hint or kind not in FINAL
    assert len(caught.value.message) < 450
    assert len(provider.calls) == 1
    for secret in (KEY, TOKEN, "org-abcdefgh", "<html"):
        assert secret not in str(caught.value)
    # The provider's own error, which may repeat them, is not in its traceback.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("model", "reply", "seconds"),
    [
        (OPENAI, OPENAI_BODIES[2][0], 20.0),
        (GOOGLE, GOOGLE_BODIES[3][0], 17.0),
        (OPENAI, openai_error(429, "Slow down.", "requests", None), None),
    ],
)
async def test_how_long_to_wait_is_in_the_error(
    provider: ScriptedProvider,
    call_to: Callable[..., ModelCall],
    model: str,
    reply: Reply,
    seconds: float | None,
) -> None:
    """A Retry-After header and Google's RetryInfo are read; silence is None."""
    provider.replies.append(reply)
    async with open_session() as session:
        with pytest.raises(RateLimitedError) as caught:
            await complete(call_to(model), content_types, session)
    assert caught.value.retry_after_seconds == seconds


async def test_an_account_that_gets_no_token_is_no_access(
    provider: ScriptedProvider, call_to: Callable[..., ModelCall]
) -> None:
    """What Google's sign-in refuses is final, and no call to the model is made."""
    provider.token = Reply(
        400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
    )
    async with open_session() as session:
        with pytest.raises(ModelAccessError, match="invalid_grant"):
            await complete(call_to(GOOGLE), content_types, session)
        assert session.budget.spent.calls == 0
    assert provider.calls == []


async def test_a_server_that_is_not_there_is_unavailable(
    provider: ScriptedProvider, call_to: Callable[..., ModelCall], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused connection is worth another try, and has cost nothing."""
    del provider
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    async with open_session() as session:
        with pytest.raises(ModelUnavailableError, match="could not be reached"):
            await complete(call_to(OPENAI), content_types, session)
        assert session.budget.spent.calls == 0


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (exceptions.ModelRequestTimeout("m", 5.0), ModelTimeoutError),
        (exceptions.ModelConnectionError("m", "reset", phase="read"), ModelUnavailableError),
        (exceptions.ModelOverloadedError("m", "busy"), ModelUnavailableError),
        (exceptions.ModelServerError("m", "oops"), ModelUnavailableError),
        (exceptions.ModelContextWindowExceededError("m", "long"), ContextTooLongError),
        (exceptions.ModelRequestRejectedError("m", "no"), ModelAccessError),
        (exceptions.ContentFilterError("unsafe"), ModelRefusedError),
        (exceptions.OutputTokenLimitExceeded("cut"), TruncatedAnswerError),
        (exceptions.UnexpectedModelBehavior("odd", "{"), ModelUnavailableError),
        (exceptions.UsageLimitExceeded("enough"), BudgetExceededError),
        (exceptions.ConcurrencyLimitExceeded("queue full"), RateLimitedError),
        (exceptions.ModelAPIError("m", "not JSON"), ModelUnavailableError),
        (exceptions.ModelHTTPError(409, "m", {"error": "conflict"}), ModelUnavailableError),
        (exceptions.AgentRunError("else"), ModelUnavailableError),
    ],
)
def test_every_other_exception_has_its_error(error: Exception, kind: type[ModelError]) -> None:
    """The table is whole: whatever Pydantic AI raises is an error of ours."""
    assert type(ours("m", error)) is kind


@pytest.mark.parametrize(
    ("error", "kind", "billed"),
    [
        (RefreshError("invalid_grant: Bad Request"), ModelAccessError, False),
        (RefreshError("internal_failure", retryable=True), ModelUnavailableError, False),
        (TransportError("no route"), ModelUnavailableError, False),
        (httpx.ReadTimeout("slow"), ModelTimeoutError, True),
        (httpx2.RemoteProtocolError("gone"), ModelUnavailableError, True),
        (IndexError("list index out of range"), ModelUnavailableError, True),
    ],
)
def test_what_a_client_library_lets_out_has_its_error(
    error: Exception, kind: type[ModelError], *, billed: bool
) -> None:
    """Sign-in comes before the call, which it then has not cost; a cut connection may have."""
    assert isinstance(error, foreign_errors())
    theirs = known("m", error)
    assert type(ours("m", theirs)) is kind
    assert may_be_billed(theirs) is billed


def test_a_chain_is_worth_another_try_if_one_of_its_models_is() -> None:
    """The message names each; the shortest wait is the chain's."""
    errors: list[ModelError] = [ModelAccessError("A has no key.", hint="Set one.")]
    assert isinstance(of_all(errors), ModelAccessError)
    for name, seconds in (("B", 30.0), ("C", 20.0)):
        limited = RateLimitedError(f"{name} is busy.")
        limited.retry_after_seconds = seconds
        errors.append(limited)
    made = of_all(errors)
    assert isinstance(made, RateLimitedError)
    assert made.retry_after_seconds == 20.0
    assert made.message == "No model answered. A has no key. B is busy. C is busy."


async def test_no_word_of_the_prompt_is_in_an_error(
    provider: ScriptedProvider, call_to: Callable[..., ModelCall]
) -> None:
    """A provider that repeats what it was sent is cut short."""
    provider.replies.append(openai_error(400, "Bad: " + "word " * 500, "x", None))
    async with open_session() as session:
        with pytest.raises(ModelAccessError) as caught:
            await complete(call_to(OPENAI), content_types, session)
    assert caught.value.message.count("word") < 70


async def test_a_good_answer_raises_nothing(
    provider: ScriptedProvider, call_to: Callable[..., ModelCall]
) -> None:
    """The server of these tests can also answer."""
    provider.replies.append(openai_answer('{"a": 1}'))
    async with open_session() as session:
        assert (await complete(call_to(OPENAI), content_types, session)).text == '{"a": 1}'
