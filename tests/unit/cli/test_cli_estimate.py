from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli.main import main
from cli.sources import wanted_models
from core.errors import UnknownContentTypeError, UnknownModelError
from core.settings import settings
from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = str(Path(__file__).parents[3] / "examples" / "photosynthesis.md")
FLASH = "google-cloud:gemini-2.5-flash"
MINI = "openai:gpt-5-mini"


@pytest.fixture
def estimated(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Runs the command with --json and gives what it printed."""

    def run(*options: str, source: str = EXAMPLE) -> dict[str, Any]:
        assert main(["estimate", source, *options, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def set_environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets variables and has the settings read anew."""

    def put(**variables: Any) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value if isinstance(value, str) else json.dumps(value))
        settings.cache_clear()

    return put


@pytest.fixture
def long_source(tmp_path: Path) -> str:
    """A text that does not fit into the smallest prompt."""
    path = tmp_path / "long.md"
    sections = [
        f"## Part {number}\n\n" + f"Bees of hive {number} make honey in summer. " * 40
        for number in range(30)
    ]
    path.write_text("# Bees\n\n" + "\n\n".join(sections))
    return str(path)


def test_the_embedded_model_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a language model there is a table, all of it free, and one line that says so."""
    assert main(["estimate", EXAMPLE, "--types", "faqs", "--model", "extractive"]) == 0
    shown = capsys.readouterr().out
    assert [line.split()[0] for line in shown.splitlines()[2:5]] == ["outline", "faqs", "total"]
    assert shown.count("free") == 6
    assert "(extractive) costs nothing" in shown
    assert "$" not in shown


def test_an_estimate_needs_no_key_and_no_project(
    estimated: Callable[..., dict[str, Any]],
) -> None:
    """The cost of a model is said before its provider is set up; the total is the steps' sum."""
    document = estimated("--model", FLASH)
    assert [step["step"] for step in document["steps"]] == list(content_types())
    for key, total in document["total"].items():
        assert total == pytest.approx(sum(step[key] for step in document["steps"]))
    assert 0 < document["total"]["cost_usd"] < document["total"]["most_cost_usd"] < 1
    assert document["prices"].startswith("genai-prices")
    assert "50%" in document["assumed"]


