"""The source and its passages: the normalised text that every claim is traced to."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_REFERENCE_CHARACTERS = 4096


class SourceKind(StrEnum):
    """What the bytes of a source are."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    TOPIC = "topic"


class SourceReference(BaseModel):
    """Where a source is: exactly one of a path, a web address, a stored blob or a bare topic.

    A reference, never the text: Prefect keeps parameters in its database and caps them at 512 KiB.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Annotated[
        str | None, Field(max_length=MAX_REFERENCE_CHARACTERS, description="A file's absolute path")
    ] = None
    address: Annotated[
        str | None, Field(max_length=MAX_REFERENCE_CHARACTERS, description="An http(s) address")
    ] = None
    digest: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{64}$", description="The sha256 of a blob stored beforehand"),
    ] = None
    topic: Annotated[
        str | None, Field(min_length=3, max_length=300, description="A bare topic, no source text")
    ] = None
    name: Annotated[
        str, Field(max_length=300, description="What to call the source; made from it when empty")
    ] = ""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        given = [self.path, self.address, self.digest, self.topic]
        if sum(place is not None for place in given) != 1:
            raise ValueError("give exactly one of path, address, digest and topic")
        return self

    @property
    def label(self) -> str:
        """A short name for people, at most 60 characters."""
        place = self.path or self.address or self.topic or f"blob {(self.digest or '')[:12]}"
        label = self.name or place.rstrip("/").rpartition("/")[2] or place
        return label if len(label) <= 60 else f"{label[:59]}…"  # noqa: PLR2004 (stated above)


class Passage(BaseModel):
    """A run of the source's text that evidence points into.

    ``source.text[start:end] == text`` always holds; offsets count characters.
    """

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(pattern=r"^p\d{4,}$")]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(gt=0)]
    text: Annotated[str, Field(min_length=1)]
    heading_path: tuple[str, ...] = ()
    page: Annotated[int | None, Field(ge=1)] = None


class Source(BaseModel):
    """A source after ingest: normalised text, its digest, and its passages in reading order."""

    model_config = ConfigDict(frozen=True)

    title: str
    kind: SourceKind
    origin: Annotated[str, Field(description="Path, address or name, as a person would say it")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1")]
    text: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Of the text in UTF-8")]
    passages: tuple[Passage, ...]
    pages: Annotated[int | None, Field(ge=1)] = None

    @model_validator(mode="after")
    def _passages_stand_in_text(self) -> Self:
        for passage in self.passages:
            if self.text[passage.start : passage.end] != passage.text:
                raise ValueError(f"passage {passage.id} does not stand at its offsets")
        return self

    @property
    def words(self) -> int:
        """Words in the text, counted at white space."""
        return len(self.text.split())

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id, or None."""
        return next((p for p in self.passages if p.id == passage_id), None)
