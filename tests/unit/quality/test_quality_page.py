from __future__ import annotations

from typing import TYPE_CHECKING

from cli.quality_page import PAGE, main, read_module, render_page
from prompts.catalog import content_types
from services.quality.check import INSPECTIONS

if TYPE_CHECKING:
    import pytest


def test_page_is_what_the_code_says() -> None:
    """The committed page is up to date; `python -m cli.quality_page` writes it."""
    assert main(["--check"]) == 0


def test_page_shows_every_inspection_and_every_expectation() -> None:
    """Each part of the score has its section, each expectation its row."""
    page = render_page()
    for part in INSPECTIONS:
        assert f"\n### {part}\n" in page
    for each in content_types().values():
        assert f"\n### {each.title}\n" in page
        for expectation in each.checks.expectations:
            assert f"\n| `{expectation.column}` | " in page


def test_constant_comes_with_its_reason() -> None:
    """A module's public constants are read with the text that follows them."""
    module = read_module(PAGE.parents[1] / "services" / "quality" / "safety" / "leaks.py")
    (shingle,) = [each for each in module.thresholds if each.name == "SHINGLE_WORDS"]
    assert shingle.value == "6"
    assert "by chance" in shingle.text


def test_stale_page_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that the code has left behind gives exit status 1 and says what to run."""
    monkeypatch.setattr("cli.quality_page.PAGE", PAGE.with_name("none.md"))
    assert main(["--check"]) == 1
    assert "python -m cli.quality_page" in capsys.readouterr().err