def test_an_unknown_price_is_said_and_makes_the_total_unknown(
    estimated: Callable[..., dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A step with a price does not make a total out of one without."""
    options = ["--types", "faqs", "--model", "ollama:llama", "--model", f"faqs={MINI}"]
    document = estimated(*options)
    costs = {step["step"]: step["cost_usd"] for step in document["steps"]}
    assert costs["outline"] is None
    assert costs["faqs"] > 0
    assert document["total"]["cost_usd"] is None
    assert main(["estimate", EXAMPLE, *options]) == 0
    shown = capsys.readouterr().out
    assert "Cost: unknown expected, unknown at most." in shown
    assert "The price of ollama:llama is not known. Name the US dollars" in shown
    assert f"Models: ollama:llama (outline); {MINI} (faqs)." in shown


def test_what_calls_share_is_cached_from_a_size_on(
    estimated: Callable[..., dict[str, Any]], set_environment: Callable[..., None]
) -> None:
    """A beginning counts as cached for every call but the first, when it is long enough."""
    options = ("--types", "faqs,flashcards", "--model", FLASH)
    dear = estimated(*options)
    assert dear["total"]["cacheable_tokens"] == 0
    set_environment(COURSEWRIGHT_CONTEXT_CACHE_MIN_TOKENS="1024")
    cheap = estimated(*options)
    first, second, third = (step["cacheable_tokens"] for step in cheap["steps"])
    assert (first, second) == (0, third)
    assert second > 1024
    assert cheap["total"]["cost_usd"] < dear["total"]["cost_usd"]
    assert cheap["total"]["most_cost_usd"] == dear["total"]["most_cost_usd"]


def test_models_do_not_share_what_they_have_read(
    estimated: Callable[..., dict[str, Any]], set_environment: Callable[..., None]
) -> None:
    """A type with a model of its own reads everything anew."""
    set_environment(COURSEWRIGHT_CONTEXT_CACHE_MIN_TOKENS="1024")
    document = estimated("--types", "faqs", "--model", FLASH, "--model", f"faqs={MINI}")
    assert document["total"]["cacheable_tokens"] == 0


def test_at_most_counts_reasks_and_the_dearest_fallback(
    estimated: Callable[..., dict[str, Any]], set_environment: Callable[..., None]
) -> None:
    """What can be asked again or repaired, and who may answer instead, is in the worst case."""
    set_environment(COURSEWRIGHT_MAX_REASKS="0", COURSEWRIGHT_MAX_REPAIRS="0")
    options = ("--types", "outline", "--model", MINI)
    once = estimated(*options)["total"]
    set_environment(COURSEWRIGHT_MAX_REASKS="2")
    thrice = estimated(*options)["total"]
    set_environment(COURSEWRIGHT_MAX_REPAIRS="1")
    repaired = estimated(*options)["total"]
    assert repaired["most_output_tokens"] == 4 * once["most_output_tokens"]
    assert repaired["most_cost_usd"] > 4 * once["most_cost_usd"]
    set_environment(COURSEWRIGHT_MAX_REPAIRS="0", COURSEWRIGHT_FALLBACK_MODELS="openai:gpt-5")
    dearer = estimated(*options)["total"]
    assert thrice["most_output_tokens"] == 3 * once["most_output_tokens"]
    assert once["most_cost_usd"] < thrice["most_cost_usd"] / 3 < dearer["most_cost_usd"] / 3
    assert once["cost_usd"] == thrice["cost_usd"] == dearer["cost_usd"]


def test_a_long_source_is_read_in_parts(
    estimated: Callable[..., dict[str, Any]],
    set_environment: Callable[..., None],
    long_source: str,
) -> None:
    """What does not fit into one prompt is digested first; the embedded model reads it whole."""
    set_environment(COURSEWRIGHT_SOURCE_TOKENS="2000", COURSEWRIGHT_DIGEST_TOKENS="4000")
    document = estimated("--types", "faqs", "--model", MINI, source=long_source)
    digests, outline, faqs = document["steps"]
    assert digests["step"] == "digests"
    assert digests["calls"] > 1
    assert digests["input_tokens"] > outline["input_tokens"]
    assert faqs["input_tokens"] < 8000
    whole = estimated("--types", "faqs", "--model", "extractive", source=long_source)
    assert [step["step"] for step in whole["steps"]] == ["outline", "faqs"]
    assert whole["steps"][0]["input_tokens"] > 2 * outline["input_tokens"]


def test_more_pages_cost_more(estimated: Callable[..., dict[str, Any]]) -> None:
    """A longer reading is a longer answer."""
    options = ("--types", "detailed_reading", "--model", MINI)
    short, long = estimated(*options), estimated(*options, "--pages", "10")
    assert short["total"]["output_tokens"] < long["total"]["output_tokens"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.md"], "There is no file"),
        ([EXAMPLE, "--types", "quizz"], "no content type 'quizz'"),
        ([EXAMPLE, "--model", "gpt"], "no model 'gpt'"),
        ([EXAMPLE, "--model", "quizz=openai:gpt-5"], "no content type 'quizz'"),
        ([EXAMPLE, "--model", "a:b", "--model", "c:d"], "names two models: a:b and c:d"),
        ([EXAMPLE, "--pages", "99"], "--pages cannot be 99"),
        ([EXAMPLE, "--language", "de"], "cannot write in 'de'"),
        (["topic:Bees"], "topic"),
        (["--nonsense"], "estimate --help"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """What generate refuses, estimate refuses in the same words."""
    assert main(["estimate", *arguments]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_the_settings_models_by_type_count_only_without_the_option(
    set_environment: Callable[..., None],
) -> None:
    """A person who names a model means it for everything, but for the types they name too."""
    set_environment(COURSEWRIGHT_MODEL=FLASH, COURSEWRIGHT_BY_TYPE={"faqs": {"model": MINI}})
    assert wanted_models(None) == (FLASH, {"faqs": MINI})
    assert wanted_models(["extractive"]) == ("extractive", {})
    assert wanted_models(["one-pager=a:b"]) == (FLASH, {"one_pager": "a:b"})
    assert wanted_models(["p:name=with"]) == ("p:name=with", {})
    with pytest.raises(UnknownModelError, match="two models for faqs"):
        wanted_models(["faqs=a:b", "faqs=c:d"])
    with pytest.raises(UnknownModelError, match="no model ''"):
        wanted_models(["faqs="])
    with pytest.raises(UnknownContentTypeError, match="no content type ''"):
        wanted_models(["=a:b"])
