"""What the reading questions are, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, composer
from core.contract import limits_of
from prompts.reading_questions import schema
from prompts.reading_questions.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="reading_questions",
    title="Reading questions",
    summary="Questions to think about, with what a good answer holds",
    order=7,
    schema=schema.ReadingQuestions,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.reading_questions.offline"),
    max_output_tokens=4096,
)
