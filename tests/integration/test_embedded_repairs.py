from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
DEFINES, LEFT_OVER = "Photosynthesis is the process", "Photosynthesis is the TODO process"


def test_the_embedded_model_mends_nothing_and_loses_nothing(
    coursewright: Any, tmp_path: Path
) -> None:
    """What it copied from a bad source is left out or marked; its draft stands, and no call fails.

    It only drafts: asked to repair it refuses, which ends the repair and not the artifact.
    """
    source = tmp_path / "source.md"
    text = PHOTOSYNTHESIS.read_text()
    assert DEFINES in text
    source.write_text(text.replace(DEFINES, LEFT_OVER, 1))
    made = coursewright(
        *("generate", str(source), "--out", str(tmp_path / "pack")),
        *("--types", "study_guide,flashcards", "--json"),
    )
    assert made.code == 0, made.err
    pack = made.pack
    assert (pack.state, pack.errors, pack.quarantined) == ("complete", (), ())
    guide, cards = pack.artifact("study_guide"), pack.artifact("flashcards")
    assert {each.repair_rounds for each in (pack.outline, guide, cards)} == {0}
    # A card that holds the placeholder is dropped: there are enough others.
    assert [each.expectation for each in cards.dropped] == ["definition.not_match_regex"]
    assert "TODO" not in str(cards.content["items"])
    assert cards.report.verdict == "pass"
    # An overview cannot be dropped: it stays, and is marked.
    marked = [each.path for each in guide.report.findings if each.severity == "error"]
    assert marked == ["$.overview"]
    assert guide.report.verdict == "repair"
