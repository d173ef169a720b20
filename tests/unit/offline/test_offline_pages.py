"""Lengths in pages: the embedded model's readings, and what the contract can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core.content_type import LENGTH_TOLERANCE, PAGE_WORDS
from core.request import ContentRequest
from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Callable

READING = content_types()["detailed_reading"]
LONGEST_WORDS_CHARACTERS = 8
"""On average, with the blank after them: German has the longest of our languages."""


def words_of(content: dict[str, Any]) -> int:
    """Words of the continuous text."""
    sections = [section["content"] for section in content["sections"]]
    return sum(len(t.split()) for t in (content["introduction"], *sections, content["conclusion"]))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_reading_has_the_page_asked_for(language: str, example: Callable[[str], Any]) -> None:
    """Where the source has words enough, the reading is as long as asked for."""
    brief = example(language).with_outline()
    words = words_of(READING.compose(replace(brief, pages=1)))
    assert abs(words - PAGE_WORDS) <= LENGTH_TOLERANCE * PAGE_WORDS
    assert words < words_of(READING.compose(brief))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_source_that_has_less_gives_what_it_has(
    language: str, example: Callable[[str], Any]
) -> None:
    """Ten pages are not made out of two: the reading holds all there is, and no padding."""
    brief = example(language).with_outline()
    longest = words_of(READING.compose(replace(brief, pages=10)))
    assert longest >= 0.95 * words_of(READING.compose(brief))
    assert longest <= brief.analysis.words * 1.2


def test_the_contract_holds_any_length_that_may_be_asked_for() -> None:
    """No number of pages, and no words that make it, are out of the contract's limits."""
    (pages,) = (
        each for each in ContentRequest.model_fields["pages"].metadata if hasattr(each, "le")
    )
    limits = READING.limits
    most = (
        limits["INTRODUCTION"].max
        + limits["SECTIONS"].max * limits["SECTION_CONTENT"].max
        + limits["CONCLUSION"].max
    )
    least = (
        limits["INTRODUCTION"].min
        + limits["SECTIONS"].min * limits["SECTION_CONTENT"].min
        + limits["CONCLUSION"].min
    )
    assert pages.le * PAGE_WORDS * (1 + LENGTH_TOLERANCE) * LONGEST_WORDS_CHARACTERS <= most
    assert least <= PAGE_WORDS * 4


def test_more_pages_have_a_larger_budget_of_tokens(
    request_of: Callable[..., ContentRequest],
) -> None:
    """An answer of many pages is not cut off; a type without a length has its own budget."""
    assert READING.output_tokens(request_of()) == READING.max_output_tokens
    assert READING.output_tokens(request_of(pages=1)) == READING.max_output_tokens
    assert READING.output_tokens(request_of(pages=10)) >= 4 * 10 * PAGE_WORDS
    faqs = content_types()["faqs"]
    assert faqs.output_tokens(request_of(pages=10)) == faqs.max_output_tokens
