"""Providers whose models are built from the settings, and what each of them needs."""

from __future__ import annotations

import contextlib
import json
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from core.errors import UnknownModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from google.auth.credentials import Credentials
    from pydantic_ai.models import Model

    from core.settings import Settings

CLOUD_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
OLLAMA_URL = "http://localhost:11434/v1"
NO_KEY = "no-key-needed"
"""What is sent to a compatible server, for which the settings need not have a key."""

METADATA_SERVER = ("169.254.169.254", 80)
METADATA_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of models.

    Attributes:
        package: The client library its models need, which the ``models`` extra installs.
        check: Raises `UnknownModelError` when the settings lack something; asks no provider.
        build: Makes the model with this name; imports the client library.
    """

    package: str
    check: Callable[[Settings], None]
    build: Callable[[str, Settings], Model]


def _check_google_cloud(settings: Settings) -> None:
    if not settings.google_cloud_project:
        raise UnknownModelError(
            "Models of google-cloud need a project, and none is set.",
            hint="Set GOOGLE_CLOUD_PROJECT to the project's id.",
        )
    _check_url("GOOGLE_VERTEX_BASE_URL", settings.google_vertex_base_url)
    if settings.google_application_credentials is not None:
        _key_file(settings.google_application_credentials)
    elif not _login_file().is_file() and not _metadata_server_answers():
        raise UnknownModelError(
            "Models of google-cloud need credentials, and none were found.",
            hint='Run "gcloud auth application-default login", or name a service account\'s key '
            "file in GOOGLE_APPLICATION_CREDENTIALS.",
        )


def _build_google_cloud(name: str, settings: Settings) -> Model:
    # Late: google-genai takes seconds to import.
    from google.genai.types import HttpRetryOptions  # noqa: PLC0415 (late, see above)
    from pydantic_ai.models.google import GoogleModel  # noqa: PLC0415 (late, see above)
    from pydantic_ai.providers.google_cloud import (  # noqa: PLC0415 (late, see above)
        GoogleCloudProvider,
    )

    provider = GoogleCloudProvider(
        credentials=_credentials(settings),
        project=settings.google_cloud_project,
        location=settings.google_cloud_location,
        base_url=settings.google_vertex_base_url,
        # Trying again is for the task that calls.
        retry_options=HttpRetryOptions(attempts=1),
    )
    return GoogleModel(name, provider=provider)


def _credentials(settings: Settings) -> Credentials:
    # Late: with google-genai, see above.
    import google.auth  # noqa: PLC0415 (late, see above)
    from google.oauth2 import service_account  # noqa: PLC0415 (late, see above)

    path = settings.google_application_credentials
    if path is not None:
        key = _key_file(path)
        if key["type"] == "service_account":
            return service_account.Credentials.from_service_account_info(  # pyright: ignore[reportUnknownMemberType]  # not typed
                key, scopes=[CLOUD_SCOPE]
            )
    found, _ = cast("tuple[Credentials, object]", google.auth.default(scopes=[CLOUD_SCOPE]))  # pyright: ignore[reportUnknownMemberType]  # not typed
    return found


def _key_file(path: Path) -> dict[str, Any]:
    """What stands in a credentials file."""
    try:
        key: object = json.loads(path.read_bytes())
    except OSError as error:
        problem = error.strerror or "unreadable"
    except ValueError:
        problem = "not JSON"
    else:
        if isinstance(key, dict) and "type" in key:
            return key  # pyright: ignore[reportUnknownVariableType]  # any JSON object
        problem = "not a credentials file"
    raise UnknownModelError(
        f"The key file {path} cannot be used: {problem}.",
        hint="Correct GOOGLE_APPLICATION_CREDENTIALS, or unset it to use your own login.",
    )


def _login_file() -> Path:
    """Where ``gcloud auth application-default login`` leaves its credentials."""
    from pathlib import Path  # noqa: PLC0415 (only a type above)

    from google.auth import _cloud_sdk  # noqa: PLC0415 (late; it has no public name)

    return Path(_cloud_sdk.get_application_default_credentials_path())


def _metadata_server_answers() -> bool:
    """Whether this machine is one of Google's own, which have credentials on a local address."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(METADATA_SERVER, METADATA_SECONDS),
    ):
        return True
    return False


def _check_openai(settings: Settings) -> None:
    _check_url("OPENAI_BASE_URL", settings.openai_base_url)
    if settings.openai_api_key is None and settings.openai_base_url is None:
        raise UnknownModelError(
            "Models of openai need a key, and none is set.",
            hint="Set OPENAI_API_KEY; or OPENAI_BASE_URL for a server that takes none.",
        )


def _build_openai(name: str, settings: Settings) -> Model:
    # Late: the client library takes a second to import.
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415 (late, see above)
    from pydantic_ai.profiles.openai import OpenAIModelProfile  # noqa: PLC0415 (late, see above)
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415 (late, see above)

    url = settings.openai_base_url
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else NO_KEY
    # Compatible servers know the older name of the limit; OpenAI's own models only the newer.
    older = url is not None and not (urlsplit(url).hostname or "").endswith("openai.com")
    profile = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
    return OpenAIChatModel(
        name,
        provider=OpenAIProvider(base_url=url, api_key=key),
        profile=profile if older else None,
    )


def _check_ollama(settings: Settings) -> None:
    _check_url("OLLAMA_BASE_URL", settings.ollama_base_url)


def _build_ollama(name: str, settings: Settings) -> Model:
    # Late: as for OpenAI, whose client it uses.
    from pydantic_ai.models.ollama import OllamaModel  # noqa: PLC0415 (late, see above)
    from pydantic_ai.providers.ollama import OllamaProvider  # noqa: PLC0415 (late, see above)

    url = (settings.ollama_base_url or OLLAMA_URL).rstrip("/")
    if not urlsplit(url).path:
        url += "/v1"  # Ollama's own address is often given without it
    return OllamaModel(name, provider=OllamaProvider(base_url=url))


def _check_url(variable: str, url: str | None) -> None:
    if url is not None and not (url.startswith(("http://", "https://")) and urlsplit(url).netloc):
        raise UnknownModelError(
            f"{variable} is not a web address: {url!r}.",
            hint=f'Give it as "https://HOST/PATH", or unset {variable}.',
        )


PROVIDERS = {
    "google-cloud": Provider("google.genai", _check_google_cloud, _build_google_cloud),
    "openai": Provider("openai", _check_openai, _build_openai),
    "openai-chat": Provider("openai", _check_openai, _build_openai),
    "ollama": Provider("openai", _check_ollama, _build_ollama),
}
"""By the part of a model's name before the colon; any other is left to Pydantic AI."""
