"""The inspection of grounding over one note of the tests' own content type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.quality.evidence.verifying import verify_evidence
from services.quality.grounding.grounded import inspect
from services.quality.inspection import Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.content_type import CheckContext, ContentType
    from core.source import Source
    from services.quality.inspection import Inspection


@pytest.fixture
def grounded(
    notes_type: ContentType, make_context: Callable[[Source], CheckContext]
) -> Callable[..., Inspection]:
    """Inspects one note that says this and rests on this quote."""

    def check(source: Source, text: str, quote: str = "", **fields: Any) -> Inspection:
        evidence = [{"passage_id": "p0001", "quote": quote}] if quote else []
        note: dict[str, Any] = {"text": text, "question": "What?", "evidence": evidence, **fields}
        content: dict[str, Any] = {"summary": "In short", "summary_evidence": [], "notes": [note]}
        assert not quote or verify_evidence(content, source).share == 1
        texts = tuple((f"$.notes[0].{name}", note[name]) for name in ("text", "question"))
        return inspect(Subject(notes_type, content, (), texts, make_context(source)))

    return check
