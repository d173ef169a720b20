from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.artifact import Usage
from core.errors import OutputError
from core.request import EMBEDDED_MODEL
from services.evaluation import (
    Evaluation,
    Optimization,
    check_report_folder,
    compare,
    evaluation_markdown,
    figures_of,
    optimization_markdown,
    refused,
    write_report,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from services.evaluation import Comparison, Figures, Judgement

COMMON = {
    "samples": ("honey", "soil"),
    "spent": Usage(calls=4, cost_usd=0.5),
    "prices": "a table of 2026",
    "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    "flow_run_id": None,
    "product_version": "0",
}


def _optimization(*comparisons: Comparison, model: str = "some:model") -> Optimization:
    return Optimization(model=model, comparisons=comparisons, output="/out", **COMMON)


@pytest.fixture
def optimization(figures: Callable[..., Figures]) -> Optimization:
    """One proposed, one not, one refused."""
    return _optimization(
        compare(figures(tokens=100), figures(tokens=90), "vertex"),
        compare(figures(), figures(tokens=200), "vertex").model_copy(
            update={"content_type": "outline"}
        ),
        refused("one_pager", "vertex", "It loses limits.SUMMARY."),
    )


def test_the_report_says_what_is_proposed_and_why(optimization: Optimization) -> None:
    """Every type is named with its decision and reason; figures stand side by side."""
    text = optimization_markdown(optimization)
    assert "**faqs** (from vertex): proposed, see `faqs/draft.md.j2`. As good" in text
    assert "**outline** (from vertex): not proposed. The tokens are not fewer" in text
    assert "It loses limits.SUMMARY." in text
    assert "| faqs | current | 100% |" in text
    assert "| faqs | candidate | 100% |" in text
    assert "4 calls, $0.5000" in text
    assert "a table of 2026" in text


def test_the_embedded_models_report_says_what_it_is_worth(optimization: Optimization) -> None:
    """With the model that does not read a prompt's wording, and only then, the report says so."""
    assert "does not read" not in optimization_markdown(optimization)
    embedded = optimization.model_copy(update={"model": EMBEDDED_MODEL})
    assert "does not read a prompt's wording" in optimization_markdown(embedded)


def test_an_evaluation_names_the_answers_it_lost(judged: Callable[..., Judgement]) -> None:
    """What a model wrote, or an error quotes of it, makes no markup in the report."""
    lost = judged("soil", passed=False, error="contract_broken: <b>|x\n# y")
    evaluation = Evaluation(
        model="some:model", templates=None, figures=(figures_of("faqs", [lost]),), **COMMON
    )
    text = evaluation_markdown(evaluation)
    assert "faqs, soil: contract\\_broken: \\<b\\>\\|x \\# y" in text
    assert "| faqs | 0% | 100.0% |" in text
    assert "- + -" in text


def test_the_folder_holds_report_and_proposals(optimization: Optimization, tmp_path: Path) -> None:
    """Two forms of the report and each proposed template, to the letter; no trace of staging."""
    folder = check_report_folder(tmp_path / "new" / "out", [])
    write_report(optimization, {"faqs": "a template\n"}, folder)
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == {
        "report.json",
        "report.md",
        "faqs/draft.md.j2",
    }
    assert (folder / "faqs" / "draft.md.j2").read_text() == "a template\n"
    document = json.loads((folder / "report.json").read_text())
    assert Optimization.model_validate(document) == optimization
    assert [entry.name for entry in folder.parent.iterdir()] == ["out"]


def test_a_folder_that_holds_something_is_refused(
    optimization: Optimization, tmp_path: Path
) -> None:
    """Before the work, and again if something came into it meanwhile; what is there stays."""
    mine = tmp_path / "out" / "mine.txt"
    folder = check_report_folder(mine.parent, [])
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        check_report_folder(folder, [])
    with pytest.raises(OutputError, match="cannot be written"):
        write_report(optimization, {}, folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine.txt"]


@pytest.mark.parametrize("place", [".", "faqs", "new/deep"])
def test_no_report_goes_where_templates_are(tmp_path: Path, place: str) -> None:
    """A folder of templates and all below it are refused, by whatever way they are named."""
    templates = tmp_path / "templates"
    (templates / "faqs").mkdir(parents=True)
    link = tmp_path / "elsewhere"
    link.symlink_to(templates)
    for start in (templates, link):
        with pytest.raises(OutputError, match="templates in use"):
            check_report_folder(start / place, [templates])


@pytest.mark.parametrize("bad", ["a\0b", "file", "file/below"])
def test_what_is_no_folder_is_said(tmp_path: Path, bad: str) -> None:
    """A NUL in the name, a file, and a place below a file are refused in one line."""
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as raised:
        check_report_folder(tmp_path / bad, [])
    assert "\n" not in str(raised.value)
