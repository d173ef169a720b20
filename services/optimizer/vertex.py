"""Candidates from Vertex AI's prompt optimizer, by ``vertexai.Client(…).prompt_optimizer``."""

from __future__ import annotations

import importlib
import importlib.util
import re
import threading
import warnings
from typing import TYPE_CHECKING, Any

import httpx

from core.errors import (
    InputError,
    ModelAccessError,
    ModelError,
    ModelTimeoutError,
    ModelUnavailableError,
    RateLimitedError,
    SettingsError,
)

if TYPE_CHECKING:
    from core.settings import Settings

REGION = "us-central1"
"""Where the optimizer is asked when the location is ``global``: tuning jobs are regional."""

WHAT = "Vertex AI's prompt optimizer"
OPENING = "<prompt>"
CLOSING = "</prompt>"
GUIDELINES = """\
Improve the prompt between <prompt> and </prompt>, which asks a language model for learning content.
- Make it shorter: fewer tokens, the same demands.
- What stands in {{ … }} or {% … %} are placeholders. Keep every one of them to the letter, in a
  sentence that means the same, and add none.
- Keep the names of the fields of the answer.
- Suggest the text of the prompt alone, without the tags around it and without these guidelines.
"""
_TAGGED = re.compile(rf"^{OPENING}[ \t]*$(.*?)^{CLOSING}[ \t]*$", re.MULTILINE | re.DOTALL)
_making = threading.Lock()
_RATE_LIMITED = 429
_FIRST_SERVER_ERROR = 500


def check_vertex(settings: Settings) -> None:
    """Say what is missing for `suggest`, before anything is loaded.

    Raises:
        InputError: The package is not installed.
        SettingsError: No project is set.
    """
    if importlib.util.find_spec("vertexai") is None:
        raise InputError(
            f"{WHAT} needs the package google-cloud-aiplatform.",
            hint='Install it with: pip install "coursewright[optimizer]".',
        )
    if not settings.google_cloud_project:
        raise SettingsError(
            f"{WHAT} needs a project of Google Cloud.", hint="Set GOOGLE_CLOUD_PROJECT."
        )


def suggest(task: str, settings: Settings) -> str:
    """What the optimizer would write in place of a task block.

    It loads Vertex AI's library, which takes many seconds, and then waits: call it in a thread.

    Args:
        task: The block's text; its Jinja is sent as it is, as placeholders.
        settings: Project, location and address of Vertex AI; time for the call.

    Returns:
        The suggested text, unchecked.

    Raises:
        RetryableModelError: Not reached, overloaded, too slow, or no suggestion in the answer.
        ModelAccessError: No credentials, no permission, or the call was rejected.
    """
    prompt = f"{GUIDELINES}\n{OPENING}\n{task.strip()}\n{CLOSING}"
    response = _ask(prompt, settings)
    parsed = getattr(response, "parsed_response", None)
    suggestion = getattr(parsed, "suggested_prompt", None)
    if not isinstance(suggestion, str) or not suggestion.strip():
        raise ModelUnavailableError(f"{WHAT} gave no suggestion in its answer.", hint="Try again.")
    return _without_tags(suggestion)


def _ask(prompt: str, settings: Settings) -> Any:
    optimizer = _optimizer(settings)
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 (comes with it)
    from google.genai.errors import APIError  # noqa: PLC0415 (comes with it)

    try:
        return optimizer.optimize_prompt(prompt=prompt)
    except APIError as error:
        raise _refusal(error.code, error.message or error.status or "no reason") from error
    except GoogleAuthError as error:
        raise ModelAccessError(
            f"{WHAT} cannot be used: {_first_line(error)}",
            hint="Set GOOGLE_APPLICATION_CREDENTIALS, or: gcloud auth application-default login.",
        ) from error
    except httpx.TimeoutException as error:
        raise ModelTimeoutError(f"{WHAT} did not answer in time.") from error
    except httpx.HTTPError as error:
        raise ModelUnavailableError(f"{WHAT} was not reached: {_first_line(error)}") from error
    except (ValueError, TypeError, AttributeError) as error:
        # The library reads the answer without looking whether it has the shape it expects.
        raise ModelUnavailableError(
            f"{WHAT} gave an answer that cannot be read: {_first_line(error)}", hint="Try again."
        ) from error


def _optimizer(settings: Settings) -> Any:
    """The library's own optimizer, for one call."""
    options: dict[str, Any] = {
        "timeout": int(settings.model_timeout_seconds * 1000),
        "retry_options": {"attempts": 1},  # trying again is for the task that asks
    }
    if settings.google_vertex_base_url:
        options["base_url"] = settings.google_vertex_base_url
    location = settings.google_cloud_location
    # Threads that have warnings caught at the same time would restore one another's filters.
    with _making, warnings.catch_warnings():
        # The library marks this client, and parts of itself, as to be renamed.
        warnings.simplefilter("ignore")
        vertexai: Any = importlib.import_module("vertexai")  # late: 5 to 18 seconds
        client = vertexai.Client(
            project=settings.google_cloud_project,
            location=REGION if location == "global" else location,
            http_options=options,
        )
        return client.prompt_optimizer


def _refusal(code: int, reason: str) -> ModelError:
    text = f"{WHAT} answered {code}: {reason.splitlines()[0]}"
    if code == _RATE_LIMITED:
        return RateLimitedError(text)
    if code >= _FIRST_SERVER_ERROR:
        return ModelUnavailableError(text)
    return ModelAccessError(
        text, hint="Check project, location and permissions, and that the Vertex AI API is enabled."
    )


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _without_tags(suggestion: str) -> str:
    """The prompt alone, where the suggestion comes with its tags and what stood around them."""
    tagged = _TAGGED.findall(suggestion)
    return (tagged[-1] if tagged else suggestion).strip()
