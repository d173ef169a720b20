"""The plain form between the parsers and the passages: a document as a list of blocks.

Free of pydantic and of every parser, so that the parsing child stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class BlockKind(StrEnum):
    """What a run of text is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or one run of text between blank lines.

    ``text`` is plain: list items are lines that start with "- ", table rows are lines with " | "
    between the cells, code stands to the letter. ``level`` counts headings from the outermost
    (0 is a document title that stands above level 1). ``page`` counts from 1.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a parser makes of a source.

    ``title`` is the one the document gives itself outside its text, ``language`` the one it claims
    (ISO 639-1); both are empty when it says nothing. ``pages`` is set for kinds that have pages.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    pages: int | None = None

    @property
    def characters(self) -> int:
        """Characters in all blocks."""
        return sum(len(block.text) for block in self.blocks)

    @property
    def first_heading(self) -> str:
        """The text of the first heading above level 2 (of the outermost such), or nothing."""
        headings = [b for b in self.blocks if b.kind is BlockKind.HEADING and b.level <= 1]
        return min(headings, key=lambda block: block.level).text if headings else ""


def to_json(document: Document) -> dict[str, Any]:
    """The document as JSON data; `from_json` reads it back."""
    return {
        "blocks": [[b.kind.value, b.text, b.level, b.page] for b in document.blocks],
        "title": document.title,
        "language": document.language,
        "pages": document.pages,
    }


def from_json(data: dict[str, Any]) -> Document:
    """The document that `to_json` wrote."""
    return Document(
        blocks=tuple(
            Block(BlockKind(kind), text, level, page) for kind, text, level, page in data["blocks"]
        ),
        title=data["title"],
        language=data["language"],
        pages=data["pages"],
    )
