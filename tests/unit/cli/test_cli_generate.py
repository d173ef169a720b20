from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from cli.exits import Exit
from cli.main import main
from cli.progress import StepTable, showing_steps
from core.errors import RunServiceError, SourceNotFoundError
from core.settings import settings
from monitoring.progress import StepEvent, StepState, listening, report

if TYPE_CHECKING:
    from pathlib import Path

GOOD_TEXT = "Bees make honey from the nectar of flowers. " * 30


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A source that could be read."""
    path = tmp_path / "notes.md"
    path.write_text(GOOD_TEXT)
    return path


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--types", "faqs,quizz"], "no content type 'quizz'. Choose from: outline"),
        (["--types", ","], "names no content type"),
        (["--model", "gpt"], "no model 'gpt'"),
        (["--model", "faqs=gpt"], "no model 'gpt'"),
        (["--model", "quizz=extractive"], "no content type 'quizz'"),
        (["--model", "extractive", "--model", "a:b"], "two models: extractive and a:b"),
        (["--minutes", "99"], "--minutes cannot be 99"),
        (["--pages", "0"], "--pages cannot be 0"),
        (["--budget", "0"], "--budget cannot be 0.0"),
        (["--budget", "much"], "much"),
        (["--language", "German"], "--language cannot be 'German'"),
        (["--difficulty", "brutal"], "brutal"),
        (["--minutes", "soon"], "soon"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(
    notes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    said: str,
) -> None:
    """Each wrong option is one line that says what is wrong, before anything is started."""
    code = main(["generate", str(notes), "--out", str(tmp_path / "pack"), *options])
    shown = capsys.readouterr()
    assert code == 2
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.md"]


@pytest.mark.parametrize("options", [["--budget", "1"], []])
def test_a_budget_for_a_model_without_a_price_is_refused(
    notes: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    """A budget of the option or the settings that cannot be kept is said before any work."""
    monkeypatch.setenv("OLLAMA_BASE_URL", "http://127.0.0.1:9/v1")
    if not options:
        monkeypatch.setenv("COURSEWRIGHT_BUDGET_USD", "1")
    settings.cache_clear()
    model = ["--types", "faqs", "--model", "faqs=ollama:llama", "--json"]
    assert main(["generate", str(notes), *model, *options]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "unknown_price"
    assert '{"ollama:llama": {"input": 0, "output": 0}}' in error["hint"]
    assert not settings().home.exists()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("missing.md", "There is no file"),
        (".", "folder"),
        ("ftp://example.org/a", "http"),
        ("http://127.0.0.1/a", "public"),
        ("topic:Bees", "topic"),
    ],
)
def test_a_bad_source_is_one_line_and_exit_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    source: str,
    said: str,
) -> None:
    """Each source that cannot be used is said in one line, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    code = main(["generate", source])
    shown = capsys.readouterr()
    assert code == 2
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_empty_standard_input_is_bad_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on standard input is an empty source."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"")))
    assert main(["generate", "-"]) == 2
    assert "empty" in capsys.readouterr().err


def test_an_error_is_json_when_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json standard output is one JSON document even when the command fails."""
    assert main(["generate", "/missing.md", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["error"]["code"] == "source_not_found"


def test_debug_shows_the_traceback() -> None:
    """With --debug the error itself comes through."""
    with pytest.raises(SourceNotFoundError):
        main(["generate", "/missing.md", "--debug"])


def test_only_what_a_person_can_mend_exits_with_2() -> None:
    """A server that does not start is a failure, a missing file is bad input."""
    assert Exit.of(SourceNotFoundError("x")) == 2
    assert Exit.of(RunServiceError("x")) == 4


def test_types_are_listed_for_people_and_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """``types`` names each content type; ``--json`` gives the same as data."""
    assert main(["types"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["types", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [line.split()[0] for line in lines] == [row["name"] for row in rows]


def test_the_schema_is_published(capsys: pytest.CaptureFixture[str]) -> None:
    """``schema`` prints one JSON document that names every content type."""
    assert main(["schema"]) == 0
    text = capsys.readouterr().out
    json.loads(text)
    assert "flashcards" in text


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """``--version`` prints the installed version."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == "0.1.0"


def test_plain_lines_off_a_terminal() -> None:
    """Off a terminal each finished step is one line."""
    out = io.StringIO()
    with showing_steps(Console(file=out), ["ingest"]) as listener, listening(listener):
        report("ingest", StepState.RUNNING)
        report("ingest", StepState.DONE, "900 words")
        report("faqs", StepState.CACHED)
    report("late", StepState.DONE)
    assert out.getvalue() == "ingest done: 900 words\nfaqs cached\n"


def test_a_live_table_on_a_terminal() -> None:
    """On a terminal there is a table of all steps, waiting ones included."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100)
    with showing_steps(console, ["ingest", "faqs", "flashcards"]) as listener:
        assert isinstance(listener, StepTable)
        listener(StepEvent("ingest", StepState.DONE, "900 words"))
        listener(StepEvent("faqs", StepState.RUNNING))
        listener(StepEvent("surprise", StepState.FAILED, "oh"))
    shown = out.getvalue()
    for word in ("ingest", "done", "900 words", "working", "flashcards", "waiting", "failed"):
        assert word in shown
