from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from standin.planting import signatures

from core.pack import Pack
from services.exports.folder import PAGE

if TYPE_CHECKING:
    from collections.abc import Generator

    from standin.server import StandIn

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
DRIVER = Path(__file__).parent / "drivers" / "packs.py"
OPENAI = "openai:gpt-5-mini"
EXTRACTIVE = "extractive"
RECORDED_SECONDS = 30
"""The server records what a run tells it a little later."""


class Packs:
    """A process that makes packs from the stand-in, one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def make(self, *types: str, model: str = OPENAI, **wanted: Any) -> Pack:
        """Make one, and read it from where it was written."""
        request = {"source": {"path": str(PHOTOSYNTHESIS)}, "types": types, "model": model}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request | wanted) + "\n")
        self._process.stdin.flush()
        made = json.loads(self._process.stdout.readline())
        return Pack.model_validate_json((Path(made["output"]) / "pack.json").read_text())


@pytest.fixture(scope="module")
def packs(
    running_standin: StandIn, prefect_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Packs]:
    """Packs from the stand-in, with a home of their own."""
    environment = {
        **os.environ,
        **running_standin.openai_environment(),
        "PREFECT_API_URL": prefect_server,
        "COURSEWRIGHT_HOME": str(tmp_path_factory.mktemp("repairs")),
        "COURSEWRIGHT_MAX_REASKS": "0",
        "COURSEWRIGHT_MODEL_RETRIES": "0",
    }
    with subprocess.Popen(
        [sys.executable, str(DRIVER)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Packs(process)
        assert process.stdin is not None
        process.stdin.close()


def planting(*faults: str | None, **rule: Any) -> list[dict[str, Any]]:
    """A script that has the flashcards' answers go wrong so."""
    return [{"content_type": "flashcards", "faults": list(faults), **rule}]


def steps(standin: StandIn) -> dict[str, int]:
    """The calls for the flashcards, by step."""
    rows = standin.stats()["by_step"]
    return {row["step"]: row["calls"] for row in rows if row["content_type"] == "flashcards"}


def task_runs(api_url: str, pack: Pack) -> dict[str, str]:
    """The names of the pack's task runs, each with its state's, once the server has them all."""
    wanted = {"flow_runs": {"id": {"any_": [pack.flow_run_id]}}, "limit": 200}
    deadline = time.monotonic() + RECORDED_SECONDS
    while True:
        runs = httpx.post(f"{api_url}/task_runs/filter", json=wanted, timeout=30).json()
        named = {run["name"]: run["state_name"] for run in runs}
        published = named.get("publish") == "Completed"
        if published and not {None, "Pending", "Running"} & set(named.values()):
            return named
        assert time.monotonic() < deadline, named
        time.sleep(0.2)


def test_failing_cards_are_asked_for_again_and_nothing_else(
    packs: Packs, standin: StandIn, prefect_server: str
) -> None:
    """Of a draft with bad cards only these are asked for; the cards are then as they should be."""
    good = packs.make("flashcards", use_cache=False).artifact("flashcards")
    assert good is not None
    assert good.repair_rounds == 0
    assert steps(standin) == {"draft": 1}
    standin.reset()
    standin.script(planting("plant:placeholder:20"))
    pack = packs.make("flashcards", use_cache=False)
    mended = pack.artifact("flashcards")
    assert mended is not None
    assert standin.planted()
    assert steps(standin) == {"draft": 1, "repair-1": 1}
    assert mended.content == good.content
    assert mended.report == good.report
    assert (mended.repair_rounds, mended.usage.calls, mended.reasks) == (1, 2, 0)
    places = (int(each["path"][len("$.items[") : -1]) for each in standin.planted())
    numbers = ", ".join(str(place + 1) for place in places)
    runs = task_runs(prefect_server, pack)
    assert runs[f"flashcards: repair 1 (items {numbers})"] == "Completed"
    assert runs["flashcards: check repair-1"] == "Completed"


