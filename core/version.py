"""Stored packs: immutable versions, each with its parent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.pack import PackState
from core.request import ContentRequest


class Standing(StrEnum):
    """What people have decided about a version; the only thing about it that ever changes."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class PackVersion(BaseModel):
    """What is known of a stored pack without loading it.

    Versions of one pack (``pack_id``) are numbered from 1 without gaps at their making; a number is
    never given twice. ``id`` is the sha256 over pack, number, parent and content; two versions
    with the same content have the same ``content_sha256``.
    """

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    pack_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    tenant: str
    number: Annotated[int, Field(ge=1)]
    parent: Annotated[str | None, Field(description="The version it was made from")] = None
    content_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    fingerprint: Annotated[str, Field(description="Of the request that it answers")]
    title: str
    state: PackState
    score: Annotated[int, Field(ge=0, le=100)]
    request: ContentRequest
    source_sha256: str
    prompt_digests: Annotated[dict[str, str], Field(description="By content type")] = {}
    bytes: Annotated[int, Field(ge=0, description="Of its parts as JSON, uncompressed")]
    created_at: datetime
    standing: Standing = Standing.DRAFT
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: Annotated[str, Field(max_length=500, description="Why it was made, for people")] = ""


class VersionPage(BaseModel):
    """A part of a list of versions, newest first."""

    model_config = ConfigDict(frozen=True)

    versions: tuple[PackVersion, ...]
    cursor: Annotated[str | None, Field(description="Asks for the next page; None at the end")]
