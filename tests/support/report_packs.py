"""Packs for the tests of reports: made by the embedded model without a server, then changed."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.artifact import Artifact, Usage
from core.content_type import OUTLINE, CheckContext
from core.pack import Pack, PackState
from core.request import ContentRequest
from core.settings import settings
from core.source import SourceReference
from prompts.catalog import content_types
from prompts.rendering import render_draft, render_opening
from services.models.extractive import Composer
from services.quality import check_content
from services.sources import read_source

if TYPE_CHECKING:
    from core.source import Source

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "photosynthesis.md"
TYPES = ("flashcards", "faqs")
FIRST_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def pack_document(day: int = 0) -> dict[str, Any]:
    """A clean pack as ``pack.json`` holds it, made on this day: a copy of one's own."""
    document = json.loads(_clean_pack())
    document["created_at"] = (FIRST_MADE + timedelta(days=day)).isoformat()
    return document


def content_of(document: dict[str, Any], content_type: str) -> dict[str, Any]:
    """The content of one of its artifacts, to be changed in place."""
    artifacts = [document["outline"], *document["artifacts"]]
    return next(each["content"] for each in artifacts if each["content_type"] == content_type)


def write_pack(document: dict[str, Any], folder: Path) -> Path:
    """Write ``pack.json`` into a new folder; gives the folder."""
    folder.mkdir(parents=True)
    (folder / "pack.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


@lru_cache(maxsize=1)
def _clean_pack() -> str:
    reference = SourceReference(path=str(EXAMPLE))
    source = asyncio.run(read_source(reference, settings()))
    request = ContentRequest(source=reference, types=TYPES)
    outline = _artifact(OUTLINE, source, request, {})
    made = [_artifact(name, source, request, outline.content) for name in TYPES]
    return Pack(
        title=outline.content["title"],
        language=source.language,
        state=PackState.COMPLETE,
        request=request,
        source=source,
        outline=outline,
        artifacts=tuple(made),
        usage=Usage(calls=3, input_tokens=9000, output_tokens=3000),
        created_at=FIRST_MADE,
        product_version="0",
    ).model_dump_json()


def _artifact(
    name: str, source: Source, request: ContentRequest, outline: dict[str, Any]
) -> Artifact:
    content_type = content_types()[name]
    opening = render_opening(source, request, source.language)
    prompt = render_draft(content_type, opening, request, source.language, outline)
    answer = json.loads(Composer(content_types()).answer(prompt.text))
    context = CheckContext(source, request, source.language, outline)
    checked = check_content(content_type, answer, context)
    return Artifact(
        content_type=name,
        title=content_type.title,
        content=checked.content,
        report=checked.report,
        items=checked.items,
        model="extractive",
        requested_model="extractive",
        prompt_sha256="0" * 64,
        created_at=FIRST_MADE,
    )