def test_a_repair_is_cached_like_any_answer(packs: Packs, standin: StandIn) -> None:
    """The same request again makes no call, and comes to the same cards."""
    standin.script(planting("plant:unsupported:10:1"))
    first = packs.make("flashcards", audience="pupils").artifact("flashcards")
    calls = standin.stats()["calls"]
    again = packs.make("flashcards", audience="pupils").artifact("flashcards")
    assert first is not None
    assert again is not None
    assert steps(standin)["repair-1"] == 1
    assert standin.stats()["calls"] == calls
    assert again.cached
    assert again.content == first.content


def test_what_stays_bad_is_left_out(packs: Packs, standin: StandIn) -> None:
    """Cards that are bad in every round are dropped, with the reason, while enough others stay."""
    standin.script(planting("plant:invented_quote:10", "plant:invented_quote:100", repeat=True))
    pack = packs.make("flashcards", use_cache=False)
    cards = pack.artifact("flashcards")
    assert cards is not None
    assert steps(standin) == {"draft": 1, "repair-1": 1, "repair-2": 1}
    dropped = {finding.path.partition("].")[0] for finding in cards.dropped}
    drafted = [each for each in standin.planted() if each["step"] == "draft"]
    assert dropped == {each["path"][:-1] for each in drafted}
    left = set(signatures(cards.content))
    assert not left & {each["signature"] for each in standin.planted()}
    assert cards.report.verdict == "pass"
    assert pack.state == "complete"


def test_an_error_in_a_repair_loses_nothing(packs: Packs, standin: StandIn) -> None:
    """When the model fails in a repair, the draft stands, without its bad cards."""
    standin.script(
        [
            {"content_type": "flashcards", "step": "draft", "faults": ["plant:invented_quote:10"]},
            {"content_type": "flashcards", "faults": ["500"], "repeat": True},
        ]
    )
    pack = packs.make("flashcards", use_cache=False)
    cards = pack.artifact("flashcards")
    assert cards is not None
    assert pack.errors == ()
    assert cards.dropped
    assert cards.repair_rounds == 0


@pytest.mark.parametrize("answer", ['text:{"parts": 1}', "text:no JSON at all", "cut_json"])
def test_an_answer_of_no_use_changes_nothing(packs: Packs, standin: StandIn, answer: str) -> None:
    """Whatever is answered to a repair request, what was good before is still there."""
    standin.script(
        [
            {"content_type": "flashcards", "step": "draft", "faults": ["plant:invented_quote:10"]},
            {"content_type": "flashcards", "faults": [answer], "repeat": True},
        ]
    )
    cards = packs.make("flashcards", use_cache=False).artifact("flashcards")
    assert cards is not None
    assert cards.repair_rounds == 2
    assert cards.report.verdict == "pass"


def test_a_failing_artifact_is_stored_and_not_published(packs: Packs, standin: StandIn) -> None:
    """Cards that are bad through and through are under quarantined, listed, and on no page."""
    standin.script(planting("plant:unsupported:100", repeat=True))
    pack = packs.make("flashcards", "faqs", use_cache=False)
    assert pack.state == "partial"
    assert [each.content_type for each in pack.artifacts] == ["faqs"]
    (quarantined,) = pack.quarantined
    assert (quarantined.content_type, quarantined.report.verdict) == ("flashcards", "fail")
    assert [(each.content_type, each.code) for each in pack.errors] == [
        ("flashcards", "quarantined")
    ]
    assert pack.output is not None
    folder = Path(pack.output)
    assert not (folder / "flashcards.md").exists()
    page = (folder / PAGE).read_text()
    assert "is not published" in page
    assert quarantined.content["items"][0]["category"] in json.dumps(quarantined.content)
    assert not [card for card in quarantined.content["items"] if f">{card['term']}<" in page]


def test_the_embedded_model_is_not_asked_twice_on_a_clean_source(
    packs: Packs, prefect_server: str
) -> None:
    """Its pack of an example has the task runs it always had, and no repair among them."""
    pack = packs.make(model=EXTRACTIVE, use_cache=False)
    assert pack.state == "complete"
    assert {each.repair_rounds for each in (pack.outline, *pack.artifacts) if each} == {0}
    runs = task_runs(prefect_server, pack)
    assert not [name for name in runs if "repair" in name or "drop" in name]
