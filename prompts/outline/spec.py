"""What the outline is, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType
from core.contract import limits_of
from prompts.outline import schema
from prompts.outline.checks import CHECKS
from prompts.outline.offline import compose

CONTENT_TYPE = ContentType(
    name="outline",
    title="Outline",
    summary="The master outline that everything else is derived from",
    order=0,
    schema=schema.Outline,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=compose,
    max_output_tokens=4096,
    needs=(),
)
