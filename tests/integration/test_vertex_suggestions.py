from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import (
    ModelAccessError,
    ModelTimeoutError,
    ModelUnavailableError,
    RateLimitedError,
    SettingsError,
)
from core.settings import Settings, settings
from flows.candidates import current_template
from prompts.catalog import content_types
from services.optimizer import GUIDELINES, check_vertex, suggest, task_of

if TYPE_CHECKING:
    from pathlib import Path

    from standin.server import StandIn

    from core.errors import ModelError

pytestmark = [
    pytest.mark.server,
    # Said by the library of itself at each call; Python shows it to nobody but its developers.
    pytest.mark.filterwarnings("ignore:The prompt_optimizer.optimize_prompt:DeprecationWarning"),
]

TASK = "Write   {{ limits.ITEMS }} cards.\n\n\n{% if minutes %}\nBe quick.\n{% endif %}"


@pytest.fixture
def vertex(standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings by which Vertex AI is the stand-in; read from the environment, as Google does."""
    for name, value in standin.google_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COURSEWRIGHT_MODEL_TIMEOUT_SECONDS", "20")
    settings.cache_clear()
    return settings()


def test_the_task_comes_back_rewritten(vertex: Settings, standin: StandIn) -> None:
    """The task is sent with its placeholders and the guidelines; only the task comes back."""
    check_vertex(vertex)
    suggested = suggest(TASK, vertex)
    assert suggested == TASK.replace("   ", " ").replace("\n\n\n", "\n")
    request = next(each for each in standin.requests() if "optimizePrompt" in str(each))
    assert GUIDELINES.splitlines()[1] in str(request)
    assert "{{ limits.ITEMS }}" in str(request)
    assert standin.stats()["violations"] == []


def test_tags_and_fences_around_a_suggestion_are_no_part_of_it(
    vertex: Settings, standin: StandIn
) -> None:
    """What has no tags is taken as it is."""
    standin.script([{"operation": "optimize", "faults": ["text:Write {{ limits.ITEMS }}."]}])
    assert suggest(TASK, vertex) == "Write {{ limits.ITEMS }}."


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("rate_limit:1", RateLimitedError),
        ("500", ModelUnavailableError),
        ("503", ModelUnavailableError),
        ("reset", ModelUnavailableError),
        ("text: ", ModelUnavailableError),
        ("401", ModelAccessError),
        ("403", ModelAccessError),
        ("404", ModelAccessError),
    ],
)
def test_the_services_errors_are_ours(
    vertex: Settings, standin: StandIn, fault: str, kind: type[ModelError]
) -> None:
    """Each way it can fail is an error of our tree, of the kind that says whether to try again."""
    standin.script([{"operation": "optimize", "faults": [fault], "repeat": True}])
    with pytest.raises(kind) as raised:
        suggest(TASK, vertex)
    assert type(raised.value) is kind
    assert "prompt optimizer" in raised.value.message
    assert "\n" not in str(raised.value)
    assert standin.stats()["operations"]["optimizePrompt"] == 1


def test_it_is_not_waited_for_longer_than_set(vertex: Settings, standin: StandIn) -> None:
    """A service that hangs is given up after the time for one call."""
    standin.script([{"operation": "optimize", "faults": ["hang:20"]}])
    hasty = vertex.model_copy(update={"model_timeout_seconds": 1.0})
    with pytest.raises(ModelTimeoutError):
        suggest(TASK, hasty)


def test_credentials_that_are_refused_are_said(
    vertex: Settings, standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No credentials, or some that give no token, are an access error with what to do."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nothing.json"))
    with pytest.raises(ModelAccessError, match="cannot be used") as raised:
        suggest(TASK, vertex)
    assert "GOOGLE_APPLICATION_CREDENTIALS" in raised.value.hint
    assert "optimizePrompt" not in standin.stats()["operations"]


def test_without_a_project_nothing_is_loaded() -> None:
    """A missing project is said before the library is imported."""
    with pytest.raises(SettingsError, match="project"):
        check_vertex(Settings(GOOGLE_CLOUD_PROJECT=None))


@pytest.mark.parametrize("name", content_types())
def test_every_template_has_a_task_to_send(name: str) -> None:
    """Each content type's template has a task block that can be rewritten."""
    assert "limits." in task_of(current_template(content_types()[name]))
