from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from core.artifact import Artifact, Finding, QualityReport, Severity, Verdict
from core.pack import CoverageRow, Pack, PackReport, PackState
from prompts.catalog import content_types
from services.runs import reporting

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is sent to the UI: each key and text, noted by a client that sends nothing."""
    noted: list[tuple[str, str]] = []

    async def create(markdown: str, *, key: str, **_: Any) -> None:
        noted.append((key, markdown))
        await asyncio.sleep(0)

    monkeypatch.setattr(reporting, "acreate_markdown_artifact", create)
    return noted


@pytest.fixture
def pack(make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]) -> Pack:
    """A pack of FAQs alone, with nothing found in it."""
    return Pack(
        title="Bees",
        language="en",
        state=PackState.PARTIAL,
        request=request_of(),
        source=make_source(["Bees make honey."]),
        outline=None,
        artifacts=(_faqs(),),
        created_at=NOW,
        product_version="0",
    )


def _faqs(**wanted: Any) -> Artifact:
    return Artifact(
        content_type="faqs",
        title="Bees",
        content={"items": []},
        model="extractive",
        requested_model="extractive",
        prompt_sha256="0" * 64,
        created_at=NOW,
        **{"report": QualityReport(), **wanted},
    )


def _finding(message: str, path: str = "$.items[0]", content_type: str = "") -> Finding:
    return Finding(
        expectation="e",
        severity=Severity.ERROR,
        path=path,
        message=message,
        content_type=content_type,
    )


async def test_a_pack_with_nothing_to_say_of_it_has_no_tables(
    shown: list[tuple[str, str]], pack: Pack
) -> None:
    """No empty table and no heading over one."""
    await reporting.show_summary(pack)
    ((_, text),) = shown
    assert "##" not in text


async def test_the_summary_says_what_each_type_covers(
    shown: list[tuple[str, str]], pack: Pack
) -> None:
    """A row for each objective and section counts the items of each type; none is a 0."""
    report = PackReport(
        objectives=(
            CoverageRow(title="Explain | honey", items={"faqs": ("$.items[0]",), "flashcards": ()}),
        ),
        sections=(CoverageRow(title="Wax", items={"flashcards": ("$.items[1]", "$.items[2]")}),),
    )
    await reporting.show_summary(pack.model_copy(update={"report": report}))
    ((_, text),) = shown
    assert "## Coverage" in text
    assert "| Objective or section | faqs | flashcards |" in text
    assert r"| Explain \| honey | 1 | 0 |" in text
    assert "| Wax | 0 | 2 |" in text


async def test_the_summary_lists_findings_across_the_pack(
    shown: list[tuple[str, str]], pack: Pack
) -> None:
    """Each says how severe it is, of what, where and why."""
    report = PackReport(findings=(_finding("Says two dates.", "$.items[3]", "faqs"),))
    await reporting.show_summary(pack.model_copy(update={"report": report}))
    ((_, text),) = shown
    assert "## Findings across the pack" in text
    assert r"| error | faqs | $.items\[3\] | Says two dates. |" in text


async def test_the_summary_lists_what_was_made_and_not_published(
    shown: list[tuple[str, str]], pack: Pack
) -> None:
    """An artifact in quarantine has its score and the number of its findings."""
    failed = _faqs(
        report=QualityReport(findings=(_finding("Bad."),) * 2, score=31, verdict=Verdict.FAIL)
    )
    await reporting.show_summary(
        pack.model_copy(update={"artifacts": (), "quarantined": (failed,)})
    )
    ((_, text),) = shown
    assert "## Made and not published" in text
    assert "| faqs | 31 | 2 |" in text


async def test_an_artifacts_page_lists_what_was_found_and_left_out(
    shown: list[tuple[str, str]], pack: Pack
) -> None:
    """The table comes before the content, once; what was dropped is called left out."""
    artifact = _faqs(
        report=QualityReport(findings=(_finding("Too <b>short</b>."),), score=88, words=7),
        dropped=(_finding("Invented.", "$.items[9]"),),
    )
    await reporting.show_content(artifact, content_types()["faqs"], "en", pack.source)
    ((key, text),) = shown
    assert key == "faqs"
    assert text.startswith("**Score 88** · 7 words · 1 finding\n")
    assert r"| error | $.items\[0\] | Too \<b\>short\</b\>. |" in text
    assert r"| left out | $.items\[9\] | Invented. |" in text
    assert text.count("Invented.") == 1
