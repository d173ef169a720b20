from __future__ import annotations

from evaluating import COMMITTED, evaluate

from prompts.catalog import content_types
from services.evaluation import read_table, worse


def test_nothing_is_worse_than_in_the_committed_table() -> None:
    """The embedded model's answers to the golden samples are worth what they were, or more.

    Where a change is meant to cost something: python tests/support/evaluating.py
    """
    assert worse(read_table(COMMITTED), evaluate()) == ()


def test_the_committed_table_has_every_content_type() -> None:
    """No type's figures are left out of the comparison."""
    assert list(read_table(COMMITTED).types) == list(content_types())
