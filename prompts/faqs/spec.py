"""What the FAQs are, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, composer
from core.contract import limits_of
from prompts.faqs import schema
from prompts.faqs.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="faqs",
    title="FAQs",
    summary="Questions a learner asks, each with its answer",
    order=5,
    schema=schema.Faqs,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.faqs.offline"),
    max_output_tokens=4096,
)
