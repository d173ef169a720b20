from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textbook import WORDS_A_PAGE, textbook

from core.pack import PackState
from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import StandIn

    from core.pack import Pack

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
GOOGLE, OPENAI, OLLAMA = "google-cloud:gemini-2.5-flash", "openai:gpt-5-mini", "ollama:qwen3"
ALL = set(content_types())
INPUT_USD, OUTPUT_USD = 0.25, 2.0
PRICED = {"COURSEWRIGHT_PRICES": json.dumps({OPENAI: {"input": INPUT_USD, "output": OUTPUT_USD}})}
"""A server of one's own has no published price: the stand-in's is said in the settings."""


@pytest.fixture
def wire(standin: StandIn, tmp_path: Path) -> dict[str, str]:
    """The environment in which every provider is the stand-in; also tries again soon."""
    return {
        **standin.google_environment(tmp_path),
        **standin.openai_environment(),
        **standin.ollama_environment(),
        "COURSEWRIGHT_MODEL_RETRY_BACKOFF_SECONDS": "0.05",
    }


@pytest.fixture
def generate(coursewright: Any, wire: dict[str, str], tmp_path: Path) -> Callable[..., Any]:
    """Runs ``coursewright generate --json`` over the wire."""

    def run(*options: str, source: Path = PHOTOSYNTHESIS, **variables: str) -> Any:
        out = str(tmp_path / "pack of ours")
        return coursewright(
            "generate", str(source), "--out", out, "--json", *options, **{**wire, **variables}
        )

    return run


@pytest.mark.parametrize("model", [GOOGLE, OPENAI, OLLAMA])
def test_a_whole_pack_comes_over_the_wire(
    generate: Callable[..., Any], standin: StandIn, model: str
) -> None:
    """Through each real client library a complete pack comes, and every check holds again."""
    made = generate("--model", model)
    assert made.code == 0, made.err
    pack: Pack = made.pack
    assert pack.state is PackState.COMPLETE
    for artifact in (pack.outline, *pack.artifacts):
        assert artifact is not None
        assert artifact.requested_model == model
        assert artifact.usage.calls == 1
        assert artifact.usage.input_tokens > 1000
        assert all(
            pack.source.text[piece["start"] : piece["end"]] == piece["quote"]
            for piece in _evidence(artifact.content)
        )
        assert not [each for each in artifact.report.findings if each.severity == "error"]
    stats = standin.stats()
    assert stats["calls"] == len(ALL)
    assert stats["violations"] == []


def test_a_repeated_request_calls_no_model(generate: Callable[..., Any], standin: StandIn) -> None:
    """Run again, it takes all answers from the cache; asked again, it is answered; unpaid both."""
    first = generate("--model", OPENAI)
    again = generate("--model", OPENAI, "--max-age", "0s")
    answered = generate("--model", OPENAI)
    assert answered.json["stored"]
    assert not again.json["stored"]
    assert answered.json["spent"]["calls"] == 0
    assert answered.cached == dict.fromkeys(ALL, True)
    assert again.cached == dict.fromkeys(ALL, True)
    assert standin.stats()["calls"] == len(ALL)
    assert again.json["spent"]["calls"] == 0
    assert again.json["usage"]["input_tokens"] == first.json["usage"]["input_tokens"] > 0


