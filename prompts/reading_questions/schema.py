"""The contract of the reading questions: what to think about while and after reading."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.contract import Bloom, Contract, Evidences, Range, sized

QUESTIONS = Range(5, 15)
QUESTION = Range(15, 400)
GOOD_ANSWER = Range(20, 1000)


class ReadingQuestion(Contract):
    """A question, its Bloom level, and what a good answer holds."""

    question: Annotated[
        str, Field(min_length=QUESTION.min, max_length=QUESTION.max, pattern=r"\?\s*$")
    ]
    bloom: Bloom
    good_answer: Annotated[str, sized(GOOD_ANSWER)]
    evidence: Evidences


class ReadingQuestions(Contract):
    """The reading questions."""

    questions: Annotated[list[ReadingQuestion], sized(QUESTIONS)]
