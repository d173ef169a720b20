"""What a person asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.source import SourceReference

EMBEDDED_MODEL = "extractive"
DEFAULT_AUDIENCE = "general learners"
LANGUAGES = ("en", "de", "fr", "es")
"""Languages the embedded model writes, and checks, in (ISO 639-1)."""


class DifficultyLevel(StrEnum):
    """The level of a whole pack."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class BaseVersion(BaseModel):
    """A stored version that a new one is made from.

    What is neither named in ``remake`` nor touched by a change of the source is taken over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version_id: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="The version")]
    remake: Annotated[
        tuple[str, ...], Field(description="Content types to be made anew, by name")
    ] = ()


class ContentRequest(BaseModel):
    """A pack to be made: where the source is, and what is wanted from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[SourceReference, Field(description="Where the source is")]
    types: Annotated[
        tuple[str, ...],
        Field(description="Content types wanted, by name; all when empty"),
    ] = ()
    audience: Annotated[
        str, Field(min_length=2, max_length=200, description="Who the pack is for")
    ] = DEFAULT_AUDIENCE
    difficulty: Annotated[DifficultyLevel, Field(description="Level of the pack")] = (
        DifficultyLevel.INTERMEDIATE
    )
    language: Annotated[
        str | None,
        Field(pattern=r"^[a-z]{2}$", description="Language of the pack (ISO 639-1); the source's"),
    ] = None
    tone: Annotated[str, Field(min_length=2, max_length=100, description="Tone of the texts")] = (
        "clear and friendly"
    )
    minutes: Annotated[
        int | None, Field(ge=1, le=12, description="Target length of the podcast in minutes")
    ] = None
    pages: Annotated[
        int | None, Field(ge=1, le=10, description="Target length of the detailed reading in pages")
    ] = None
    model: Annotated[
        str, Field(min_length=2, max_length=200, description="Model to write with")
    ] = EMBEDDED_MODEL
    models: Annotated[
        dict[str, str], Field(description="Other models for some content types, by type")
    ] = {}
    budget_usd: Annotated[
        float | None, Field(gt=0, le=100_000, description="What the model calls may cost in all")
    ] = None
    use_cache: Annotated[bool, Field(description="Take finished model answers from the cache")] = (
        True
    )
    max_age_seconds: Annotated[
        float | None,
        Field(ge=0, description="Oldest stored version that answers the request; any when empty"),
    ] = None
    base: Annotated[
        BaseVersion | None, Field(description="A stored version to make the new one from")
    ] = None
    tenant: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Whose request this is")
    ] = "local"
    output: Annotated[
        str | None,
        Field(max_length=4096, description="Folder for the pack; the data folder's when empty"),
    ] = None

    def model_for(self, content_type: str) -> str:
        """The model that writes this content type."""
        return self.models.get(content_type, self.model)
