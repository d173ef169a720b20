from __future__ import annotations

import asyncio
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.artifact import Artifact, Finding, QualityReport, Severity, Usage
from core.errors import OutputError
from core.pack import ErrorInfo, Pack, PackState
from core.request import ContentRequest
from core.settings import Settings, settings
from services.runs import reporting
from services.runs.client import become_client
from services.runs.quick_flow import quick_flow
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is sent to the server, by a client that notes it instead."""
    noted: list[tuple[Any, ...]] = []

    async def create(*arguments: Any, **named: Any) -> str:
        noted.append((*arguments, *named.values()))
        await asyncio.sleep(0)
        return "artifact-id"

    for name in ("acreate_markdown_artifact", "acreate_progress_artifact"):
        monkeypatch.setattr(reporting, name, create)
    monkeypatch.setattr(reporting, "aupdate_progress_artifact", create)
    return noted


def _artifact(**wanted: Any) -> Artifact:
    return Artifact(
        **{
            "content_type": "faqs",
            "title": "Bees",
            "content": {},
            "report": QualityReport(),
            "model": "extractive",
            "requested_model": "extractive",
            "prompt_sha256": "0" * 64,
            "created_at": NOW,
            **wanted,
        }
    )


@given(st.text())
def test_a_cell_makes_no_markup(text: str) -> None:
    """Any text in a table cell reads as itself: one cell, no HTML, no emphasis."""
    table = f"| a | b |\n| --- | --- |\n| {reporting._cell(text)} | end |"
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(table)
    assert html.count("<td>") == 2
    assert "<td>end</td>" in html
    assert not any(tag in html for tag in ("<em>", "<strong>", "<code>", "<a ", "<img", "<script"))


async def test_progress_never_goes_back(sent: list[tuple[Any, ...]]) -> None:
    """Steps that end while an update is on its way are shown at once, and the last is 100."""
    progress = reporting.Progress(steps=8)
    await asyncio.gather(progress.show(), *(progress.advance() for _ in range(8)))
    percents = [next(part for part in call if isinstance(part, float)) for call in sent]
    assert percents == sorted(percents)
    assert percents[-1] == 100.0
    assert len(percents) < 9


async def test_a_server_that_refuses_a_report_costs_a_warning(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    make_source: Callable[..., Source],
    request_of: Callable[..., ContentRequest],
) -> None:
    """When the UI cannot be told, the run goes on and the log says so."""

    async def refuse(*_: Any, **__: Any) -> None:
        raise httpx.ConnectError("gone")

    for name in ("acreate_markdown_artifact", "acreate_progress_artifact"):
        monkeypatch.setattr(reporting, name, refuse)
    logging.getLogger("services").propagate = True
    await reporting.Progress(steps=1).advance()
    await reporting.show_summary(_pack(make_source, request_of))
    assert caplog.text.count("gone") == 2


async def test_the_summary_says_what_is_missing(
    sent: list[tuple[Any, ...]],
    make_source: Callable[..., Source],
    request_of: Callable[..., ContentRequest],
) -> None:
    """The summary has a row for each artifact and, for each missing one, why and what to do."""
    await reporting.show_summary(_pack(make_source, request_of))
    text = sent[0][0]
    assert "| faqs | 0 | 90 |  | 1 | extractive | no | 0.0 |" in text
    assert "| flashcards | insufficient\\_source | Too few terms. | Give more. |" in text
    assert "Written to `/packs/bees`" in text


async def test_what_a_language_model_took_is_in_the_summary(
    sent: list[tuple[Any, ...]],
    make_source: Callable[..., Source],
    request_of: Callable[..., ContentRequest],
) -> None:
    """Tokens and cost have columns and a line once a language model took part, and only then."""
    pack = _pack(make_source, request_of)
    await reporting.show_summary(pack)
    assert "Cost" not in sent[0][0]
    usage = Usage(calls=1, input_tokens=1200, cached_tokens=200, output_tokens=30, cost_usd=0.0123)
    made = _artifact(model="gpt", requested_model="openai:gpt", usage=usage)
    update = {"artifacts": (made,), "usage": usage, "spent": Usage(), "prices": "a table"}
    await reporting.show_summary(pack.model_copy(update=update))
    assert "| gpt | no | 1,200 (200) | 30 | $0.0123 | 0.0 |" in sent[1][0]
    line = "Cost: $0.00 spent in this run, $0.0123 to make all of it (prices: a table)."
    assert line in sent[1][0]


def _pack(make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]) -> Pack:
    finding = Finding(expectation="e", severity=Severity.WARNING, path="$", message="m")
    return Pack(
        title="Bees",
        language="en",
        state=PackState.PARTIAL,
        request=request_of(),
        source=make_source(["Bees make honey."]),
        outline=None,
        artifacts=(_artifact(report=QualityReport(findings=(finding,), score=90)),),
        errors=(
            ErrorInfo(
                content_type="flashcards",
                code="insufficient_source",
                message="Too few terms.",
                hint="Give more.",
            ),
        ),
        created_at=NOW,
        product_version="0",
        output="/packs/bees",
    )


def test_the_persons_own_prefect_settings_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the local server their key and profile are gone; with a server of theirs they stay."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    os.environ["PREFECT_API_KEY"] = "theirs"
    become_client(settings(), "http://127.0.0.1:4280/api")
    assert "PREFECT_API_KEY" not in os.environ
    assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:4280/api"

    os.environ["PREFECT_API_KEY"] = "theirs"
    theirs = Settings(home=settings().home, PREFECT_API_URL="https://prefect.test/api")
    become_client(theirs, "https://prefect.test/api")
    assert os.environ["PREFECT_API_KEY"] == "theirs"


def test_a_home_that_cannot_be_made_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder that cannot be written is one error that says which setting to change."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    unwritable = Settings(home=Path("/proc/nowhere"))
    with pytest.raises(OutputError, match="/proc/nowhere") as caught:
        become_client(unwritable, "http://127.0.0.1:4280/api")
    assert "COURSEWRIGHT_HOME" in caught.value.hint


def test_a_quick_flow_serialises_its_request(request_of: Callable[..., ContentRequest]) -> None:
    """The parameters the server stores are plain JSON data."""

    @quick_flow(name="quick")
    async def quick(request: ContentRequest) -> None: ...

    parameters = quick.serialize_parameters({"request": request_of(types=("faqs",))})
    assert parameters["request"]["types"] == ["faqs"]
    assert parameters["request"]["difficulty"] == "intermediate"


def test_a_sealed_value_is_kept() -> None:
    """What is sealed is what comes out."""
    assert Sealed([1, 2]).value == [1, 2]
