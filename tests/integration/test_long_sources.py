from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from textbook import textbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standin.server import StandIn

pytestmark = pytest.mark.server

MODEL = "openai:gpt-5-mini"
TYPES = "flashcards,faqs,detailed_reading"
SMALL = {
    "COURSEWRIGHT_SOURCE_TOKENS": "6000",
    "COURSEWRIGHT_DIGEST_TOKENS": "5000",
    "COURSEWRIGHT_MODEL_RETRY_BACKOFF_SECONDS": "0.05",
}


@pytest.fixture
def generate(coursewright: Any, standin: StandIn, tmp_path: Path) -> Callable[..., Any]:
    """Makes a pack from a book that no prompt may hold as a whole."""
    source = tmp_path / "textbook.md"
    source.write_text(textbook(12_000))

    def run(types: str = TYPES) -> Any:
        command = ("generate", str(source), "--model", MODEL, "--types", types, "--json")
        environment = {**standin.openai_environment(), **SMALL}
        return coursewright(*command, "--out", str(tmp_path / "pack"), **environment)

    return run


def test_a_long_source_is_read_in_parts_and_said_to_be(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """All of it is read for the outline, a selection for each type; no prompt is over its limit.

    Evidence is looked up in the whole source, and the pack says what share each type was shown.
    """
    made = generate()
    assert made.code == 0, made.err
    pack = made.pack
    assert pack.outline is not None
    assert pack.outline.source_share == 1.0
    shares = {each.source_share for each in pack.artifacts}
    assert len(shares) == 1
    assert 0.05 < shares.pop() < 0.6
    for artifact in (pack.outline, *pack.artifacts):
        assert artifact.report.scores["evidence"] == 1.0
    steps = {(each["content_type"], each["step"]): each["calls"] for each in _steps(standin)}
    digests = [step for name, step in steps if step.startswith("digest-")]
    assert len(digests) >= 4
    assert all(calls == 1 for calls in steps.values())
    openings = {_opening(each) for each in _asked(standin) if '"step": "digest' not in each}
    assert len(openings) == 2  # the outline's, and one that all types share
    assert all(len(each) / 4 < 7000 for each in openings)


def test_parts_that_were_digested_are_not_paid_for_again(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """When one part's digest fails the pack fails, and the next run asks for that part alone."""
    standin.script([{"step": "digest-2", "faults": ["401"]}])
    failed = generate()
    assert failed.code == 4
    assert "outline" in failed.err
    before = standin.stats()["calls"]
    again = generate()
    assert again.code == 0, again.err
    steps = [each["step"] for each in _steps(standin) if each["step"].startswith("digest")]
    assert standin.stats()["calls"] - before == 1 + 1 + 3  # the part, the outline, the types
    assert len(steps) >= 4


def test_a_digest_of_no_use_is_asked_for_again(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """Broken JSON for a part costs one more call of that part."""
    standin.script([{"step": "digest-1", "faults": ["duplicate_key"]}])
    made = generate("faqs")
    assert made.code == 0, made.err
    steps = {each["step"]: each["calls"] for each in _steps(standin)}
    assert steps["digest-1"] == 1
    assert steps["digest-1-reask-1"] == 1


def _steps(standin: StandIn) -> list[dict[str, Any]]:
    return standin.stats()["by_step"]


def _asked(standin: StandIn) -> list[str]:
    """The user's turn of every request."""
    return [
        each["body"]["messages"][-1]["content"]
        for each in standin.requests()
        if each["path"].endswith("/chat/completions")
    ]


def _opening(prompt: str) -> str:
    assert json.loads(prompt.partition("<request>\n")[2].partition("\n")[0])["language"] == "en"
    return prompt.partition("<outline>")[0].partition("<task>")[0]
