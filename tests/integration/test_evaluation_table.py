from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from evaluating import COMMITTED, evaluate

from services.evaluation import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

pytestmark = pytest.mark.server


def test_the_command_writes_the_table_and_is_held_against_it(
    coursewright: CommandLine, tmp_path: Path
) -> None:
    """The command's table is the one that the tests make; what is worse ends it with 3."""
    path = tmp_path / "table.json"
    against = ("--against", str(COMMITTED))
    made = coursewright("prompts", "evaluate", "--table", str(path), *against, "--json")
    assert made.code == 0, made.err
    assert read_table(path) == evaluate()

    table = json.loads(path.read_text())
    del table["types"]["faqs"]
    path.write_text(json.dumps(table))
    worse = coursewright("prompts", "evaluate", "--types", "faqs", "--against", str(path), "--json")
    assert worse.code == 3
    assert "Worse: faqs: is not in the table." in worse.err
    assert [each["content_type"] for each in worse.json["figures"]] == ["faqs"]
