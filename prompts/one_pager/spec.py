"""What the one-pager is, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, composer
from core.contract import limits_of
from prompts.one_pager import schema
from prompts.one_pager.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="one_pager",
    title="One-pager",
    summary="The gist and the key takeaways on one page",
    order=3,
    schema=schema.OnePager,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.one_pager.offline"),
    max_output_tokens=2048,
)
