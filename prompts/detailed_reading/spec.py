"""What the detailed reading is, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, composer
from core.contract import limits_of
from prompts.detailed_reading import schema
from prompts.detailed_reading.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="detailed_reading",
    title="Detailed reading",
    summary="Continuous text that mirrors the outline",
    order=4,
    schema=schema.DetailedReading,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.detailed_reading.offline"),
    max_output_tokens=8192,
)
