from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from defects import judge_examples
from defects_corpus import examples
from hypothesis import given
from hypothesis import strategies as st

from cli.quality_limits import limits
from cli.quality_modules import ROOT, paragraphs, read_module
from cli.quality_page import PAGE, cell, code, main, render_page
from cli.quality_reasons import reasons
from prompts.catalog import content_types
from services.quality.check import INSPECTIONS

if TYPE_CHECKING:
    from pathlib import Path

TYPES = content_types()
CHECKED = ("services/quality", "services/rechecking")
_CODE = re.compile(r'^[A-Z_]+ = "([a-z_]+\.(?!json")[a-z_]+|contract)"$', re.MULTILINE)


@pytest.fixture(scope="module")
def page() -> str:
    """The page as the code has it."""
    return render_page()


def cells(page: str) -> list[tuple[str, list[str]]]:
    """The rows of the page's tables, each with its cells."""
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    return [(row, re.split(r"(?<!\\)\|", row)[1:-1]) for row in rows]


def test_page_is_what_the_code_says() -> None:
    """The committed page is up to date; `python -m cli.quality_page` writes it."""
    assert main(["--check"]) == 0


def test_page_shows_every_inspection_and_every_expectation(page: str) -> None:
    """Each part of the score has its section, each expectation its row."""
    for part in INSPECTIONS:
        assert f"\n### {part}\n" in page
    for each in TYPES.values():
        assert f"\n### {each.title}\n" in page
        for expectation in each.checks.expectations:
            assert f"\n| `{expectation.name}` | " in page


def test_no_cell_is_empty(page: str) -> None:
    """Every row of every table says something in each of its cells."""
    assert [row for row, columns in cells(page) if not all(map(str.strip, columns))] == []


def test_every_finding_that_a_module_names_is_on_the_page_with_its_severity(page: str) -> None:
    """What the checks call their findings has a row that begins with how severe it is."""
    files = [path for folder in CHECKED for path in sorted((ROOT / folder).rglob("*.py"))]
    codes = {name for path in files for name in _CODE.findall(path.read_text(encoding="utf-8"))}
    assert {"grounding.number", "coverage.objective", "evidence.placed", "pack.type_there"} < codes
    told = {name for name in codes if re.search(rf"\n\| `{name}` \| (?:Error|Warning): ", page)}
    assert told == codes


def test_every_finding_of_the_planted_defects_is_on_the_page(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is found in an example of each kind of defect can be looked up by its name."""
    of_a_kind = {each.kind: each for each in examples()}
    # All eight of a kind take a quarter of a minute, and give the same names.
    monkeypatch.setattr("defects.examples", lambda: list(of_a_kind.values()))
    found = {
        finding.expectation
        for outcome in judge_examples()
        for finding in (*outcome.found, *outcome.elsewhere)
    }
    assert len(found) > len(INSPECTIONS)
    assert {name for name in found if f"\n| `{name}` | " not in page} == set()


def test_value_that_is_not_shown_names_its_file(page: str) -> None:
    """Nothing is only "in the code": the file stands beside what is counted in it."""
    assert "(in the code)" not in page
    counted = [row for row, _ in cells(page) if re.search(r"\| \d+ (?:words|entries)\b", row)]
    assert counted
    for row in counted:
        named = re.search(r", in `([\w/]+\.py)` \|", row)
        assert named, row
        assert (ROOT / named[1]).is_file()


def test_figures_of_contracts_lengths_and_drift_are_on_the_page(page: str) -> None:
    """The limits of each contract, the tolerance of lengths and the bounds of drift have rows."""
    for each in TYPES.values():
        _, _, after = page.partition(f"\n### {each.title}: counts and lengths\n")
        section, _, _ = after.partition("\n###")
        for name, limit in each.limits.items():
            assert re.search(rf"\| `{name}` \| [^|]+ \| {limit.min} \| {limit.max} \|", section)
    assert "| `LENGTH_TOLERANCE` | `0.15` | " in page
    assert "| `DEVIATIONS` | `3.5` | " in page
    assert "| `MAX_UNITS` | `40` | " in page


@pytest.mark.parametrize("name", TYPES)
def test_every_expectation_has_a_reason(name: str) -> None:
    """A content type says of each of its expectations why it is there."""
    assert [each.expectation.name for each in reasons(TYPES[name]) if not each.why] == []


def test_limit_is_told_with_its_field_and_what_it_counts() -> None:
    """The field that a constant limits, and whether in items, characters or by its value."""
    outline = TYPES["outline"]
    found = {each.name: each for each in limits(outline.folder / "schema.py", outline.limits)}
    assert found["SECTIONS"][1:] == ("`Outline.sections`", 3, 15, "items")
    assert found["KEY_POINT"][1:] == ("each of `Section.key_points`", 10, 500, "characters")
    assert found["MINUTES"][1:] == ("`Outline.estimated_minutes`", 1, 600, "the value")


def test_constant_comes_with_its_reason() -> None:
    """A module's public constants are read with the text that follows them."""
    module = read_module(ROOT / "services" / "quality" / "safety" / "leaks.py")
    (shingle,) = [each for each in module.thresholds if each.name == "SHINGLE_WORDS"]
    assert shingle.value == "6"
    assert "by chance" in shingle.text


def test_long_pattern_is_shown_whole(page: str) -> None:
    """What a template leaves behind can be read on the page to its end."""
    assert "|goes here)".replace("|", "\\|") in page
    assert "…`" not in page


def test_items_of_a_list_keep_their_lines() -> None:
    """A docstring's paragraphs become a line each, and so do the items of its lists."""
    text = """One line
    and another.

    * an item
      that goes on
    * the next

    Args:
        name: Is left out.
    """
    assert paragraphs(text) == "One line and another.\n\n* an item that goes on\n* the next"


@given(st.text(alphabet="a`| ", min_size=1).filter(lambda text: text.strip()))
def test_code_span_holds_any_backticks(text: str) -> None:
    """The fence is longer than any run of backticks inside, and the bars are escaped."""
    span = code(text)
    fence = re.match(r"`+", span)
    assert fence
    assert fence[0] not in text
    assert span.endswith(fence[0])
    inner = span[len(fence[0]) : -len(fence[0])].replace("\\|", "|")
    assert inner in {text, f" {text} "}


def test_double_backticks_become_single_and_three_stay() -> None:
    """What a docstring writes as code is code in a cell; a fence that it names stays a fence."""
    assert cell("``a|b``  and\n```") == "`a\\|b` and ```"


def test_stale_page_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A page that the code has left behind gives exit status 1 and says what to run."""
    monkeypatch.setattr("cli.quality_page.PAGE", tmp_path / PAGE.name)
    assert main(["--check"]) == 1
    assert "python -m cli.quality_page" in capsys.readouterr().err
