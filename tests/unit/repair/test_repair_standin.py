from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from standin.composing import Answers

from core.settings import settings
from core.source import SourceReference
from prompts.catalog import content_types
from prompts.rendering import Repair, render_draft, render_opening, render_repair
from services.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source

PHOTOSYNTHESIS = Path(__file__).parents[3] / "examples" / "photosynthesis.md"


@pytest.fixture
async def source() -> Source:
    """An example that the embedded model makes cards of."""
    return await read_source(SourceReference(path=str(PHOTOSYNTHESIS)), settings())


async def test_the_stand_in_repairs_what_it_is_shown_the_evidence_of(
    source: Source, request_of: Callable[..., ContentRequest]
) -> None:
    """It gives what it has drafted from the whole source, and nothing that an excerpt hides."""
    outline_type, cards_type = content_types()["outline"], content_types()["flashcards"]
    answers, request = Answers(), request_of()

    def asked(outline: dict[str, Any]) -> tuple[Any, ...]:
        return render_opening(source, request, "en"), request, "en", outline

    outline = json.loads(await answers.answer(render_draft(outline_type, *asked({})).text))
    drafted = json.loads(await answers.answer(render_draft(cards_type, *asked(outline)).text))
    first, last = drafted["items"][0], drafted["items"][-1]
    assert first["evidence"] != last["evidence"]
    repair = Repair(1, {"$.items[0]": {}, f"$.items[{len(drafted['items']) - 1}]": {}}, {}, {}, {})

    async def given(by: Answers, *cited: dict[str, Any]) -> list[Any]:
        ids = {piece["passage_id"] for item in cited for piece in item["evidence"]}
        passages = [each for each in source.passages if each.id in ids]
        opening = render_opening(source, request, "en", passages)
        prompt = render_repair(cards_type, opening, request, "en", {"title": "x"}, repair)
        return [part["value"] for part in json.loads(await by.answer(prompt.text))["parts"]]

    assert await given(answers, first, last) == [first, last]
    assert await given(answers, first) == [first]
    assert await given(Answers(), first) == []
