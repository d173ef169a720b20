"""The sentences of a source that are read: prose and lines of glossaries, without code in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.nlp.definitions import is_glossary_line
from services.nlp.prose import is_prose
from services.nlp.sentences import LIST_MARKER, sentences_of
from services.nlp.words import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.source import Passage
    from services.nlp.languages import Language
    from services.nlp.words import Token

FEWEST_GLOSSARY_PARAGRAPHS = 3
"""Paragraphs "Term: explanation." that make a glossary; a single one may be any sentence."""
_CODE = re.compile(
    r"`[^`\n]+`"
    r"|(?<![\w.])[\w-]*\w\.(?:[a-z]{2,4}|[a-z]\w*\(\))(?![\w.])"  # file.txt, list.sort()
    r"|(?<![\w.-])(?:--?|\.)[A-Za-z][\w-]*"  # --force, .git
)


class Unit(NamedTuple):
    """A sentence on its way; ``is_glossary`` says that it is a line "Term: explanation."."""

    text: str
    passage: Passage
    tokens: list[Token]
    begins_passage: bool
    is_item: bool
    is_glossary: bool


class _Segment(NamedTuple):
    """A sentence's text without its list marker, and whether it fills its paragraph."""

    text: str
    is_item: bool
    fills: bool


def units_of(passages: Sequence[Passage], language: Language) -> list[Unit]:
    """The units of the passages, in order; fenced code is left out."""
    read = [(passage, list(_segments(passage.text, language))) for passage in passages]
    commands = frozenset(
        command for passage, _ in read for command in _commands(passage.text, language)
    )
    glossary = _glossary_paragraphs(segment for _, segments in read for segment in segments)
    units: list[Unit] = []
    for passage, segments in read:
        begins = True
        for segment in segments:
            defines = is_glossary_line(segment.text) and (
                segment.is_item or segment.text in glossary
            )
            if defines or is_prose(segment.text, language):
                tokens = _tokens(segment.text, language, commands)
                item = segment.is_item or defines
                units.append(Unit(segment.text, passage, tokens, begins, item, defines))
                begins = False
    return units


def _segments(text: str, language: Language) -> Iterator[_Segment]:
    fenced = False
    for start, end in sentences_of(text, language.code):
        segment = text[start:end]
        if segment.startswith(("```", "~~~")):
            fenced = not fenced
        marker = LIST_MARKER.match(segment)
        segment = segment[marker.end() :] if marker else segment
        fills = text[:start].rstrip(" ")[-1:] in {"", "\n"} and text[end:].lstrip(" ")[:1] in {
            "",
            "\n",
        }
        if not fenced:
            yield _Segment(segment, marker is not None or segment.startswith("**"), fills)


def _glossary_paragraphs(segments: Iterable[_Segment]) -> frozenset[str]:
    """Paragraphs that explain a term each, where there are enough of them."""
    found = [
        segment.text
        for segment in segments
        if segment.fills and not segment.is_item and _explains(segment.text)
    ]
    return frozenset(found if len(found) >= FEWEST_GLOSSARY_PARAGRAPHS else ())


def _explains(text: str) -> bool:
    _, mark, gloss = text.partition(":")
    return bool(mark) and is_glossary_line(text) and gloss.strip("*_ ")[:1].islower()


def _commands(text: str, language: Language) -> Iterator[str]:
    """The small words that open the lines of a block of code."""
    lines = text.splitlines()
    if len(lines) < 2 or any(LIST_MARKER.match(line) for line in lines):  # noqa: PLR2004 (a block)
        return
    if any(line.rstrip().endswith((".", "?", "!", ":", ",")) for line in lines):
        return
    for line in lines:
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if word.isalpha() and word.islower() and word not in language.closed:
            yield word


def _tokens(text: str, language: Language, commands: frozenset[str]) -> list[Token]:
    """The sentence's words without those in code, which are no words of the language."""
    tokens = tokens_of(text, language)
    spans = [match.span() for match in _CODE.finditer(text)]
    hidden = {
        place
        for place, token in enumerate(tokens)
        if any(start <= token.start and token.end <= end for start, end in spans)
    }
    for place, token in enumerate(tokens):
        # "git init" in running text, after a block of code with lines that begin with "git".
        if token.text in commands:
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            joined = following is not None and following.text.islower()
            hidden.update((place, place + 1) if joined else (place,))
    return [token for place, token in enumerate(tokens) if place not in hidden]
