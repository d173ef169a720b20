"""OpenAI's error bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standin.replies import ProviderError
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from standin.faults import Fault
    from standin.replies import Asked

CONTEXT_TOKENS = 128_000
RETRY_SECONDS = 1.0


def openai_error(
    status: int,
    message: str,
    *,
    type_: str = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
    headers: dict[str, str] | None = None,
) -> ProviderError:
    """An error in OpenAI's one shape for all."""
    error = {"message": message, "type": type_, "param": param, "code": code}
    return ProviderError(JSONResponse({"error": error}, status, headers))


def wrong_key(key: str) -> ProviderError:
    """The API key is missing or wrong."""
    if not key:
        return openai_error(
            401,
            "You didn't provide an API key. You need to provide your API key in an Authorization "
            "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
        )
    return openai_error(
        401,
        f"Incorrect API key provided: {key[:8]}{'*' * 12}. You can find your API key at "
        "https://platform.openai.com/account/api-keys.",
        code="invalid_api_key",
    )


def model_not_found(model: str) -> ProviderError:
    """There is no such model."""
    return openai_error(
        404,
        f"The model `{model}` does not exist or you do not have access to it.",
        code="model_not_found",
    )


def rate_limited(model: str, seconds: float) -> ProviderError:
    """Too many tokens for now."""
    return openai_error(
        429,
        f"Rate limit reached for {model} in organization org-standin on tokens per min (TPM): "
        f"Limit 30000, Used 28039, Requested 3906. Please try again in {seconds:g}s. Visit "
        "https://platform.openai.com/account/rate-limits to learn more.",
        type_="tokens",
        code="rate_limit_exceeded",
        headers={
            "Retry-After": f"{seconds:g}",
            "Retry-After-Ms": f"{seconds * 1000:g}",
            "X-RateLimit-Remaining-Tokens": "0",
            "X-RateLimit-Reset-Tokens": f"{seconds:g}s",
        },
    )


def scripted(fault: Fault, asked: Asked, tokens: int) -> ProviderError:
    """The error for a scripted fault, one of `standin.faults.ERRORS`."""
    match fault.kind:
        case "rate_limit":
            error = rate_limited(asked.model, fault.seconds(RETRY_SECONDS))
        case "quota":
            error = openai_error(
                429,
                "You exceeded your current quota, please check your plan and billing details. For "
                "more information on this error, read the docs: "
                "https://platform.openai.com/docs/guides/error-codes/api-errors.",
                type_="insufficient_quota",
                code="insufficient_quota",
            )
        case "401":
            error = wrong_key("sk-other")
        case "403":
            error = openai_error(
                403,
                "Country, region, or territory not supported",
                type_="request_forbidden",
                code="unsupported_country_region_territory",
            )
        case "404":
            error = model_not_found(asked.model)
        case "500":
            error = openai_error(
                500,
                "The server had an error while processing your request. Sorry about that!",
                type_="server_error",
            )
        case "503":
            error = openai_error(
                503,
                "The engine is currently overloaded, please try again later",
                type_="server_error",
                code="overloaded",
            )
        case _:
            error = openai_error(
                400,
                f"This model's maximum context length is {CONTEXT_TOKENS} tokens. However, your "
                f"messages resulted in {CONTEXT_TOKENS + tokens} tokens. Please reduce the length "
                "of the messages.",
                param="messages",
                code="context_length_exceeded",
            )
    return error
