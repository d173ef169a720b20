"""What the detailed reading is, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import PAGE_WORDS, ContentType, composer
from core.contract import limits_of
from prompts.detailed_reading import schema
from prompts.detailed_reading.checks import CHECKS

TOKENS_A_PAGE = PAGE_WORDS * 4
"""Two a word in the languages that take most, and as many again for the quotes."""

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
    parameters=("pages",),
    max_output_tokens=8192,
    tokens_each={"pages": TOKENS_A_PAGE},
)
