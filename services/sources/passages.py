"""From blocks to the normalised text and its passages: one pure function, `lay_out`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.source import Passage
from services.sources.blocks import Block, BlockKind
from services.sources.cleaning import clean_code, clean_line, clean_prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Span = tuple[int, int]

MIN_CHARACTERS = 200
"""Passages of prose below this are joined with their neighbour under the same heading."""
MAX_CHARACTERS = 1200
"""Longer blocks are split, at the coarsest boundary that does: line, sentence, word."""
MAX_HEADING_CHARACTERS = 250
SEPARATOR = "\n\n"

_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)|[。！？]")  # noqa: RUF001 (Chinese marks)
# A full stop after these, or after a single letter or a number, seldom ends a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:\w|\d+|bzw|ca|vgl|usw|etc|cf|vs|dr|prof|mr|mrs|ms|st|nr|no|abb|fig|p|pp|al|eq|inkl)\.)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST)


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    section: int
    path: tuple[str, ...]
    page: int | None
    kind: BlockKind


def lay_out(blocks: Iterable[Block]) -> tuple[str, tuple[Passage, ...]]:
    """The normalised text of the blocks, and the passages that stand in it.

    Headings stand in the text but in no passage; a passage never crosses a heading or a page.
    The same blocks always give the same ids.
    """
    parts: list[str] = []
    drafts: list[_Draft] = []
    stack: list[tuple[int, str]] = []
    position = section = 0
    for block in normalised(blocks):
        if parts:
            position += len(SEPARATOR)
        parts.append(block.text)
        if block.kind is BlockKind.HEADING:
            section += 1
            stack = [entry for entry in stack if entry[0] < block.level]
            stack.append((block.level, block.text))
        else:
            path = tuple(text for _, text in stack)
            for start, end in split(block):
                draft = _Draft(
                    position + start, position + end, section, path, block.page, block.kind
                )
                _add(drafts, draft)
        position += len(block.text)
    text = SEPARATOR.join(parts)
    return text, tuple(_passage(text, number, draft) for number, draft in enumerate(drafts, 1))


def normalised(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with their text cleaned, without those that have no text."""
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            text = clean_line(block.text)
            if len(text) > MAX_HEADING_CHARACTERS:
                yield replace(block, kind=BlockKind.PARAGRAPH, text=text)
                continue
        elif block.kind is BlockKind.CODE:
            text = clean_code(block.text)
        else:
            text = clean_prose(block.text)
        if text:
            yield replace(block, text=text)


def split(block: Block) -> list[Span]:
    """Where the passages of one block lie in its text: one span, or several for a long block."""
    if len(block.text) <= MAX_CHARACTERS:
        return [(0, len(block.text))]
    atoms: list[Span] = []
    for line in _LINE.finditer(block.text):
        if len(line.group()) <= MAX_CHARACTERS:
            atoms.append(line.span())
            continue
        for start, end in _sentences(block.text, *line.span()):
            if end - start <= MAX_CHARACTERS:
                atoms.append((start, end))
            else:
                atoms += [word.span() for word in _WORD.finditer(block.text, start, end)]
    return _pack(atoms, len(block.text))


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.end() == end or _ABBREVIATION.search(
            text, max(begin, match.end() - 12), match.end()
        ):
            continue
        yield begin, match.end()
        begin = match.end()
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        yield begin, end


def _pack(atoms: list[Span], total: int) -> list[Span]:
    """Neighbouring atoms joined into about equal pieces, each within the limit."""
    target = total / math.ceil(total / MAX_CHARACTERS)
    pieces: list[Span] = []
    for start, end in atoms:
        if pieces:
            first, last = pieces[-1]
            if end - first <= MAX_CHARACTERS and last - first < target:
                pieces[-1] = (first, end)
                continue
        pieces.append((start, end))
    return pieces


def _add(drafts: list[_Draft], draft: _Draft) -> None:
    if drafts:
        last = drafts[-1]
        together = draft.end - last.start
        shorter = min(last.end - last.start, draft.end - draft.start)
        if (
            (last.section, last.page) == (draft.section, draft.page)
            and last.kind in _PROSE
            and draft.kind in _PROSE
            and shorter < MIN_CHARACTERS
            and together <= MAX_CHARACTERS
        ):
            drafts[-1] = replace(last, end=draft.end)
            return
    drafts.append(draft)


def _passage(text: str, number: int, draft: _Draft) -> Passage:
    return Passage(
        id=f"p{number:04d}",
        start=draft.start,
        end=draft.end,
        text=text[draft.start : draft.end],
        heading_path=draft.path,
        page=draft.page,
    )
