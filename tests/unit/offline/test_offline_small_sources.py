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


@pytest.mark.parametrize("name", [name for name in TYPES if name != "one_pager"])
def test_an_unknown_language_is_a_content_error(name: str, example: Callable[[str], Any]) -> None:
    """A language without phrases is an error; only the one-pager has no words of its own."""
    brief = example("en").brief()
    other = replace(brief, analysis=replace(brief.analysis, language="it"))
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


def test_an_outline_without_a_title_is_called_after_its_terms(
    example: Callable[[str], Any],
) -> None:
    """A source that has no title is named by what it is about."""
    brief = example("en").brief()
    content = content_types()["outline"].compose(
        replace(brief, analysis=replace(brief.analysis, title=""))
    )
    named = content["title"].casefold().split(" and ")
    assert set(named) <= {term.text.casefold() for term in brief.analysis.terms}


def test_an_outline_needs_terms_to_learn(example: Callable[[str], Any]) -> None:
    """Sentences without a term give no objectives."""
    brief = example("en").brief()
    with pytest.raises(InsufficientSourceError, match="0 terms to learn"):
        content_types()["outline"].compose(
            replace(brief, analysis=replace(brief.analysis, terms=()))
        )


def test_a_podcast_without_definitions_recalls_central_sentences(
    example: Callable[[str], Any],
) -> None:
    """Where nothing is defined, the conclusion looks back on what the source says itself."""
    brief = example("en").with_outline()
    terms = tuple(replace(term, definition=None) for term in brief.analysis.terms)
    content = content_types()["podcast_script"].compose(
        replace(brief, analysis=replace(brief.analysis, terms=terms))
    )
    assert content["conclusion_evidence"]
    quote = content["conclusion_evidence"][0]["quote"]
    assert quote in content["conclusion"]
    assert all(quote not in turn["text"] for turn in content["turns"])
