"""What the outline is, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, Digest, composer
from core.contract import limits_of
from prompts.outline import digest, schema
from prompts.outline.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="outline",
    title="Outline",
    summary="The master outline that everything else is derived from",
    order=0,
    schema=schema.Outline,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.outline.offline"),
    digest=Digest(
        schema=digest.PartDigest,
        limits=limits_of(digest),
        compose=composer("prompts.outline.offline_digest"),
    ),
    max_output_tokens=4096,
)
