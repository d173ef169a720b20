"""What the podcast script is, for everything that discovers content types."""

from __future__ import annotations

from pathlib import Path

from core.content_type import ContentType, composer
from core.contract import limits_of
from prompts.podcast_script import schema
from prompts.podcast_script.checks import CHECKS

CONTENT_TYPE = ContentType(
    name="podcast_script",
    title="Podcast script",
    summary="A conversation of two voices, ready to be spoken",
    order=1,
    schema=schema.PodcastScript,
    limits=limits_of(schema),
    folder=Path(__file__).parent,
    checks=CHECKS,
    compose=composer("prompts.podcast_script.offline"),
    parameters=("minutes",),
    max_output_tokens=6144,
)
