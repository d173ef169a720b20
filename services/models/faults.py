"""From the ways a call to a provider fails to errors of ours: one table.

Imported only where calls are made: it brings Pydantic AI along.
"""

from __future__ import annotations

import importlib
import math
import re
from typing import TYPE_CHECKING, NamedTuple, cast

from pydantic_ai import exceptions as theirs

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
from core.settings import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

MESSAGE_CHARACTERS = 300
"""The most of a provider's own words that a message repeats."""

KEY = "Check the model's key or credentials, and that they may use this model."
NAME = "Check the model's name, and that it exists at this address, project and location."
QUOTA = "Raise the account's quota or credit, or name COURSEWRIGHT_FALLBACK_MODELS."
CONTEXT = "Lower COURSEWRIGHT_SOURCE_TOKENS, or use a model that reads more."
REQUEST = "Check the model's options (temperature, thinking, output tokens) in the settings."
SAFETY = "Its provider's safety rules forbid it; another source or model may do."
LIMIT = "Lower COURSEWRIGHT_MODEL_CONCURRENCY, or name COURSEWRIGHT_FALLBACK_MODELS."


class Fault(NamedTuple):
    """What one kind of failure is called here.

    Attributes:
        kind: The error it becomes.
        what: Stands between the model's name and the provider's words.
        hint: What to do about it.
    """

    kind: type[ModelError]
    what: str
    hint: str = ""


REFUSED = Fault(ModelRefusedError, "refused to answer", SAFETY)
TOO_LONG = Fault(ContextTooLongError, "cannot read so long a prompt", CONTEXT)
TIMED_OUT = Fault(ModelTimeoutError, "did not answer in time")
REJECTED = Fault(ModelAccessError, "rejected the call", REQUEST)
FAILED = Fault(ModelUnavailableError, "failed")

TABLE: dict[type[Exception], Fault] = {
    theirs.ModelContextWindowExceededError: TOO_LONG,
    theirs.ModelAuthenticationError: Fault(ModelAccessError, "did not accept the key", KEY),
    theirs.ModelNotFoundError: Fault(ModelAccessError, "was not found", NAME),
    theirs.ModelQuotaExceededError: Fault(ModelAccessError, "is out of quota", QUOTA),
    theirs.ModelRateLimitError: Fault(RateLimitedError, "takes no more calls for now", LIMIT),
    theirs.ModelTimeoutError: TIMED_OUT,
    theirs.ModelRequestTimeout: TIMED_OUT,
    theirs.ModelConnectionError: Fault(
        ModelUnavailableError,
        "could not be reached",
        "Check the address, the network, and that the server runs.",
    ),
    theirs.ModelUnavailableError: Fault(ModelUnavailableError, "is not available"),
    theirs.ModelServerError: Fault(ModelUnavailableError, "failed on its side"),
    theirs.ModelRequestRejectedError: REJECTED,
    theirs.ContentFilterError: REFUSED,
    theirs.OutputTokenLimitExceeded: Fault(TruncatedAnswerError, "stopped at its token limit"),
    theirs.UnexpectedModelBehavior: Fault(ModelUnavailableError, "answered with something else"),
    theirs.UsageLimitExceeded: Fault(BudgetExceededError, "was not asked"),
    theirs.ConcurrencyLimitExceeded: Fault(RateLimitedError, "has too many callers", LIMIT),
    theirs.ModelAPIError: FAILED,
    theirs.AgentRunError: FAILED,
}
"""By the most particular of Pydantic AI's classes; where it is silent, `_by_words` reads on."""

DOWN = (
    theirs.ModelRateLimitError,
    theirs.ModelQuotaExceededError,
    theirs.ModelUnavailableError,
    theirs.ModelServerError,
    theirs.ModelConnectionError,
    theirs.ModelRequestTimeout,
)
"""What another model is asked for: this one is down, over its rate, or out of quota."""

_POLICY_CODES = {"content_policy_violation", "content_filter", "invalid_prompt"}
_POLICY = re.compile(r"content (management )?policy|usage policies|safety system", re.IGNORECASE)
_CONTEXT = re.compile(
    r"exceed_context_size|context (size|window|length)|prompt is too long|input is too long",
    re.IGNORECASE,
)
_OVER_RATE = re.compile(r"request too large", re.IGNORECASE)
_SECRET = re.compile(
    r"\b(sk|pk|rk|org|proj)-[\w*.-]{4,}|\bAIza[\w-]{10,}|\bya29\.[\w.-]+|\beyJ[\w.-]{20,}"
    r"|(?<=\bBearer )\S+|(?<=\bkey=)[^\s&]+|(?<=\bkey provided: )\S+",
    re.IGNORECASE,
)
_TOO_LARGE = 413
_TIMED_OUT = (408, 504)
_RETRYABLE_STATUSES = (409, 425)
_SERVER_STATUS = 500


def ours(model: str, error: Exception) -> ModelError:
    """The error of ours for what a call raised.

    Args:
        model: Name of the model that was asked.
        error: One of Pydantic AI's `AgentRunError`.
    """
    fault = _by_words(error) or _by_class(error)
    made = fault.kind(f"The model {model} {fault.what}: {words(error)}", hint=fault.hint)
    if isinstance(made, RateLimitedError) and isinstance(error, theirs.ModelAPIError):
        made.retry_after_seconds = error.retry_after
        if made.retry_after_seconds is not None:
            made.hint = f"It asks to wait {math.ceil(made.retry_after_seconds)} s. {LIMIT}"
    return made


