from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import CommandLine

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:9/api"
"""No Prefect server is there: what is done in spite of that needs none."""


def test_a_pack_is_checked_again_and_after_an_edit(
    coursewright: CommandLine, tmp_path: Path
) -> None:
    """What generate wrote passes, without a server; the same with a changed year exits with 3."""
    source, out = str(ROOT / "examples" / "photosynthesis.md"), tmp_path / "pack"
    made = coursewright("generate", source, "--out", str(out), "--json")
    assert made.code == 0, made.err
    passed = coursewright("check", str(out), "--source", source, "--json", PREFECT_API_URL=NOBODY)
    assert passed.code == 0, passed.out
    assert len(passed.json["artifacts"]) == 8

    path = out / "pack.json"
    text = path.read_text(encoding="utf-8")
    pack = json.loads(text)
    (faqs,) = [each for each in pack["artifacts"] if each["content_type"] == "faqs"]
    item = next(each for each in faqs["content"]["items"] if "1946" in each["answer"])
    item["answer"] = item["answer"].replace("1946", "1746")
    path.write_text(json.dumps(pack), encoding="utf-8")
    failed = coursewright("check", str(path), "--json", PREFECT_API_URL=NOBODY)
    assert failed.code == 3
    assert not failed.json["passed"]
    said = [each for part in failed.json["artifacts"] for each in part["findings"]]
    assert any("1746" in each["message"] for each in [*said, *failed.json["findings"]])
