"""What one inspection of an artifact looks at, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.artifact import Finding
    from core.content_type import CheckContext, ContentType, Row


@dataclass(frozen=True, slots=True)
class Subject:
    """An artifact's content as every inspection sees it.

    Attributes:
        content_type: What it is.
        content: It satisfies the contract; its evidence has been looked up and filled in.
        rows: The content type's rows with their derived columns.
        texts: What a learner reads or hears, each with its JSON path.
        context: Source, request, language and outline.
    """

    content_type: ContentType
    content: dict[str, Any]
    rows: Sequence[Row]
    texts: Sequence[tuple[str, str]]
    context: CheckContext


@dataclass(frozen=True, slots=True)
class Inspection:
    """What an inspection found.

    Attributes:
        findings: In the order of the content.
        share: How much of what was looked at is right, 0 to 1: a part of the score. None when the
            inspection is not one, or there was nothing to look at.
    """

    findings: tuple[Finding, ...] = ()
    share: float | None = None
