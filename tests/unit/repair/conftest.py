"""A content type whose answers are drafted from samples, and a check that is as real as any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from core.content_type import CheckContext, ContentType
from prompts.catalog import content_types
from services.quality import Checked, check_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source


class Drafted(NamedTuple):
    """A good answer, and how content of its type is checked."""

    content_type: ContentType
    answer: dict[str, Any]
    check: Callable[[dict[str, Any]], Checked]
    source: Source


@pytest.fixture
def drafted(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> Callable[[str], Drafted]:
    """The good sample of a content type."""

    def draft(name: str) -> Drafted:
        content_type = content_types()[name]
        sample = json.loads((content_type.folder / "samples" / "good_en.json").read_text())
        source = make_source(sample["source"]["passages"])
        context = CheckContext(source, request_of(), "en", sample.get("outline"))
        return Drafted(
            content_type,
            sample["answer"],
            lambda content: check_content(content_type, content, context),
            source,
        )

    return draft
