"""From a content type's template to the prompt of one model call.

Every prompt of a pack opens with the same bytes (rules, request, source, outline) and ends with
the task, so that a provider can reuse what it has read. What came from a source stands in a data
block as JSON in which ``<`` is escaped: no text can close the block it stands in.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from core.contract import answer_schema
from core.model_call import Prompt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.content_type import ContentType
    from core.request import ContentRequest
    from core.source import Source

SHARED = Path(__file__).parent / "_shared"
DRAFT = "draft"


def data_block(value: Any) -> str:
    """The value as one line of JSON that cannot be mistaken for a tag."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return line.replace("<", "\\u003c")


def render_draft(
    content_type: ContentType,
    source: Source,
    request: ContentRequest,
    language: str,
    outline: Mapping[str, Any],
) -> Prompt:
    """The prompt for the first draft of ``content_type``.

    ``outline`` is the outline's content, empty for the outline itself.
    """
    parameters = {name: getattr(request, name) for name in content_type.parameters}
    templates = _templates(content_type.folder)
    text = templates.get_template(f"{DRAFT}.md.j2").render(
        request={
            "title": source.title,
            "kind": source.kind.value,
            "language": language,
            "audience": request.audience,
            "difficulty": request.difficulty.value,
            "tone": request.tone,
        },
        passages=[
            {"id": passage.id, "heading": list(passage.heading_path), "text": passage.text}
            for passage in source.passages
        ],
        outline=dict(outline),
        task={
            "content_type": content_type.name,
            "step": DRAFT,
            **parameters,
        },
        answer_schema=answer_schema(content_type.schema),
        limits=content_type.limits,
        language=language,
        **parameters,
    )
    return Prompt(instructions=_instructions(), text=text)


def warm_up(content_types: Iterable[ContentType]) -> None:
    """Compile what the drafts of these types need, so that their chains need not."""
    for content_type in content_types:
        _templates(content_type.folder).get_template(f"{DRAFT}.md.j2")
        answer_schema(content_type.schema)


@lru_cache(maxsize=64)
def _templates(folder: Path) -> jinja2.Environment:
    # Prompts are plain text for a model: there is no markup to escape.
    environment = jinja2.Environment(  # noqa: S701
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader(folder),
                jinja2.PrefixLoader({"_shared": jinja2.FileSystemLoader(SHARED)}),
            ]
        ),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data"] = data_block
    return environment


@lru_cache(maxsize=1)
def _instructions() -> str:
    return _templates(SHARED).get_template("instructions.md.j2").render()
