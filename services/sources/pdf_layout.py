"""From the placed lines of a PDF to blocks: headings, paragraphs, lists, hyphens at line ends."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from services.sources.blocks import Block, BlockKind
from services.sources.text import LIST_ITEM, list_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADING_SCALE = 1.12
_BODY_TOLERANCE = 0.97
_MAX_HEADING_CHARACTERS = 120
_MAX_HEADING_LINES = 3
_MAX_LEVELS = 4
_GAP_SCALE = 1.35
_SAME_LINE = 0.5
_SHORT_LINE = 0.8
_INDENT = 0.8
# pypdf gives the bullet of some fonts' encodings as DEL, or as a private character.
_BULLET = re.compile(r"^[\x7f\uf0b7\uf0a7]\s*")
_HYPHENATED = re.compile(r"(\w*[^\W\d_])[-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "Vor- und Nachteile", "pre- and post-war": the hyphen stands for a word, not for a line's end.
_SUSPENDED = re.compile(r"(?:und|oder|bzw|sowie|and|or|to|et|ou|y|o)\b")
# Up to a stop with a capital after it: the rest of a sentence from the page before.
_SENTENCE = re.compile(r".*?[.!?…][\"”’»)]*(?=\s+[\"“„«(]?[A-ZÀ-Þ0-9]|\s*$)", re.DOTALL)  # noqa: RUF001
_SENTENCE_END = (".", "!", "?", ":", ".”", '."', ".“", ".»")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, the place where it starts (in points, from below), its type."""

    text: str
    page: int
    x: float
    y: float
    size: float
    bold: bool


@dataclass(slots=True)
class _Measures:
    """What is usual in this document."""

    size: float
    gap: float
    width: float
    heading_sizes: list[float] = field(default_factory=list[float])


def to_blocks(pages: list[list[Line]]) -> Iterator[Block]:
    """The blocks of all pages, in order; no block crosses a page.

    A sentence that does is kept whole, on the page where it starts.
    """
    lines = [line for page in pages for line in page]
    if not lines:
        return
    measures = _measure(pages)
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    last: Block | None = None
    for page in filter(None, pages):
        blocks = _page_blocks(page, measures, words)
        if last is not None:
            blocks[:1], last = _carried_over(last, blocks[0], words)
            yield last
        yield from blocks[:-1]
        last = blocks[-1] if blocks else None
    if last is not None:
        yield last


def _page_blocks(page: list[Line], measures: _Measures, words: Counter[str]) -> list[Block]:
    groups = [_group_block(group, measures, words) for group in _groups(page, measures)]
    blocks: list[Block] = []
    for kind, run in groupby(groups, key=lambda block: block.kind):
        if kind is BlockKind.LIST:
            items = "\n".join(block.text for block in run)
            blocks.append(Block(kind, items, page=page[0].page))
        else:
            blocks += run
    return blocks


def _carried_over(last: Block, first: Block, words: Counter[str]) -> tuple[list[Block], Block]:
    """What is left of a page's first block, and the page before's last one with its sentence."""
    goes_on = (
        last.kind is first.kind is BlockKind.PARAGRAPH
        and not last.text.endswith(_SENTENCE_END)
        and first.text[:1].islower()
    )
    if not goes_on:
        return [first], last
    match = _SENTENCE.match(first.text)
    end = match.end() if match else len(first.text)
    whole = replace(last, text=joined([last.text, first.text[:end].rstrip()], words))
    rest = first.text[end:].lstrip()
    return ([replace(first, text=rest)] if rest else []), whole