def of_all(errors: Sequence[ModelError]) -> ModelError:
    """One error for a chain of models: worth another try if one of its errors is."""
    retryable = [error for error in errors if isinstance(error, RetryableModelError)]
    first = retryable[0] if retryable else errors[0]
    message = "No model answered. " + " ".join(_sentence(error.message) for error in errors)
    made = type(first)(message, hint=first.hint)
    waits = [
        error.retry_after_seconds if isinstance(error, RateLimitedError) else None
        for error in retryable
    ]
    if isinstance(made, RateLimitedError) and all(wait is not None for wait in waits):
        made.retry_after_seconds = min(wait for wait in waits if wait is not None)
    return made


def is_down(error: Exception) -> bool:
    """Whether a call that raised this is worth making to another model."""
    if isinstance(error, theirs.ModelRequestRejectedError) or _by_words(error) is not None:
        return isinstance(error, theirs.ModelHTTPError) and error.status_code in _TIMED_OUT
    undecodable = isinstance(error, theirs.UnexpectedModelBehavior | theirs.ModelAPIError)
    return isinstance(error, DOWN) or (
        undecodable and not isinstance(error, theirs.ModelHTTPError | theirs.ContentFilterError)
    )


def may_be_billed(error: Exception) -> bool:
    """Whether the provider may charge for a call that raised this.

    An error it answered with is not charged for; when what it answered is not known, it may be.
    """
    if isinstance(error, theirs.ModelConnectionError):
        return error.phase not in ("pool", "connect")
    refused = theirs.ModelHTTPError | theirs.ModelRateLimitError | theirs.ModelRequestRejectedError
    return not isinstance(error, refused)


def is_about_options(error: Exception) -> bool:
    """Whether the provider found fault with the request as such."""
    return isinstance(error, theirs.ModelRequestRejectedError) and _fault(error) is REJECTED


def is_about_context(error: Exception) -> bool:
    """Whether the provider does not have a kept context that a request named (any more).

    The model itself was found when the context was made.
    """
    return isinstance(error, theirs.ModelNotFoundError) or "cache" in words(error).lower()


def foreign_errors() -> tuple[type[Exception], ...]:
    """What client libraries let out that Pydantic AI does not catch."""
    found: list[type[Exception]] = [IndexError]  # of an answer without candidates
    for module, name in (
        ("google.auth.exceptions", "GoogleAuthError"),
        ("httpx2", "HTTPError"),
        ("httpx", "HTTPError"),
    ):
        try:
            found.append(getattr(importlib.import_module(module), name))
        except ImportError:  # of a provider that is not installed
            continue
    return tuple(found)


def known(model: str, error: Exception) -> theirs.AgentRunError:
    """One of the `foreign_errors` as what Pydantic AI would have made of it."""
    text = str(error.args[0]) if error.args else type(error).__name__
    if isinstance(error, IndexError):
        return theirs.UnexpectedModelBehavior("an answer without any choice")
    if type(error).__module__.startswith("google.auth"):
        # Before the call itself: no token was to be had for it.
        passing = getattr(error, "retryable", False) or type(error).__name__ == "TransportError"
        if passing:
            return theirs.ModelConnectionError(model, f"credentials: {text}", phase="connect")
        return theirs.ModelAuthenticationError(model, f"credentials: {text}")
    if "Timeout" in type(error).__name__:
        return theirs.ModelTimeoutError(model, text, phase="read")
    return theirs.ModelConnectionError(model, text, phase="read")


def words(error: Exception) -> str:
    """What the provider said, on one line, without keys."""
    text = " ".join((_message(getattr(error, "body", None)) or str(error)).split())
    if "<html" in text.lower() or "<!doctype" in text.lower():
        status = getattr(error, "status_code", None)
        return "a web page instead of an answer" + (f" (HTTP {status})" if status else "")
    key = settings().openai_api_key
    if key is not None and key.get_secret_value():
        text = text.replace(key.get_secret_value(), "…")
    text = _SECRET.sub("…", text)
    if len(text) > MESSAGE_CHARACTERS:
        text = f"{text[:MESSAGE_CHARACTERS]}…"
    return text or type(error).__name__


def _sentence(message: str) -> str:
    return message if message.endswith((".", "…", "!")) else f"{message}."


def _fault(error: Exception) -> Fault:
    return _by_words(error) or _by_class(error)


def _by_class(error: Exception) -> Fault:
    return next((TABLE[kind] for kind in type(error).__mro__ if kind in TABLE), FAILED)


def _by_words(error: Exception) -> Fault | None:
    """The fault where only the status, the code or the words of an answer tell it."""
    if not isinstance(error, theirs.ModelHTTPError):
        return None
    text = _message(error.body) or ""
    if error.status_code in _TIMED_OUT:
        return TIMED_OUT
    if error.provider_error_code in _POLICY_CODES or _POLICY.search(text):
        return REFUSED
    if _says_too_long(error, text):
        return TOO_LONG
    plain = _by_class(error) is FAILED and error.status_code < _SERVER_STATUS
    return REJECTED if plain and error.status_code not in _RETRYABLE_STATUSES else None


def _says_too_long(error: theirs.ModelHTTPError, text: str) -> bool:
    if isinstance(error, theirs.ModelRateLimitError):
        # One call that is larger than what may be sent in a minute: waiting does not help.
        return _OVER_RATE.search(text) is not None
    if error.status_code >= _SERVER_STATUS:
        return False
    named = _CONTEXT.search(f"{error.provider_error_type} {text}")
    return error.status_code == _TOO_LARGE or named is not None


def _message(body: object) -> str | None:
    """The message in an error's body, as OpenAI, Google and Ollama write it."""
    if isinstance(body, str):
        return body
    if not isinstance(body, dict):
        return None
    fields = cast("dict[str, object]", body)
    found = next((fields[key] for key in ("error", "message", "detail") if fields.get(key)), None)
    return _message(found)
