"""What the flashcards are, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, composer
from core.contract import limits_of
from prompts.flashcards import schema
from prompts.flashcards.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="flashcards",
    title="Flashcards",
    summary="Terms and what they mean, to learn by heart",
    order=6,
    schema=schema.Flashcards,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.flashcards.offline"),
    max_output_tokens=6144,
)