def body_size(pages: list[list[Line]]) -> float:
    """The size that most characters are set in; 0 without any."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _measure(pages: list[list[Line]]) -> _Measures:
    body = body_size(pages)
    gaps = [
        above.y - below.y
        for page in pages
        for above, below in pairwise(page)
        if above.size == below.size == body and 0 < above.y - below.y < 3 * body
    ]
    widths = sorted(len(line.text) for page in pages for line in page if line.size == body)
    measures = _Measures(
        size=body,
        gap=median(gaps) if gaps else 1.2 * body,
        width=widths[int(0.9 * (len(widths) - 1))],
    )
    headings = {line.size for page in pages for line in page if _is_heading(line, measures)}
    measures.heading_sizes = sorted(headings, reverse=True)
    return measures


def _is_heading(line: Line, measures: _Measures) -> bool:
    """Larger than the body, or as large and all bold; short, and not the end of a sentence."""
    larger = line.size >= _HEADING_SCALE * measures.size
    bold = line.bold and line.size >= _BODY_TOLERANCE * measures.size
    return (
        (larger or bold)
        and len(line.text) <= _MAX_HEADING_CHARACTERS
        and any(map(str.isalpha, line.text))
        and not line.text.endswith((".", ",", ";", ":"))
        and not _bulleted(line)
    )


def _bulleted(line: Line) -> bool:
    match = LIST_ITEM.match(line.text)
    # "1. Introduction" set large is a heading, not an item.
    return bool(_BULLET.match(line.text) or (match and not match.group()[0].isdigit()))


def _groups(page: list[Line], measures: _Measures) -> Iterator[list[Line]]:
    """The page's lines in groups that make a paragraph, an item, or a heading each."""
    group: list[Line] = []
    for line in page:
        if group and _starts_anew(group, line, measures):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _starts_anew(group: list[Line], line: Line, measures: _Measures) -> bool:
    last = group[-1]
    drop = last.y - line.y
    if abs(drop) < _SAME_LINE * line.size and line.size == last.size:
        return False  # the rest of the same line
    heading = _is_heading(line, measures)
    if heading or _is_heading(last, measures):
        same = heading and (line.size, line.bold) == (last.size, last.bold)
        return not same or drop > 2 * line.size or len(group) >= _MAX_HEADING_LINES
    if drop < 0 or drop > _GAP_SCALE * measures.gap * max(1.0, line.size / measures.size):
        return True
    if _BULLET.match(line.text) or LIST_ITEM.match(line.text):
        return True
    if abs(line.size - last.size) > 1:
        return True
    ended = last.text.endswith(_SENTENCE_END)
    indented = line.x > group[-1].x + _INDENT * line.size and len(group) > 1
    return ended and (len(last.text) < _SHORT_LINE * measures.width or indented)


def _group_block(group: list[Line], measures: _Measures, words: Counter[str]) -> Block:
    text = joined([line.text for line in group], words)
    first = group[0]
    if all(_is_heading(line, measures) for line in group):
        level = 1 + measures.heading_sizes.index(first.size)
        return Block(BlockKind.HEADING, text, level=min(level, _MAX_LEVELS), page=first.page)
    item = _BULLET.sub("", text) if _BULLET.match(text) else LIST_ITEM.sub("", text)
    if item != text:
        return Block(BlockKind.LIST, list_text([item]), page=first.page)
    return Block(BlockKind.PARAGRAPH, text, page=first.page)


def joined(lines: Iterable[str], words: Counter[str]) -> str:
    """Lines as one; a word broken by a hyphen at a line's end is whole again.

    ``words`` counts the document's words in lower case: they tell "photo-synthesis" broken at a
    line's end from "well-known" that is written so.
    """
    text = ""
    for line in lines:
        broken = _HYPHENATED.search(text)
        if not text:
            text = line
        elif broken and line[:1].islower():
            text = _rejoined(text, broken.group(1), line, words)
        elif broken:
            text += line  # "Nord-Süd": a capital follows, the hyphen stays
        else:
            text = f"{text} {line}"
    return text


def _rejoined(text: str, head: str, line: str, words: Counter[str]) -> str:
    if _SUSPENDED.match(line):
        return f"{text} {line}"
    match = _WORD.match(line)
    tail = match.group() if match else ""
    with_hyphen = words[f"{head}-{tail}".lower()]
    if with_hyphen > words[f"{head}{tail}".lower()]:
        return text + line
    return text[:-1] + line
