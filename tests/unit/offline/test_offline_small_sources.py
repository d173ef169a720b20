"""Sources that say little: an honest error, or valid content, and never anything else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ContentError, InsufficientSourceError
from prompts.catalog import content_types
from services.nlp import analyse

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = tuple(content_types())
TINY = {
    "en": "Chlorophyll is a green pigment.",
    "de": "Chlorophyll ist ein grüner Farbstoff in den Blättern.",
    "fr": "La chlorophylle est un pigment vert dans les feuilles.",
    "es": "La clorofila es un pigmento verde de las hojas.",
}


@pytest.mark.parametrize("language", TINY)
@pytest.mark.parametrize("name", TYPES)
def test_a_tiny_source_is_insufficient(
    name: str, language: str, reading_of: Callable[[str, str], Any]
) -> None:
    """One sentence suffices for no type; the error says what is missing and what to do."""
    brief = reading_of(TINY[language], language).brief()
    with pytest.raises(InsufficientSourceError) as raised:
        content_types()[name].compose(brief)
    assert raised.value.message.endswith(".")
    assert "\n" not in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize("name", TYPES)
def test_a_source_without_prose_is_insufficient(
    name: str, reading_of: Callable[[str, str], Any]
) -> None:
    """A source of which no sentence can be read is told the same way."""
    brief = reading_of("1 2 3", "en").brief()
    with pytest.raises(InsufficientSourceError):
        content_types()[name].compose(brief)


@pytest.mark.parametrize("name", TYPES)
def test_an_unknown_language_is_a_content_error(name: str, example: Callable[[str], Any]) -> None:
    """A language without phrases is named in an error, not looked up in vain."""
    brief = example("en").brief()
    other = replace(brief, analysis=replace(brief.analysis, language="it"))
    if name in ("one_pager", "flashcards"):
        pytest.skip("has no words of its own to say")
    with pytest.raises(ContentError, match="language 'it'"):
        content_types()[name].compose(other)


def test_a_podcast_too_long_for_the_source_says_what_it_suffices_for(
    example: Callable[[str], Any],
) -> None:
    """Twelve minutes of a seven-minute text are refused with the minutes that there are."""
    with pytest.raises(InsufficientSourceError, match=r"about \d+\.\d minutes; 12 are needed"):
        example("de").compose("podcast_script", 12)


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("language", TINY)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_part_of_a_source_composes_or_is_insufficient(
    language: str, name: str, data: st.DataObject, example: Callable[[str], Any]
) -> None:
    """Any paragraphs, with any of an outline or none, give valid content or an honest error."""
    reading = example(language)
    keep = data.draw(
        st.lists(st.booleans(), min_size=len(reading.passages), max_size=len(reading.passages))
    )
    passages = [each for each, kept in zip(reading.passages, keep, strict=True) if kept]
    analysis = analyse(
        passages, data.draw(st.sampled_from(["", "Ra", "A title of words"])), language
    )
    outline = data.draw(st.sampled_from(["none", "whole"]))
    minutes = data.draw(st.sampled_from([None, 1, 2, 5]))
    brief = replace(
        reading.with_outline() if outline == "whole" else reading.brief(),
        analysis=analysis,
        minutes=minutes,
    )
    if name == "outline":
        brief = replace(brief, outline={})
    try:
        content = content_types()[name].compose(brief)
    except InsufficientSourceError:
        return
    content_types()[name].schema.model_validate_json(json.dumps(content))
