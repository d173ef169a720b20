from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.content_type import Row
from services.quality.similarity.duplicates import find_duplicates

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES = ("en", "de", "fr", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reading_question_repeats_a_faq(language: str, example: Callable[[str], Any]) -> None:
    """Of the same source the two types ask differently, without knowing of one another."""
    reading = example(language)
    asked = {
        "faqs": [each["question"] for each in reading.compose("faqs")["items"]],
        "reading": [each["question"] for each in reading.compose("reading_questions")["questions"]],
    }
    rows = [
        Row(f"{name} {index}", {"text": text})
        for name, texts in asked.items()
        for index, text in enumerate(texts)
    ]
    assert find_duplicates(rows, "text").findings == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_for_the_same_level_are_worded_in_turn(
    language: str, example: Callable[[str], Any]
) -> None:
    """Two neighbours that ask what the source says do not begin in the same way."""
    questions = example(language).compose("reading_questions")["questions"]
    remembered = [each["question"] for each in questions if each["bloom"] == "remember"]
    assert remembered
    openings = [" ".join(each.split()[:3]) for each in remembered]
    assert len(set(openings)) == len(openings)
