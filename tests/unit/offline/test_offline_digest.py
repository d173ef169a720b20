"""The embedded model's digests of parts of a long source, over the prompt as any model gets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from long_sources import source_of

from core.artifact import Completion
from core.content_type import CheckContext
from core.errors import ModelRefusedError
from prompts.catalog import content_types, outline_type
from prompts.rendering import (
    PartOf,
    render_digest,
    render_draft,
    render_notes,
    render_opening,
)
from services.models.extractive import Composer
from services.quality import check_content
from services.reading import condense, divide, select
from services.reading.digests import read_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source


def completed(text: str) -> Completion:
    """The text as a model's answer."""
    return Completion(text=text, model="extractive", finish_reason="stop")


@pytest.fixture
def example_source(example: Callable[[str], Any]) -> Callable[[str], Source]:
    """Gives the example source in a language."""

    def make(language: str) -> Source:
        passages = example(language).passages
        return source_of([(each.heading_path, each.text) for each in passages], language)

    return make


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_part_of_an_example_is_digested(
    language: str,
    example_source: Callable[[str], Source],
    request_of: Callable[..., ContentRequest],
) -> None:
    """Every digest keeps its contract, and every key point the words of its own part."""
    source = example_source(language)
    composer = Composer(content_types())
    parts = divide(source.passages, 500)
    assert len(parts) > 1
    for part in parts:
        opening = render_opening(source, request_of(), language, part.passages)
        prompt = render_digest(outline_type(), opening, language, PartOf(part.number, len(parts)))
        digested = read_digest(outline_type(), completed(composer.answer(prompt.text)), source)
        own = {each.id for each in part.passages}
        points = [p for section in digested.content["sections"] for p in section["key_points"]]
        assert digested.dropped == 0
        assert {each["passage_id"] for point in points for each in point["evidence"]} <= own
        assert points or digested.silence


def test_a_long_source_becomes_a_pack(
    example_source: Callable[[str], Source], request_of: Callable[..., ContentRequest]
) -> None:
    """Digests, outline and flashcards follow from one another, and the check finds nothing."""
    source = example_source("en")
    request, composer = request_of(), Composer(content_types())
    parts = divide(source.passages, 600)
    digests = [
        read_digest(
            outline_type(),
            completed(
                composer.answer(
                    render_digest(
                        outline_type(),
                        render_opening(source, request, "en", part.passages),
                        "en",
                        PartOf(part.number, len(parts)),
                    ).text
                )
            ),
            source,
        ).content
        for part in parts
    ]
    condensed = condense(source, digests, 3000)
    opening = render_opening(source, request, "en", condensed.quoted.passages)
    opening += render_notes(condensed.notes.parts)
    context = CheckContext(source, request, "en", None)
    draft = composer.answer(render_draft(outline_type(), opening, request, "en", {}).text)
    outline = check_content(outline_type(), json.loads(draft), context)
    assert outline.report.findings == ()
    selection = select(source, outline.content, 1500)
    assert 0 < selection.share < 1
    opening = render_opening(source, request, "en", selection.passages)
    flashcards = content_types()["flashcards"]
    answer = composer.answer(render_draft(flashcards, opening, request, "en", outline.content).text)
    cards = check_content(flashcards, json.loads(answer), context)
    assert cards.report.findings == ()


def test_a_part_without_prose_is_said_to_hold_none(
    request_of: Callable[..., ContentRequest],
) -> None:
    """A table of numbers gives no digest, and no error either."""
    source = source_of([((), "1 2 3\n4 5 6"), ((), "7 8 9")])
    opening = render_opening(source, request_of(), "en")
    prompt = render_digest(outline_type(), opening, "en", PartOf(1, 2))
    answer = Composer(content_types()).answer(prompt.text)
    digested = read_digest(outline_type(), completed(answer), source)
    assert digested.content == {"sections": []}
    assert digested.silence


@pytest.mark.parametrize("step", ["digest-1-reask-1", "digest", "reask-1", "repair-1"])
def test_the_embedded_model_refuses_other_steps(
    step: str, request_of: Callable[..., ContentRequest]
) -> None:
    """Asked again it would say the same again."""
    source = source_of([((), "Bees make honey.")])
    opening = render_opening(source, request_of(), "en")
    prompt = render_digest(outline_type(), opening, "en", PartOf(1, 2))
    asked = prompt.text.replace('"digest-1"', json.dumps(step))
    with pytest.raises(ModelRefusedError):
        Composer(content_types()).answer(asked)
