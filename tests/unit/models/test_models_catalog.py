"""What is said of models, keys and projects before anything is called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.errors import SettingsError, UnknownContentTypeError, UnknownModelError
from core.settings import settings
from prompts.catalog import content_types
from services.models import (
    check_model,
    check_models,
    check_request,
    providers,
    register_model,
    resolve_model,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.request import ContentRequest

VERTEX = "google-cloud:gemini-2.5-flash"
PROVIDER_VARIABLES = (
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_CLOUD_LOCATION",
    "GOOGLE_VERTEX_BASE_URL",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OLLAMA_BASE_URL",
    "ANTHROPIC_API_KEY",
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment in which no provider is configured, on a machine that is not Google's."""
    for name in PROVIDER_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    monkeypatch.setattr(providers, "METADATA_SERVER", ("127.0.0.1", 9))


def _problem(model: str) -> str:
    settings.cache_clear()
    with pytest.raises(UnknownModelError) as caught:
        check_model(model)
    assert "\n" not in str(caught.value)
    assert model in caught.value.message
    return str(caught.value)


def test_vertex_needs_a_project_and_credentials(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is missing is said, one after the other, and with which variable it is set."""
    assert "GOOGLE_CLOUD_PROJECT" in _problem(VERTEX)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    assert "gcloud auth application-default login" in _problem(VERTEX)
    login = tmp_path / "gcloud" / "application_default_credentials.json"
    login.parent.mkdir()
    login.write_text("{}")
    settings.cache_clear()
    check_model(VERTEX)


def test_a_machine_of_googles_needs_no_key_file(
    provider: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a metadata server answers, credentials come from there."""
    port = int(str(getattr(provider, "url", "")).rpartition(":")[2])
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS")
    monkeypatch.setattr(providers, "METADATA_SERVER", ("127.0.0.1", port))
    settings.cache_clear()
    check_model(VERTEX)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "No such file"), ("not JSON", "not JSON"), ("[]", "not a credentials file")],
)
def test_a_key_file_has_to_be_one(
    content: str | None, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A path that leads nowhere or to something else is said."""
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    assert words in _problem(VERTEX)


def test_a_key_file_with_a_broken_key_is_said_when_it_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the client library cannot read is no traceback."""
    path = tmp_path / "key.json"
    path.write_text(json.dumps({"type": "service_account", "private_key": "x"}))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    settings.cache_clear()
    with pytest.raises(UnknownModelError, match="cannot be used"):
        resolve_model(VERTEX, content_types)


def test_a_persons_own_login_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Any kind of file that Google's client library knows is taken, not only service accounts'."""
    path = tmp_path / "login.json"
    names = ("client_id", "client_secret", "refresh_token", "quota_project_id")
    path.write_text(json.dumps({"type": "authorized_user"} | dict.fromkeys(names, "x")))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    settings.cache_clear()
    assert resolve_model(VERTEX, content_types).model_name == "gemini-2.5-flash"


def test_openai_needs_a_key_or_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of one's own needs no key; an address has to be one."""
    assert "OPENAI_API_KEY" in _problem("openai:gpt-5")
    monkeypatch.setenv("OPENAI_BASE_URL", "localhost:8000")
    assert "OPENAI_BASE_URL is not a web address" in _problem("openai:gpt-5")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:8000/v1")
    settings.cache_clear()
    check_model("openai:gpt-5")
    assert resolve_model("openai:gpt-5", content_types).base_url == "http://localhost:8000/v1/"


def test_openais_own_models_know_the_limit_by_its_newer_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only servers that are compatible are sent the older one."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    settings.cache_clear()
    names = [resolve_model("openai:gpt-5", content_types)]
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:8000/v1")
    settings.cache_clear()
    names.append(resolve_model("openai:gpt-5", content_types))
    newer = [each.profile.get("openai_chat_supports_max_completion_tokens", True) for each in names]
    assert newer == [True, False]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (None, "http://localhost:11434/v1/"),
        ("http://box:11434", "http://box:11434/v1/"),
        ("http://box:11434/v1/", "http://box:11434/v1/"),
    ],
)
def test_ollama_is_found_by_its_address(
    given: str | None, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On this machine by default; the path of its OpenAI protocol may be left out."""
    if given:
        monkeypatch.setenv("OLLAMA_BASE_URL", given)
    settings.cache_clear()
    check_model("ollama:qwen3")
    assert resolve_model("ollama:qwen3", content_types).base_url == used


@pytest.mark.parametrize("model", ["nowhere:model", "anthropic:claude"])
def test_any_other_provider_is_pydantic_ais_to_know(model: str) -> None:
    """One that does not exist, is not installed or not configured, is an unknown model."""
    assert "cannot be used" in _problem(model)


@pytest.mark.usefixtures("provider")
def test_a_model_is_made_once_for_the_same_settings() -> None:
    """Other settings make another one; so does another model registered under the name."""
    first = resolve_model(VERTEX, content_types)
    assert resolve_model(VERTEX, content_types) is first
    settings.cache_clear()
    assert resolve_model(VERTEX, content_types) is not first
    register_model("mine", lambda _types: first)
    assert resolve_model("mine", content_types) is first


def test_models_of_single_types_and_fallbacks_are_looked_at_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each that cannot be used is said, whatever it would be asked for."""
    monkeypatch.setenv("COURSEWRIGHT_BY_TYPE", '{"faqs": {"model": "openai:gpt-5"}}')
    settings.cache_clear()
    with pytest.raises(UnknownModelError, match="openai:gpt-5"):
        check_models(["extractive"], content_types())
    monkeypatch.delenv("COURSEWRIGHT_BY_TYPE")
    monkeypatch.setenv("COURSEWRIGHT_FALLBACK_MODELS", "nothing")
    settings.cache_clear()
    check_models(["extractive"], content_types())
    with pytest.raises(UnknownModelError, match="nothing"):
        check_models(["ollama:qwen3"], content_types())


def test_a_content_type_that_does_not_exist_has_no_model(
    monkeypatch: pytest.MonkeyPatch, request_of: Callable[..., ContentRequest]
) -> None:
    """In the settings and in a request."""
    with pytest.raises(UnknownContentTypeError, match="quizzes"):
        check_request(request_of(models={"quizzes": "extractive"}), content_types())
    check_request(request_of(models={"faqs": "extractive"}), content_types())
    monkeypatch.setenv("COURSEWRIGHT_BY_TYPE", '{"quizzes": {"temperature": 0.1}}')
    settings.cache_clear()
    with pytest.raises(SettingsError, match="quizzes") as caught:
        check_request(request_of(), content_types())
    assert "faqs" in caught.value.hint
