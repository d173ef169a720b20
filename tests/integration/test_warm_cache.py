from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import StandIn

pytestmark = pytest.mark.server

EXAMPLE = Path(__file__).parents[2] / "examples" / "photosynthesis.md"
OPENAI = "openai:gpt-5-mini"
PRICED = {"COURSEWRIGHT_PRICES": json.dumps({OPENAI: {"input": 0.25, "output": 2.0}})}
CALLS = 2
"""For a pack of an outline and FAQs."""


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    """Sources of the test's own, by name, each with a text of its own."""
    files = {name: tmp_path / f"{name}.md" for name in ("first", "second", "third")}
    for name, file in files.items():
        file.write_text(f"{EXAMPLE.read_text()}\nThis is the {name} edition of the text.\n")
    return files


@pytest.fixture
def command(coursewright: Any, standin: StandIn) -> Callable[..., Any]:
    """Runs a command whose models are the stand-in, and have prices."""
    environment = {**standin.openai_environment(), **PRICED}

    def run(*arguments: str | Path, **variables: str) -> Any:
        return coursewright(*map(str, arguments), **{**environment, **variables})

    return run


@pytest.fixture
def warm(command: Callable[..., Any]) -> Callable[..., Any]:
    """Runs ``coursewright cache warm``."""

    def run(*arguments: str | Path, types: str = "faqs", **variables: str) -> Any:
        wanted = ("--types", types, "--model", OPENAI, "--json")
        return command("cache", "warm", *arguments, *wanted, **variables)

    return run


def _warmth(run: Any) -> list[tuple[str, str]]:
    return [(Path(each["source"]).stem, each["warmth"]) for each in run.json]


def test_named_sources_are_made_once(
    warm: Callable[..., Any],
    command: Callable[..., Any],
    standin: StandIn,
    sources: dict[str, Path],
    tmp_path: Path,
) -> None:
    """Named on the line or in a file they are made; then they are warm, without a model's call."""
    listed = tmp_path / "list"
    listed.write_text(f"# what is used\n\n{sources['second']}\n")
    first = warm(sources["first"], "--from", listed)
    assert first.code == 0, first.err
    assert _warmth(first) == [("first", "made"), ("second", "made")]
    assert all(each["cost_usd"] > 0 for each in first.json)
    assert standin.stats()["calls"] == 2 * CALLS
    again = warm(*sources.values())
    assert _warmth(again) == [("first", "warm"), ("second", "warm"), ("third", "made")]
    assert standin.stats()["calls"] == 3 * CALLS
    options = ("--types", "faqs", "--model", OPENAI, "--json", "--out", tmp_path / "pack")
    asked = command("generate", sources["first"], *options)
    assert asked.json["spent"]["calls"] == 0
    assert standin.stats()["calls"] == 3 * CALLS


def test_what_is_asked_for_most_is_made_first(
    warm: Callable[..., Any],
    command: Callable[..., Any],
    sources: dict[str, Path],
    tmp_path: Path,
) -> None:
    """Sources that were edited since are made anew, the most wanted first, no more than asked."""
    options = ("--types", "faqs", "--model", OPENAI, "--out", tmp_path / "pack")
    for name in ("first", "second", "second"):
        assert command("generate", sources[name], *options).code == 0
    assert _warmth(warm("--most-requested", "2")) == [("second", "warm"), ("first", "warm")]
    for file in sources.values():
        file.write_text(f"{file.read_text()}\nIt was edited.\n")
    shown = command("cache", "warm", "--most-requested", "1").out
    assert shown.startswith("made   second.md: ")
    assert _warmth(warm("--most-requested", "2")) == [("second", "warm"), ("first", "made")]


def test_with_the_budget_used_up_the_rest_is_left(
    warm: Callable[..., Any], standin: StandIn, sources: dict[str, Path]
) -> None:
    """A pack that the budget was too small for is partial, and those after it are not begun."""
    done = warm(sources["first"], sources["second"], "--budget", "0.02", types="faqs,flashcards")
    assert done.code == 3, done.err
    assert _warmth(done) == [("first", "partial"), ("second", "left")]
    partial, left = done.json
    assert "budget" in partial["detail"]
    assert 0 < partial["cost_usd"] <= 0.02
    assert left["cost_usd"] == 0
    assert standin.stats()["calls"] == CALLS


def test_what_a_failed_pack_may_have_cost_is_not_spent_again(
    warm: Callable[..., Any], standin: StandIn, sources: dict[str, Path]
) -> None:
    """A pack that failed for want of money has paid its outline: the next one is not begun."""
    done = warm(*sources.values(), "--budget", "0.013", types="faqs,flashcards")
    assert _warmth(done) == [("first", "failed"), ("second", "left"), ("third", "left")]
    assert done.json[0]["cost_usd"] is None
    assert standin.stats()["calls"] == 1


def test_a_source_that_fails_costs_the_others_nothing(
    warm: Callable[..., Any], sources: dict[str, Path], tmp_path: Path
) -> None:
    """One that cannot be read is said to have failed, and why; the one after it is made."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnot a document")
    done = warm(broken, sources["first"])
    assert done.code == 3, done.err
    assert _warmth(done) == [("broken", "failed"), ("first", "made")]
    assert done.json[0]["detail"]
    assert done.json[0]["cost_usd"] == 0


def test_a_model_without_a_price_keeps_no_budget(
    warm: Callable[..., Any], standin: StandIn, sources: dict[str, Path]
) -> None:
    """With a budget an unknown price is said before anything is made."""
    done = warm(sources["first"], "--budget", "1", COURSEWRIGHT_PRICES="{}")
    assert done.code == 2
    assert "price" in done.err
    assert standin.stats()["calls"] == 0
