"""Makes the clean packs of the corpus of planted defects, with the embedded model.

``python tests/support/defects_packs.py`` writes ``packs/NAME.json`` for each file in ``sources/``
that has none yet. What is there stays: examples point into it by path.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.content_type import OUTLINE, CheckContext
from core.errors import InsufficientSourceError
from core.request import ContentRequest
from core.settings import settings
from core.source import SourceReference
from prompts.catalog import content_types
from prompts.rendering import render_draft, render_opening
from services.models.extractive import Composer
from services.quality import check_content
from services.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Mapping

CORPUS = Path(__file__).parent.parent / "contract" / "defects"


def compose_pack(source_file: Path) -> dict[str, Any]:
    """Every content type's content by name, as the embedded model makes it of the source."""
    reference = SourceReference(path=str(source_file))
    source = asyncio.run(read_source(reference, settings()))
    request = ContentRequest(source=reference)
    opening = render_opening(source, request, source.language)
    composer = Composer(content_types())
    contents: dict[str, Any] = {}
    for name, content_type in content_types().items():
        outline: Mapping[str, Any] = {} if name == OUTLINE else contents[OUTLINE]
        prompt = render_draft(content_type, opening, request, source.language, outline)
        answer = json.loads(composer.answer(prompt.text))
        context = CheckContext(source, request, source.language, outline)
        try:
            checked = check_content(content_type, answer, context)
        except InsufficientSourceError:
            continue
        contents[name] = without_filled(checked.content)
    return contents


def without_filled(node: Any) -> Any:
    """The content without offsets and pages: code fills them in again, wherever it is read."""
    if isinstance(node, list):
        return [without_filled(value) for value in node]
    if not isinstance(node, dict):
        return node
    if {"passage_id", "quote"} <= node.keys():
        return {"passage_id": node["passage_id"], "quote": node["quote"]}
    return {key: without_filled(value) for key, value in node.items()}


def main() -> None:
    """Write the packs that are missing."""
    for source_file in sorted((CORPUS / "sources").iterdir()):
        pack = CORPUS / "packs" / f"{source_file.stem}.json"
        if not pack.exists():
            contents = compose_pack(source_file)
            text = json.dumps(contents, ensure_ascii=False, indent=1)
            pack.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
