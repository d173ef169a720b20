"""The contract of the FAQs: questions a learner asks, each with its answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.contract import Contract, Evidences, Range, sized

ITEMS = Range(5, 15)
QUESTION = Range(10, 300)
ANSWER = Range(20, 1000)
CATEGORY = Range(2, 200)


class Faq(Contract):
    """A question and the answer to it."""

    question: Annotated[
        str, Field(min_length=QUESTION.min, max_length=QUESTION.max, pattern=r"\?\s*$")
    ]
    answer: Annotated[str, sized(ANSWER)]
    category: Annotated[str, sized(CATEGORY)]
    evidence: Evidences


class Faqs(Contract):
    """The FAQs."""

    items: Annotated[list[Faq], sized(ITEMS)]
