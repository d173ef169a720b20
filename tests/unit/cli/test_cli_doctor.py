"""``coursewright doctor``: each verdict, and that it says what to do."""

from __future__ import annotations

import io
import json
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from pydantic_ai.messages import ModelResponse, TextPart
from pydantic_ai.models.function import FunctionModel
from rich.console import Console

from cli import doctor as doctor_module
from cli.doctor import (
    Check,
    check_cache,
    check_configured_models,
    check_disk,
    check_embedded_model,
    check_extra,
    check_home,
    check_live,
    check_python,
    check_requirement,
    check_server,
    doctor,
    doctor_command,
    report,
    satisfies,
)
from core.settings import Settings
from core.settings import settings as current_settings
from services.models import register_model
from services.runs import local_server
from services.runs.local_server import ServerStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Usage(NamedTuple):
    """What ``shutil.disk_usage`` gives."""

    total: int
    used: int
    free: int


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings in force: a home of their own that does not exist yet."""
    monkeypatch.setenv("COURSEWRIGHT_HOME", str(tmp_path / "home"))
    for name in ("PREFECT_API_URL", "COURSEWRIGHT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    current_settings.cache_clear()
    yield current_settings()
    current_settings.cache_clear()


def test_a_sound_installation_has_no_problem(settings: Settings) -> None:
    """Everything asked for is looked at, nothing is a problem, and nothing is written."""
    checks = doctor(settings)
    names = {check.name for check in checks}
    assert {"Python", "Coursewright", "prefect", "fastapi", "Models of google"} <= names
    assert {"Home folder", "Disk", "Results cache", "Prefect server", "Languages"} <= names
    assert [check for check in checks if check.verdict == "problem"] == []
    assert not settings.home.exists()


def test_json_is_one_document(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """``--json`` prints one JSON document and nothing else."""
    assert doctor_command(as_json=True) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is True
    assert {"name", "verdict", "found", "advice"} == set(document["checks"][0])
    assert settings.model == "extractive"


def test_the_table_holds_every_word(settings: Settings) -> None:
    """Nothing of what was found is cut short or read as markup, however narrow the screen."""
    screen = Console(file=io.StringIO(), width=70)
    path = f"{settings.home}/{'x' * 90}/[red]"
    checks = [Check("Home", "problem", path, "Do it."), Check("Disk", "warning", "1", "Do.")]
    assert report(checks, screen, as_json=False) == 4
    assert isinstance(screen.file, io.StringIO)
    text = screen.file.getvalue()
    assert text.count("x") >= 90
    assert "[red]" in "".join(text.split())


def test_warnings_are_no_problem() -> None:
    """The exit code is 0 as long as nothing is a problem."""
    screen = Console(file=io.StringIO())
    assert report([Check("Disk", "warning", "little", "More.")], screen, as_json=True) == 0


def test_an_old_python_is_a_problem() -> None:
    """Below the lowest supported version the advice names it."""
    check = check_python((3, 10))
    assert (check.verdict, check.advice) == ("problem", "Use Python 3.11 or newer.")


@pytest.mark.parametrize(
    ("version", "fits"),
    [("0.138.9", False), ("0.139.0", True), ("0.150.0", True), ("0.151.0", False), ("1.0", False)],
)
def test_versions_are_held_against_the_bounds(version: str, *, fits: bool) -> None:
    """Both bounds count; no bounds allow everything."""
    assert satisfies(version, "<0.151,>=0.139") is fits
    assert satisfies(version, "")


def test_a_missing_distribution_is_a_problem() -> None:
    """What is not installed is told, with what to do."""
    check = check_requirement("no-such-distribution-here")
    assert check.verdict == "problem"
    assert check.advice


def test_a_distribution_out_of_bounds_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """The advice is the command that mends it."""
    monkeypatch.setattr(doctor_module, "_wanted", lambda _name: "<0.2")
    check = check_requirement("fastapi")
    assert (check.verdict, check.advice) == ("problem", "pip install 'fastapi<0.2'")


@pytest.mark.parametrize(
    ("model", "verdict"), [("extractive", "ok"), ("google-cloud:gemini-2.5-flash", "problem")]
)
def test_a_missing_extra_matters_to_its_models_only(model: str, verdict: str) -> None:
    """Packages for a provider are optional until its model is the default."""
    check = check_extra("google", "no_such_package.inside", model)
    assert check.verdict == verdict
    assert "coursewright[models]" in check.advice


def test_a_home_under_a_file_is_a_problem(tmp_path: Path) -> None:
    """A folder that cannot be made is told with the variable that names another."""
    (tmp_path / "file").write_text("in the way")
    check = check_home(tmp_path / "file" / "home")
    assert check.verdict == "problem"
    assert "COURSEWRIGHT_HOME" in check.advice
    assert check_home(tmp_path / "not" / "yet").verdict == "ok"


@pytest.mark.parametrize(
    ("free", "verdict"), [(10**10, "ok"), (10**9, "warning"), (10**7, "problem")]
)
def test_a_full_disk_is_told(
    free: int, verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Little room is a warning, hardly any a problem."""
    # A test cannot fill the disk.
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(free, 0, free))
    assert check_disk(tmp_path / "home").verdict == verdict


