from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli.main import main
from core.settings import settings
from flows.prompt_parts import PARTS
from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = str(Path(__file__).parents[3] / "examples" / "photosynthesis.md")


@pytest.fixture
def measured(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Runs the command with --json and gives what it printed."""

    def run(*options: str, source: str = EXAMPLE) -> dict[str, Any]:
        assert main(["prompts", "cost", source, *options, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def test_each_prompt_is_the_sum_of_its_parts(measured: Callable[..., dict[str, Any]]) -> None:
    """Every content type has a prompt with the same parts, which add up."""
    document = measured()
    assert [each["type"] for each in document["prompts"]] == list(content_types())
    for each in document["prompts"]:
        assert list(each["parts"]) == list(PARTS)
        assert each["tokens"] == sum(part["tokens"] for part in each["parts"].values())
        empty = {name for name, part in each["parts"].items() if not part["tokens"]}
        assert empty == ({"outline"} if each["type"] == "outline" else set())
    assert document["tokens"] == sum(each["tokens"] for each in document["prompts"])


def test_what_is_shared_is_a_beginning(measured: Callable[..., dict[str, Any]]) -> None:
    """The first prompt shares nothing, those after it all up to the task."""
    first, second, *rest = measured()["prompts"]
    shared = {
        each["type"]: [name for name, part in each["parts"].items() if part["shared"]]
        for each in (first, second, *rest)
    }
    assert shared.pop(first["type"]) == []
    assert shared.pop(second["type"]) == ["instructions", "request", "source"]
    assert all(parts == list(PARTS[:4]) for parts in shared.values())


def test_the_shared_part_grows_with_the_source(
    measured: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """The longer the source, the more of a pack's input is shared."""
    path = tmp_path / "longer.md"
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    path.write_text("\n\n".join([text] * 8), encoding="utf-8")
    assert 0.5 < measured()["shared_share"] < measured(source=str(path))["shared_share"] < 7 / 8


def test_an_outline_of_a_long_source_shares_no_source(
    measured: Callable[..., dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made from other passages than what comes after it."""
    monkeypatch.setenv("COURSEWRIGHT_SOURCE_TOKENS", "2000")
    settings.cache_clear()
    path = tmp_path / "long.md"
    path.write_text("\n\n".join(f"Bees of hive {n} make honey. " * 20 for n in range(60)))
    types = "faqs,flashcards"
    _, faqs, cards = measured("--types", types, "--model", "openai:gpt-5", source=str(path))[
        "prompts"
    ]
    assert faqs["parts"]["source"]["tokens"] <= 2100
    assert not faqs["parts"]["source"]["shared"]
    assert cards["parts"]["source"]["shared"]


def test_people_see_a_table_and_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each prompt, marks on what is shared, and what was assumed."""
    assert main(["prompts", "cost", EXAMPLE, "--types", "faqs"]) == 0
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert lines[1].split() == ["prompt", *PARTS, "all"]
    assert [line.split()[0] for line in lines[2:4]] == ["outline", "faqs"]
    assert lines[2].count("*") == 0
    assert lines[3].count("*") == 3
    assert "Shared: " in shown
    assert "an outline of 2,048 tokens" in shown


def test_bad_input_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    """A source that cannot be read is said as by generate."""
    assert main(["prompts", "cost", "missing.md"]) == 2
    shown = capsys.readouterr()
    assert "There is no file" in shown.err
    assert shown.err.count("\n") == 1
