"""Data-quality checks of the FAQs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.content_type import CheckContext, Checks, Row
from prompts._shared import columns
from prompts._shared.absolutes import overstated
from prompts._shared.answering import doubtful, unfit, words_missing
from prompts._shared.expectations import (
    QUESTIONS,
    answering,
    at_least,
    clean,
    measured,
    related,
    sectioned,
    sentences,
    unique,
)
from prompts._shared.relating import strays, unrelated
from prompts._shared.tone import in_tone, off_tones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEW_WORDS = 1
"""Telling words an answer has to hold beside its question's own: without any it hands it back."""

ANSWER_WORDS = 5
"""Words of an answer under which a person should see whether it says enough."""


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """Each question with its answer."""
    for index, item in enumerate(content["items"]):
        question, answer, evidence = item["question"], item["answer"], item["evidence"]
        yield Row(
            f"$.items[{index}]",
            {
                "question": question,
                "has_question_marks": columns.has_question_marks(question, context.language),
                "asks": columns.asks(question, context.language),
                "answer": answer,
                **off_tones(item, ("question", "answer"), context),
                "answer_text": columns.folded(answer),
                "answer_words": columns.words(answer),
                "answer_new_words": columns.new_words(answer, question),
                "unfit": unfit(question, answer, context.language),
                "doubtful": doubtful(question, answer, context.language),
                "words_missing": words_missing(question, answer, context.language),
                "strays": strays(question, answer, evidence, context.source),
                "rests_on_quotes": not unrelated(answer, evidence, context.source),
                "in_outline": columns.names_section(item["category"], context.outline),
                "overstated": overstated(answer, evidence, context.source, context.language),
            },
        )


CHECKS = Checks(
    rows=rows,
    claim="question",
    expectations=(
        *clean("question", "answer"),
        *QUESTIONS,
        *sentences("answer"),
        *in_tone("question", "answer"),
        unique("answer_text", "Another question has the same answer.", field="answer"),
        at_least("answer_new_words", NEW_WORDS, "Hands the question back.", field="answer"),
        at_least(
            "answer_words",
            ANSWER_WORDS,
            f"Has {{value}} words, fewer than {ANSWER_WORDS}.",
            field="answer",
            severity=Severity.WARNING,
        ),
        *answering("answer"),
        related(field="evidence"),
        sectioned(),
        measured("overstated", field="answer"),
    ),
)