def test_the_cache_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results are counted with their size; a large cache is a warning."""
    assert check_cache(tmp_path / "none").found == "0 results, 0.0 MB"
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one").write_bytes(b"x" * 200_000)
    assert check_cache(tmp_path).found == "1 results, 0.2 MB"
    monkeypatch.setattr(doctor_module, "CACHE_WARNING_BYTES", 1000)
    assert check_cache(tmp_path).verdict == "warning"


def test_an_external_server_that_is_away_is_a_problem(tmp_path: Path) -> None:
    """With PREFECT_API_URL set and nobody there no run can work."""
    check = check_server(Settings(home=tmp_path, PREFECT_API_URL="http://127.0.0.1:1/api"))
    assert check.verdict == "problem"
    assert "PREFECT_API_URL" in check.advice


@pytest.mark.parametrize(("state", "verdict"), [("running", "ok"), ("unreachable", "warning")])
def test_a_local_server_is_told_as_it_is(
    state: str, verdict: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A local server that hangs is a warning only: the next run replaces it."""
    found = ServerStatus(state, api_url="http://127.0.0.1:7/api", pid=7)  # type: ignore[arg-type]
    monkeypatch.setattr(local_server, "status", lambda _settings: found)
    assert check_server(settings).verdict == verdict


def test_a_missing_piece_of_the_embedded_model_is_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The missing piece is named."""
    monkeypatch.setattr(doctor_module, "EMBEDDED_MODULES", ("json", "no_such_module_here"))
    check = check_embedded_model()
    assert (check.verdict, check.found) == ("problem", "missing: no_such_module_here")


@pytest.mark.parametrize(
    ("model", "verdict", "words"),
    [
        ("extractive", "ok", "extractive"),
        ("openai:gpt-5", "ok", "openai:gpt-5, then ollama:qwen3, extractive for faqs"),
        ("gpt", "problem", "no model 'gpt'"),
        ("google-cloud:gemini-2.5-flash", "problem", "need a project"),
        ("nowhere:model", "problem", "nowhere"),
    ],
)
def test_the_configured_models_have_to_be_usable(
    model: str, verdict: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name, fallbacks, models of single types, keys and projects are looked at; none is called."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.delenv("GOOGLE_CLOUD_PROJECT", raising=False)
    if model == "openai:gpt-5":
        monkeypatch.setenv("COURSEWRIGHT_FALLBACK_MODELS", "ollama:qwen3")
        monkeypatch.setenv("COURSEWRIGHT_BY_TYPE", '{"faqs": {"model": "extractive"}}')
    current_settings.cache_clear()
    check = check_configured_models(model)
    assert check.verdict == verdict
    assert words in check.found


def test_a_live_call_tells_what_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    """``--live --model`` makes one tiny call: its time, tokens and price are told."""
    answers = iter([ModelResponse(parts=[TextPart("{}")], finish_reason="stop")])
    register_model("local", lambda _types: FunctionModel(lambda *_: next(answers)))
    assert doctor_command(live=True, model="local", as_json=True) == 0
    check = json.loads(capsys.readouterr().out)["checks"][-1]
    assert check["name"] == "Live call"
    assert re.search(
        r"local answered in \d+ ms: \d+ tokens in, \d+ out, price unknown", check["found"]
    )


def test_a_live_call_that_fails_says_why() -> None:
    """What is wrong, and what to do, as in a run; the embedded model needs no call."""
    refusal = ModelResponse(parts=[], finish_reason="content_filter")
    register_model("local", lambda _types: FunctionModel(lambda *_: refusal))
    check = check_live("local")
    assert check.verdict == "problem"
    assert "refused" in check.found
    assert check.advice
    assert check_live("extractive").verdict == "ok"


def test_without_metadata_of_its_own_the_product_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from a bare folder, without being installed, the check asks to install it."""
    monkeypatch.setattr(doctor_module, "APPLICATION", "no-such-distribution-here")
    assert doctor_module.check_product().verdict == "problem"
    assert check_requirement("fastapi").verdict == "ok"
