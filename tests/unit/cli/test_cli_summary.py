from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from rich.console import Console

from cli.summary import print_json, print_summary
from core.artifact import Artifact, Finding, QualityReport, Severity, Usage
from core.pack import CoverageRow, Pack, PackReport, PackState
from services.models.money import cost_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source
    from services.runs.local_server import ServerInfo

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SERVER = cast("ServerInfo", SimpleNamespace(ui_url="http://127.0.0.1:4280"))
PAID = Usage(calls=2, input_tokens=12_345, cached_tokens=10_000, output_tokens=678, cost_usd=0.0123)
UNPRICED = PAID.model_copy(update={"cost_usd": None})


@pytest.fixture
def make_pack(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> Callable[..., Pack]:
    """Makes a pack of an outline by the embedded model and FAQs by the model and usage given."""

    def make(model: str, usage: Usage, spent: Usage | None = None) -> Pack:
        outline, faqs = _artifact("outline"), _artifact("faqs", requested_model=model, usage=usage)
        return Pack(
            title="Bees",
            language="en",
            state=PackState.COMPLETE,
            request=request_of(),
            source=make_source(["Bees make honey."]),
            outline=outline,
            artifacts=(faqs,),
            usage=outline.usage + faqs.usage,
            spent=usage if spent is None else spent,
            prices="genai-prices 0",
            created_at=NOW,
            product_version="0",
            output="/packs/bees",
        )

    return make


def _artifact(content_type: str, **wanted: Any) -> Artifact:
    return Artifact(
        **{
            "content_type": content_type,
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


def _shown(pack: Pack) -> str:
    out = io.StringIO()
    print_summary(pack, SERVER, Console(file=out, width=120))
    return out.getvalue()


def test_a_pack_of_the_embedded_model_says_nothing_of_cost(
    make_pack: Callable[..., Pack],
) -> None:
    """Where nothing is paid, there are no columns and no line for it."""
    shown = _shown(make_pack("extractive", Usage()))
    assert "cost" not in shown.lower()
    assert "tokens" not in shown


def test_tokens_and_cost_of_a_language_model_are_shown(make_pack: Callable[..., Pack]) -> None:
    """Each row has its tokens and cost, the embedded model's is free, and a line has the sums."""
    lines = _shown(make_pack("openai:gpt", PAID, spent=Usage())).splitlines()
    assert "tokens in (cached)" in lines[1]
    assert lines[2].split()[-4:] == ["-", "-", "free", "0.00"]
    assert "12,345 (10,000)" in lines[3]
    assert lines[3].split()[-3:] == ["678", "$0.0123", "0.00"]
    assert lines[4].startswith("Model: ")
    assert lines[5] == (
        "Cost: $0.00 spent in this run, $0.0123 to make all of it (prices: genai-prices 0)"
    )


def test_an_unknown_price_makes_the_sums_unknown(make_pack: Callable[..., Pack]) -> None:
    """What is known of a total is not shown as the total."""
    shown = _shown(make_pack("ollama:llama", UNPRICED))
    assert "unknown spent in this run, unknown to make all of it" in shown
    assert "$" not in shown


def test_money_spent_for_nothing_is_shown(make_pack: Callable[..., Pack]) -> None:
    """A run that paid for calls and got no artifact of them says what it paid."""
    shown = _shown(make_pack("extractive", Usage(), spent=PAID))
    assert "$0.0123 spent in this run" in shown


def test_the_document_has_it_all(
    make_pack: Callable[..., Pack], capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json each artifact has its usage and how it came about, the pack its sums."""
    print_json(make_pack("openai:gpt", PAID), SERVER)
    document = json.loads(capsys.readouterr().out)
    faqs = document["artifacts"][1]
    assert faqs["requested_model"] == "openai:gpt"
    assert faqs["usage"] == {
        "calls": 2,
        "input_tokens": 12_345,
        "cached_tokens": 10_000,
        "output_tokens": 678,
    }
    assert (faqs["cost_usd"], faqs["reasks"], faqs["repairs"]) == (0.0123, 0, [])
    assert faqs["source_share"] == 1
    assert document["usage"]["cost_usd"] == document["spent"]["cost_usd"] == 0.0123
    assert document["prices"] == "genai-prices 0"


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        (None, "unknown"),
        (0, "$0.00"),
        (0.00001, "<$0.0001"),
        (0.0123, "$0.0123"),
        (1234.5, "$1,234.50"),
    ],
)
def test_an_amount_reads_as_money(usd: float | None, text: str) -> None:
    """Small amounts keep four digits, none is shown as nothing that is not, unknown is a word."""
    assert cost_text(usd) == text


def test_coverage_and_what_was_left_out_are_shown(make_pack: Callable[..., Pack]) -> None:
    """One line each says what is covered, what was dropped, and what is not published."""
    pack = make_pack("extractive", Usage())
    row = CoverageRow(title="a", items={"faqs": ("$.items[0]",), "cards": ()})
    dropped = (Finding(expectation="e", severity=Severity.ERROR, path="$", message="No."),)
    made = pack.artifacts[0].model_copy(update={"dropped": dropped})
    update = {
        "artifacts": (made,),
        "report": PackReport(objectives=(row,)),
        "quarantined": (_artifact("cards", report=QualityReport(score=40)),),
    }
    shown = _shown(pack.model_copy(update=update))
    assert "Objectives met: 1 of 1 (cards miss 1)." in shown
    assert "faqs: 1 left out that could not be repaired, the first because: No." in shown
    assert "cards was made and is not published: its score is 40." in shown
