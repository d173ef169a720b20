"""Data-quality checks of the reading questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.content_type import CheckContext, Checks, Expectation, Row
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
    sentences,
)
from prompts._shared.relating import strays, unrelated
from prompts._shared.tone import in_tone, off_tones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BLOOM_LEVELS = 3
"""Questions on fewer levels train one kind of thinking only."""

NEW_WORDS = 1
"""Telling words an answer has to hold beside its question's own: without any it hands it back."""

YES_OR_NO = r"^(?:Yes|No|Ja|Nein|Oui|Non|Sí)[.,;:!]"
"""How the answer to a closed question opens: "No single cause …" is not one."""


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """The questions together, then each."""
    questions = content["questions"]
    levels = columns.different(each["bloom"] for each in questions)
    yield Row("$", {"bloom_levels": levels})
    for index, each in enumerate(questions):
        question, answer, evidence = each["question"], each["good_answer"], each["evidence"]
        yield Row(
            f"$.questions[{index}]",
            {
                "question": question,
                "has_question_marks": columns.has_question_marks(question, context.language),
                "asks": columns.asks(question, context.language),
                "good_answer": answer,
                **off_tones(each, ("question", "good_answer"), context),
                "good_answer_opening": answer.partition(" ")[0],
                "good_answer_new_words": columns.new_words(answer, question),
                "unfit": unfit(question, answer, context.language),
                "doubtful": doubtful(question, answer, context.language),
                "words_missing": words_missing(question, answer, context.language),
                "strays": strays(question, answer, evidence, context.source),
                "rests_on_quotes": not unrelated(answer, evidence, context.source),
                "overstated": overstated(answer, evidence, context.source, context.language),
            },
        )


CHECKS = Checks(
    rows=rows,
    claim="question",
    expectations=(
        *clean("question", "good_answer"),
        *QUESTIONS,
        *sentences("good_answer"),
        *in_tone("question", "good_answer"),
        at_least(
            "good_answer_new_words", NEW_WORDS, "Hands the question back.", field="good_answer"
        ),
        Expectation(
            kind="expect_column_values_to_not_match_regex",
            column="good_answer_opening",
            arguments={"regex": YES_OR_NO},
            message="The question is answered by yes or no.",
            field="question",
            severity=Severity.WARNING,
        ),
        *answering("good_answer"),
        related(field="evidence"),
        measured("overstated", field="good_answer"),
        at_least(
            "bloom_levels",
            BLOOM_LEVELS,
            f"The questions stand on {{value}} of Bloom's levels, fewer than {BLOOM_LEVELS}.",
            field="questions",
            severity=Severity.WARNING,
        ),
    ),
)
