from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cli.evaluate import evaluate
from core.errors import InputError, OutputError
from services.evaluation import read_table, table_of, worse, write_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from services.evaluation import Figures, Table

SAMPLES = ("honey", "soil")


@pytest.fixture
def table(figures: Callable[..., Figures]) -> Callable[..., Table]:
    """Makes the table of one type's figures, as good as can be unless said otherwise."""

    def make(**differing: Any) -> Table:
        return table_of("extractive", SAMPLES, [figures(**differing)])

    return make


def test_a_table_is_read_back_as_it_was_written(
    table: Callable[..., Table], tmp_path: Path
) -> None:
    """Writing and reading change nothing, and writing again changes no byte."""
    path = tmp_path / "table.json"
    write_table(table(score=77, warnings=1), path)
    before = path.read_bytes()
    assert read_table(path) == table(score=77, warnings=1)
    write_table(read_table(path), path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": 99}, "score 99, was 100"),
        ({"evidence": 0.5}, "evidence rate 0.5, was 1"),
        ({"errors": 1}, "errors for one artifact 1, was 0"),
        ({"warnings": 2}, "warnings for one artifact 2, was 0"),
        ({"passed": False, "score": 0}, "contract pass rate 0, was 1"),
    ],
)
def test_every_figure_that_falls_is_named(
    table: Callable[..., Table], change: dict[str, Any], said: str
) -> None:
    """Worse is named with both numbers; the other way round it is better, and nothing is said."""
    assert any(said in each for each in worse(table(), table(**change)))
    assert worse(table(**change), table()) == ()


def test_as_good_is_not_worse(table: Callable[..., Table]) -> None:
    """A table is not worse than itself."""
    assert worse(table(score=50, warnings=3), table(score=50, warnings=3)) == ()


def test_what_cannot_be_compared_is_said(table: Callable[..., Table]) -> None:
    """Another model, other samples, a type in one table only: none passes in silence."""
    before = table()
    assert "model" in worse(before, before.model_copy(update={"model": "other"}))[0]
    assert "samples" in worse(before, before.model_copy(update={"samples": ("honey",)}))[0]
    empty = before.model_copy(update={"types": {}})
    assert worse(before, empty) == ("faqs: was not evaluated.",)
    assert worse(empty, before) == ("faqs: is not in the table.",)


@pytest.mark.parametrize("text", [None, "", "[]", '{"model": "x"}'])
def test_what_is_no_table_is_bad_input(tmp_path: Path, text: str | None) -> None:
    """A file that is not there or holds something else is said before anything is evaluated."""
    path = tmp_path / "table.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match="table"):
        evaluate(against=str(path))


def test_a_table_of_some_types_is_not_written(tmp_path: Path) -> None:
    """A table without the other types would let them get worse unseen."""
    with pytest.raises(InputError, match="all types"):
        evaluate(types="faqs", table=str(tmp_path / "table.json"))


def test_a_table_that_cannot_be_written_is_said(
    table: Callable[..., Table], tmp_path: Path
) -> None:
    """A folder in the file's place is an error of the output."""
    with pytest.raises(OutputError, match="cannot be written"):
        write_table(table(), tmp_path)
