from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.content_type import OUTLINE, CheckContext
from core.request import ContentRequest
from core.settings import settings
from prompts.catalog import content_types
from prompts.rendering import render_draft, render_opening
from services.evaluation import golden_samples
from services.models.extractive import Composer
from services.quality import check_content
from services.sources import read_source

if TYPE_CHECKING:
    from services.evaluation import Golden

GOLDEN = {each.name: each for each in golden_samples()}


async def _context(golden: Golden) -> CheckContext:
    source = await read_source(golden.reference, settings())
    request = ContentRequest(source=golden.reference)
    return CheckContext(source, request, source.language, golden.outline)


async def test_the_samples_are_short_and_in_several_languages() -> None:
    """There are a few, at least one English and one German, each too short to be dear."""
    sources = [(await _context(golden)).source for golden in GOLDEN.values()]
    assert {"en", "de"} <= {source.language for source in sources}
    assert all(source.words < 700 for source in sources)
    assert len(sources) <= 4


@pytest.mark.parametrize("name", GOLDEN)
async def test_a_samples_outline_is_one_of_its_source(name: str) -> None:
    """The stored outline satisfies the contract and its evidence stands in the source."""
    context = await _context(GOLDEN[name])
    checked = check_content(content_types()[OUTLINE], dict(GOLDEN[name].outline), context)
    assert checked.report.findings == ()
    assert checked.content == GOLDEN[name].outline


@pytest.mark.parametrize("name", GOLDEN)
async def test_a_sample_is_enough_for_every_type(name: str) -> None:
    """Every content type can be made of it, without a finding that speaks against publishing."""
    context = await _context(GOLDEN[name])
    opening = render_opening(context.source, context.request, context.language)
    composer = Composer(content_types())
    for content_type in content_types().values():
        outline = {} if content_type.name == OUTLINE else GOLDEN[name].outline
        prompt = render_draft(content_type, opening, context.request, context.language, outline)
        answer = json.loads(composer.answer(prompt.text))
        assert check_content(content_type, answer, context).report.score >= 95, content_type.name
