"""Markdown as blocks, from the tokens of markdown-it-py; front matter and HTML tags go away."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from services.sources.blocks import Block, BlockKind, Document
from services.sources.text import list_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_MATTER_LINE = re.compile(r"^\w[\w -]*\s*[:=]", re.MULTILINE)
_FRONT_MATTER_TITLE = re.compile(r"^title\s*[:=]\s*(.+?)\s*$", re.MULTILINE | re.IGNORECASE)
_FOOTNOTE_DEFINITION = re.compile(r"^\[\^[^\]\n]+\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_TASK = re.compile(r"^\[[ xX]\]\s+")
_HTML_DROPPED = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


def parse_markdown(text: str) -> Document:
    """The blocks of a Markdown text."""
    # Imported here: only the parsing child needs it.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    title, body = _front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    walk = _Walk()
    for token in parser.parse(_FOOTNOTE_DEFINITION.sub("", body)):
        walk.take(token)
    return Document(blocks=tuple(walk.blocks), title=title)


def _front_matter(text: str) -> tuple[str, str]:
    text = text.removeprefix("\ufeff")
    match = _FRONT_MATTER.match(text)
    if not match or not _FRONT_MATTER_LINE.search(match.group(2)):
        return "", text
    title = _FRONT_MATTER_TITLE.search(match.group(2))
    return (title.group(1).strip("\"' ") if title else ""), text[match.end() :]


class _Walk:
    """Takes the tokens one by one and gathers blocks; lists of all depths become one list."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._items: list[str] = []
        self._rows: list[list[str]] = []
        self._lists = 0
        self._heading = 0
        self._cell = False

    def take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._flush_list()
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "bullet_list_open" | "ordered_list_open":
                self._lists += 1
            case "bullet_list_close" | "ordered_list_close":
                self._lists -= 1
                if not self._lists:
                    self._flush_list()
            case "list_item_open":
                self._items.append("")
            case "inline":
                self._inline(plain(token.children or []))
            case "fence" | "code_block":
                self._flush_list()
                self.blocks.append(Block(BlockKind.CODE, token.content))
            case "html_block":
                self._inline(strip_tags(token.content))
            case kind:
                self._table(kind)

    def _inline(self, text: str) -> None:
        if self._heading:
            self.blocks.append(Block(BlockKind.HEADING, text, level=self._heading))
        elif self._cell:
            self._rows[-1][-1] += text
        elif self._lists:
            if not self._items:  # prose after a code block inside an item
                self._items.append("")
            item = self._items[-1]
            self._items[-1] = f"{item} {text}" if item else _TASK.sub("", text)
        elif text.strip():
            self.blocks.append(Block(BlockKind.PARAGRAPH, text))

    def _table(self, kind: str) -> None:
        match kind:
            case "table_open":
                self._flush_list()
                self._rows = []
            case "tr_open":
                self._rows.append([])
            case "td_open" | "th_open":
                self._cell = True
                self._rows[-1].append("")
            case "td_close" | "th_close":
                self._cell = False
            case "table_close":
                self.blocks.append(Block(BlockKind.TABLE, table_text(self._rows)))
            case _:
                pass

    def _flush_list(self) -> None:
        text = list_text(self._items)
        self._items = []
        if text:
            self.blocks.append(Block(BlockKind.LIST, text))


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """The text of a table block: each row on its own line, empty rows left out."""
    lines = (" | ".join(" ".join(cell.split()) for cell in row) for row in rows)
    return "\n".join(line for line in lines if line.strip(" |"))


def plain(tokens: Sequence[Token]) -> str:
    """The words of inline tokens, without marks; links keep theirs, images their alternative."""
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                code = token.type == "code_inline"
                parts.append(token.content if code else _FOOTNOTE_MARK.sub("", token.content))
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(plain(token.children or []))
            case "html_inline" if _LINE_BREAK_TAG.match(token.content):
                parts.append("\n")
            case _:
                pass
    return "".join(parts)


def strip_tags(markup: str) -> str:
    """The words between the tags of a piece of HTML inside Markdown."""
    return html.unescape(_HTML_TAG.sub(" ", _HTML_DROPPED.sub(" ", markup)))
