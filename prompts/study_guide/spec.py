"""What the study guide is, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, composer
from core.contract import limits_of
from prompts.study_guide import schema
from prompts.study_guide.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="study_guide",
    title="Study guide",
    summary="Key concepts, the content by section, and a summary",
    order=2,
    schema=schema.StudyGuide,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.study_guide.offline"),
    max_output_tokens=6144,
)
