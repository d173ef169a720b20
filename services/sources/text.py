"""Plain text as blocks: paragraphs at blank lines, lists, and headings that are plain to see."""

from __future__ import annotations

import re

from services.sources.blocks import Block, BlockKind, Document

LIST_ITEM = re.compile(r"^\s*(?:[-*•‣▪–·◦]|\d{1,3}[.)]|[a-z]\))\s+(?=\S)")  # noqa: RUF001 (dashes)
_UNDERLINE = re.compile(r"^\s*(=|-|~)\1{2,}\s*$")
_RULE = re.compile(r"^\W*$")
_MIN_WRAPPED_CHARACTERS = 45
_MAX_HEADING_CHARACTERS = 70
_MAX_HEADING_WORDS = 10
_MIN_BODY_CHARACTERS = 80
_NO_HEADING_END = tuple('.,;:!?…"”»)')


def parse_text(text: str) -> Document:
    """The blocks of a plain text."""
    groups = _groups(text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks: list[Block] = []
    for index, lines in enumerate(groups):
        following = " ".join(groups[index + 1]) if index + 1 < len(groups) else ""
        if _is_heading(lines, following):
            blocks.append(Block(BlockKind.HEADING, lines[0], level=2 if blocks else 1))
            continue
        _extend(blocks, _split_underlined(lines, first=not blocks))
    return Document(blocks=tuple(blocks))


def list_text(items: list[str]) -> str:
    """The text of a list block: each item on its own line."""
    return "\n".join(f"- {' '.join(item.split())}" for item in items if item.strip())


def _extend(blocks: list[Block], more: list[Block]) -> None:
    """Add blocks; a list goes on over the blank lines between its items."""
    if blocks and more and blocks[-1].kind is more[0].kind is BlockKind.LIST:
        text = f"{blocks[-1].text}\n{more[0].text}"
        blocks[-1:] = [Block(BlockKind.LIST, text), *more[1:]]
    else:
        blocks += more


def _groups(text: str) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group and not all(map(_RULE.match, group))]


def _is_heading(lines: list[str], following: str) -> bool:
    """A short line on its own, like a title, with a real paragraph under it."""
    line = lines[0].strip()
    return (
        len(lines) == 1
        and len(line) <= _MAX_HEADING_CHARACTERS
        and len(line.split()) <= _MAX_HEADING_WORDS
        and (line[0].isupper() or line[0].isdigit())
        and not line.endswith(_NO_HEADING_END)
        and len(following) >= max(_MIN_BODY_CHARACTERS, len(line))
    )


def _split_underlined(lines: list[str], *, first: bool) -> list[Block]:
    """A group of lines, where a line with a rule under it is a heading."""
    blocks: list[Block] = []
    rest: list[str] = []
    for index, line in enumerate(lines):
        underline = _UNDERLINE.match(line)
        if underline and index and rest:
            title = rest.pop()
            blocks += _body(rest)
            rest = []
            level = 1 if underline.group(1) == "=" or (first and not blocks) else 2
            blocks.append(Block(BlockKind.HEADING, title, level=level))
        else:
            rest.append(line)
    return blocks + _body(rest)


def _body(lines: list[str]) -> list[Block]:
    """Paragraph text and list items, in order; wrapped lines are joined."""
    blocks: list[Block] = []
    prose: list[str] = []
    items: list[str] = []
    for line in lines:
        if LIST_ITEM.match(line):
            items.append(LIST_ITEM.sub("", line))
        elif items and line[:1].isspace():
            items[-1] += f" {line.strip()}"
        elif items:
            _flush(blocks, prose, items)
            prose, items = [line], []
            continue
        else:
            prose.append(line)
    _flush(blocks, prose, items)
    return blocks


def _flush(blocks: list[Block], prose: list[str], items: list[str]) -> None:
    if prose:
        blocks.append(Block(BlockKind.PARAGRAPH, _join_wrapped(prose)))
    if items:
        blocks.append(Block(BlockKind.LIST, list_text(items)))


def _join_wrapped(lines: list[str]) -> str:
    """Lines wrapped at a width become one; short lines (verse, an address) stay lines."""
    body = [len(line.strip()) for line in lines[:-1]]
    wrapped = bool(body) and sum(body) / len(body) >= _MIN_WRAPPED_CHARACTERS
    return (" " if wrapped else "\n").join(line.strip() for line in lines)
