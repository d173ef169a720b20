from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.analysis import Brief
from core.artifact import Artifact, QualityReport
from core.content_type import OUTLINE, CheckContext, ContentType
from core.request import ContentRequest
from core.settings import settings
from core.source import SourceReference
from prompts.catalog import content_types
from services.nlp import analyse
from services.quality import check_content, check_pack
from services.quality.pack.items import items_of
from services.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

EXAMPLES = Path(__file__).parents[4] / "examples"
FALSE_ALARMS = 0.02
"""Findings for each item of a clean pack, at most."""


def artifact(name: str, content: dict[str, Any], score: int = 100) -> Artifact:
    """An artifact of this content."""
    return Artifact(
        content_type=name,
        title="Soil",
        content=content,
        report=QualityReport(score=score),
        items=len(content.get("notes", ())),
        model="extractive",
        requested_model="extractive",
        prompt_sha256="0" * 64,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def notes_of(*notes: dict[str, Any]) -> dict[str, Any]:
    """The content of these notes, with evidence for their summary."""
    return {"summary": "In short", "summary_evidence": [], "notes": list(notes)}


def note(text: str, passage: str = "p0001", quote: str = "Soil") -> dict[str, Any]:
    """A note with its evidence."""
    return {"text": text, "number": 1, "evidence": [{"passage_id": passage, "quote": quote}]}


OUTLINE_CONTENT: dict[str, Any] = {
    "title": "Soil and erosion",
    "overview": "Soil is the thin layer that covers most of the land.",
    "overview_evidence": [{"passage_id": "p0001", "quote": "Soil is the thin layer"}],
    "learning_objectives": [
        {"text": f"Explain what {each} is and does.", "bloom": "understand"}
        for each in ("humus", "erosion", "bedrock")
    ],
    "sections": [
        {
            "number": number,
            "title": f"About {each}",
            "description": f"What {each} is and where it stands.",
            "key_points": [f"There is much {each}."],
            "evidence": [{"passage_id": f"p000{number}", "quote": each.capitalize()}],
        }
        for number, each in enumerate(("humus", "erosion", "bedrock"), start=1)
    ],
    "audience": "learners",
    "difficulty": "beginner",
    "estimated_minutes": 5,
}


@pytest.fixture
def source(make_source: Callable[..., Source]) -> Source:
    """Three passages about three things."""
    return make_source(
        "Soil is the thin layer. Humus makes soil dark.",
        "Erosion removes 24 tonnes of soil a year.",
        "Bedrock is the solid rock at the bottom.",
    )


@pytest.fixture
def types(notes_type: ContentType) -> dict[str, ContentType]:
    """The outline, and two types of the tests' own that hold notes."""
    outline = content_types()[OUTLINE]
    return {
        OUTLINE: outline,
        "notes": notes_type,
        "more": replace(notes_type, name="more", title="More"),
    }


def test_a_pack_is_checked_across_its_artifacts(
    source: Source, types: dict[str, ContentType]
) -> None:
    """Coverage, repetition and agreement find what no artifact shows alone; the score is a mean."""
    notes = [
        note("Humus makes soil dark.", "p0001"),
        note("Erosion removes 24 tonnes of soil a year.", "p0002"),
        note("Where does bedrock lie?", "p0003"),
    ]
    more = [
        note("Erosion removes 42 tonnes of soil a year.", "p0002"),
        note("Where does the bedrock lie?", "p0003"),
    ]
    report = check_pack(
        artifact(OUTLINE, OUTLINE_CONTENT),
        [artifact("notes", notes_of(*notes), 90), artifact("more", notes_of(*more), 80)],
        types,
        source,
        "en",
    )
    assert report.score == 90
    assert [row.items["notes"] for row in report.sections] == [
        ("$.notes[0]",),
        ("$.notes[1]",),
        ("$.notes[2]",),
    ]
    found = {(each.expectation, each.content_type, each.path) for each in report.findings}
    assert found == {
        ("coverage.objective", "more", "$"),
        ("coverage.section", "more", "$"),
        ("repetition.question", "more", "$.notes[1]"),
        ("agreement.numbers", "more", "$.notes[0].text"),
    }


def test_an_item_is_its_row_with_its_texts_and_evidence(
    source: Source, types: dict[str, ContentType]
) -> None:
    """Rows come as items, and texts beside them that have evidence of their own."""
    evidence = [{"passage_id": "p0002", "quote": "Erosion", "start": 3, "end": 9}]
    content = notes_of(note("Humus is dark.")) | {"summary_evidence": evidence}
    row, summary = items_of(artifact("notes", content), types["notes"], source, "en")
    assert (row.path, row.claim, row.is_row) == ("$.notes[0]", "Humus is dark.", True)
    assert row.passages == {"p0001"}
    assert ("$.notes[0].text", "Humus is dark.") in row.texts
    assert (summary.path, summary.is_row, summary.spans) == ("$.summary", False, ((3, 9),))


def test_a_long_paragraph_in_two_artifacts_is_a_warning(
    source: Source, types: dict[str, ContentType]
) -> None:
    """Nobody wants to read a whole paragraph twice; a short definition may well come twice."""
    long = "Humus is what dead plants turn into when small animals have eaten of them. " * 5
    made = [artifact(name, notes_of(note(long), note("Humus."))) for name in ("notes", "more")]
    report = check_pack(artifact(OUTLINE, OUTLINE_CONTENT), made, types, source, "en")
    repeated = [each for each in report.findings if each.expectation.startswith("repetition")]
    assert [(each.severity, each.content_type, each.path) for each in repeated] == [
        ("warning", "more", "$.notes[0]")
    ]
    assert repeated[0].message == "Says the same as notes $.notes[0]."


@pytest.mark.parametrize("example", sorted(EXAMPLES.iterdir()), ids=lambda path: path.stem)
async def test_clean_packs_raise_few_alarms(example: Path) -> None:
    """What the embedded model makes of the examples agrees, and leaves little out."""
    reference = SourceReference(path=str(example))
    source = await read_source(reference, settings())
    made = [artifact(name, content) for name, content in composed(source).items()]
    report = check_pack(made[0], made[1:], content_types(), source, source.language)
    assert not [each for each in report.findings if each.severity == "error"]
    assert not [each for each in report.findings if each.expectation.startswith("agreement")]
    uncovered = [each for each in report.findings if each.expectation.startswith("coverage")]
    items = [
        item
        for each in made
        for item in items_of(each, content_types()[each.content_type], source, source.language)
        if item.is_row
    ]
    assert len(uncovered) <= FALSE_ALARMS * len(items)


def composed(source: Source) -> dict[str, dict[str, Any]]:
    """The embedded model's content of every type, the outline first."""
    brief = Brief(
        analyse(source.passages, source.title, source.language), "learners", "beginner", "plain", 5
    )
    request = ContentRequest(source=SourceReference(topic="Any"))
    contents: dict[str, dict[str, Any]] = {}
    for name, content_type in content_types().items():
        given = replace(brief, outline=contents[OUTLINE]) if contents else brief
        context = CheckContext(source, request, source.language, given.outline)
        contents[name] = check_content(content_type, content_type.compose(given), context).content
    return contents
