"""Google's error bodies, as Vertex AI sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standin.replies import ProviderError
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from standin.faults import Fault
    from standin.replies import Asked

RPC = "type.googleapis.com/google.rpc."
INPUT_TOKEN_LIMIT = 1_048_576
RETRY_SECONDS = 1.0


def google_error(
    code: int,
    status: str,
    message: str,
    details: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> ProviderError:
    """An error in Google's one shape for all."""
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        error["details"] = details
    return ProviderError(JSONResponse({"error": error}, code, headers))


def unauthenticated() -> ProviderError:
    """The token is missing, wrong or old."""
    return google_error(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
        [_info("ACCESS_TOKEN_TYPE_UNSUPPORTED", {"service": "aiplatform.googleapis.com"})],
    )


def permission_denied(resource: str) -> ProviderError:
    """The project is another's, or there is none."""
    permission = "aiplatform.endpoints.predict"
    return google_error(
        403,
        "PERMISSION_DENIED",
        f"Permission '{permission}' denied on resource '//aiplatform.googleapis.com/{resource}' "
        "(or it may not exist).",
        [_info("IAM_PERMISSION_DENIED", {"permission": permission, "resource": resource})],
    )


def model_not_found(resource: str) -> ProviderError:
    """There is no such publisher model."""
    return google_error(
        404,
        "NOT_FOUND",
        f"Publisher Model `{resource}` was not found or your project does not have access to it. "
        "Please ensure you are using a valid model version. For more information, see: "
        "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions",
    )


def invalid_argument(message: str) -> ProviderError:
    """The request says something it must not."""
    return google_error(400, "INVALID_ARGUMENT", message)


def rate_limited(seconds: float) -> ProviderError:
    """Too many requests for now."""
    return google_error(
        429,
        "RESOURCE_EXHAUSTED",
        "Resource exhausted. Please try again later. Please refer to "
        "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.",
        [{"@type": f"{RPC}RetryInfo", "retryDelay": f"{seconds:g}s"}],
        {"Retry-After": f"{seconds:g}"},
    )


def quota_exceeded(model: str) -> ProviderError:
    """The day's quota is used up."""
    return google_error(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
        [
            {
                "@type": f"{RPC}QuotaFailure",
                "violations": [
                    {
                        "quotaMetric": "aiplatform.googleapis.com/generate_content_requests",
                        "quotaId": "GenerateContentRequestsPerDayPerProjectPerModel",
                        "quotaDimensions": {"location": "global", "model": model},
                        "quotaValue": "250",
                    }
                ],
            }
        ],
    )


def scripted(fault: Fault, resource: str, asked: Asked | None, tokens: int) -> ProviderError:
    """The error for a scripted fault.

    Args:
        fault: One of `standin.faults.ERRORS`.
        resource: The model's, or whatever was called.
        asked: The call, where it is one to a model.
        tokens: Its input tokens.
    """
    match fault.kind:
        case "rate_limit":
            error = rate_limited(fault.seconds(RETRY_SECONDS))
        case "quota":
            error = quota_exceeded(asked.model if asked else "")
        case "401":
            error = unauthenticated()
        case "403":
            error = permission_denied(resource)
        case "404":
            error = model_not_found(resource)
        case "500":
            error = google_error(500, "INTERNAL", "Internal error encountered.")
        case "503":
            error = google_error(
                503, "UNAVAILABLE", "The model is overloaded. Please try again later."
            )
        case _:
            error = invalid_argument(
                f"The input token count ({INPUT_TOKEN_LIMIT + tokens}) exceeds the maximum number "
                f"of tokens allowed ({INPUT_TOKEN_LIMIT})."
            )
    return error


def _info(reason: str, metadata: dict[str, str]) -> dict[str, Any]:
    return {
        "@type": f"{RPC}ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }
