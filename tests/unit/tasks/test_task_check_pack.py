from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.artifact import Artifact, QualityReport
from core.content_type import OUTLINE
from core.pack import PackReport
from prompts.catalog import content_types
from services import quality
from tasks.check_pack import check_pack
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from core.source import Source


def _sample(name: str) -> dict[str, Any]:
    path = content_types()[name].folder / "samples" / "good_en.json"
    return json.loads(path.read_text())


def _artifact(name: str, content: dict[str, Any], score: int = 100) -> Artifact:
    return Artifact(
        content_type=name,
        title=name,
        content=content,
        report=QualityReport(score=score),
        model="extractive",
        requested_model="extractive",
        prompt_sha256="0" * 64,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


async def test_the_task_gives_the_report_of_what_it_is_given(
    make_source: Callable[..., Source],
) -> None:
    """Outline, artifacts, source and language come to the check as they were sealed."""
    outline, faqs = _sample(OUTLINE), _sample("faqs")
    source = make_source(faqs["source"]["passages"])
    made = (
        _artifact(OUTLINE, outline["answer"]),
        [_artifact("faqs", faqs["answer"], 80)],
        source,
        "en",
    )
    report = await check_pack.fn(Sealed(made[0]), Sealed(made[1]), Sealed(source), "en")
    assert report == quality.check_pack(made[0], made[1], content_types(), source, "en")
    assert [row.title for row in report.sections] == [
        each["title"] for each in outline["answer"]["sections"]
    ]
    assert {name for row in report.sections for name in row.items} == {"faqs"}
    assert report.score == 90


async def test_other_work_goes_on_while_a_pack_is_checked(
    monkeypatch: pytest.MonkeyPatch, make_source: Callable[..., Source]
) -> None:
    """The check runs in a thread of its own, off the event loop."""
    threads: list[threading.Thread] = []

    def note(*_: object) -> PackReport:
        threads.append(threading.current_thread())
        return PackReport()

    monkeypatch.setattr(quality, "check_pack", note)
    outline = _artifact(OUTLINE, {})
    await check_pack.fn(Sealed(outline), Sealed(()), Sealed(make_source(["Bees."])), "en")
    assert threads
    assert threads[0] is not threading.main_thread()


def test_a_pack_is_checked_anew_each_time() -> None:
    """No result of it is kept: a changed check has to show at once."""
    assert check_pack.persist_result is False