def test_each_type_may_have_a_model_of_its_own(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """Types named with a model are written by it, the rest by the pack's."""
    made = generate("--model", OPENAI, "--model", f"faqs={GOOGLE}", "--types", "faqs,one_pager")
    assert made.code == 0, made.err
    assert standin.stats()["by_protocol"] == {"openai": 2, "google": 1}
    models = {each.content_type: each.requested_model for each in made.pack.artifacts}
    assert models == {"faqs": GOOGLE, "one_pager": OPENAI}


def test_a_model_that_is_down_has_its_fallback_answer(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """A fallback answers for a model that is down, and the artifact says so."""
    standin.script([{"model": "gpt-5-mini", "faults": ["503"], "repeat": True}])
    made = generate("--model", OPENAI, "--types", "faqs", COURSEWRIGHT_FALLBACK_MODELS=GOOGLE)
    assert made.code == 0, made.err
    (faqs,) = made.pack.artifacts
    assert faqs.requested_model == OPENAI
    assert "gemini" in faqs.model


def test_another_check_does_not_call_the_model_again(
    generate: Callable[..., Any], standin: StandIn, tmp_path: Path
) -> None:
    """With a type's check changed, its stored answer is read and checked anew."""
    import shutil  # noqa: PLC0415 (one test's)

    own = tmp_path / "types of ours"
    shutil.copytree(ROOT / "prompts" / "faqs", own / "faqs")
    variables = {"COURSEWRIGHT_CONTENT_TYPES_FOLDER": str(own)}
    assert generate("--model", OPENAI, "--types", "faqs", **variables).code == 0
    checks = own / "faqs" / "checks.py"
    checks.write_text(checks.read_text() + "\n# Another rule.\n")
    again = generate("--model", OPENAI, "--types", "faqs", **variables)
    assert again.cached == {"outline": True, "faqs": True}
    assert standin.stats()["calls"] == 2


def test_a_budget_holds_against_a_model_that_never_gets_it_right(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """The pack is partial, says what was not made and why, and has spent no more than allowed."""
    standin.script(
        [
            {"content_type": name, "faults": ["wrong_schema"], "repeat": True}
            for name in ALL - {"outline", "one_pager"}
        ]
    )
    budget = 0.02
    made = generate(
        "--model", OPENAI, "--budget", str(budget), **PRICED, COURSEWRIGHT_MAX_REASKS="5"
    )
    assert made.code == 3, made.err
    assert {each["code"] for each in made.json["errors"]} == {"budget_exceeded"}
    stats = standin.stats()
    usd = (stats["input_tokens"] * INPUT_USD + stats["output_tokens"] * OUTPUT_USD) / 1e6
    assert 0 < usd <= budget
    assert made.json["spent"]["cost_usd"] == pytest.approx(usd)


def test_a_call_that_would_exceed_the_budget_is_not_made(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """With next to no budget nothing is called at all."""
    made = generate("--model", OPENAI, "--budget", "0.0001", **PRICED)
    assert made.code == 4, made.err
    assert "budget" in made.err
    assert standin.stats()["calls"] == 0


def test_the_time_for_a_pack_ends_what_hangs(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """A call that hangs costs its type only, and the pack comes when its time is over."""
    standin.script([{"content_type": "faqs", "faults": ["hang"], "repeat": True}])
    started = time.monotonic()
    made = generate(
        "--model", OPENAI, "--types", "faqs,one_pager", COURSEWRIGHT_PACK_TIMEOUT_SECONDS="8"
    )
    assert time.monotonic() - started < 40
    assert made.code == 3, made.err
    (error,) = made.pack.errors
    assert (error.content_type, error.code) == ("faqs", "deadline_exceeded")


def test_what_a_pack_shares_is_kept_by_vertex_and_deleted(
    generate: Callable[..., Any], standin: StandIn, tmp_path: Path
) -> None:
    """One context cache a pack: made once, used by each call, gone afterwards."""
    source = tmp_path / "textbook.md"
    source.write_text(textbook(20 * WORDS_A_PAGE))
    made = generate("--model", GOOGLE, source=source)
    assert made.code == 0, made.err
    stats = standin.stats()
    assert stats["violations"] == []
    assert stats["caches"] == 0
    sent = [each for each in standin.requests() if each["path"].endswith(":generateContent")]
    assert len(sent) == len(ALL)
    assert len({each["body"]["cachedContent"] for each in sent}) == 1
    assert not any("systemInstruction" in each["body"] for each in sent)
    assert stats["cached_tokens"] > 0.6 * stats["input_tokens"]
    assert made.json["spent"]["cached_tokens"] > 0


def test_an_honest_refusal_for_want_of_source_is_no_fault(
    generate: Callable[..., Any], standin: StandIn
) -> None:
    """A model that says the source is too small is believed, and not asked again."""
    text = json.dumps({"insufficient_source": "Only two terms are defined."})
    standin.script([{"content_type": "flashcards", "faults": [f"text:{text}"]}])
    made = generate("--model", OPENAI, "--types", "flashcards,one_pager")
    assert made.code == 3
    assert made.json["errors"][0]["code"] == "insufficient_source"
    assert standin.stats()["by_content_type"]["flashcards"] == 1


def _evidence(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [piece for each in node for piece in _evidence(each)]
    if not isinstance(node, dict):
        return []
    if "quote" in node:
        return [node]
    return [piece for each in node.values() for piece in _evidence(each)]
