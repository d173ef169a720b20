"""Text of sources and models made safe to show.

What cannot be seen is dropped, what means something in Markdown is escaped. Nothing here knows
about HTML.
"""

from __future__ import annotations

import re
import unicodedata

_BIDI_OVERRIDES = frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A))
"""Embeddings, overrides and isolates: unclosed, they turn round the text that follows theirs."""

_WRAPPED_AT_LEAST = 50
"""Lines of a text that was wrapped by a program are at least this long, in characters."""

_LIST_ITEM = re.compile(r"\s*(?:[-*+•\u2013]|\d{1,3}[.)])\s")
_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_SPECIAL = re.compile(r"[\\`*_\[\]{}<>&#~|$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"^(?:[-+=.)]|(?P<number>\d{1,9})(?=[.)]))")


def visible(text: str) -> str:
    """The text without characters that control a terminal, a parser or the reading direction.

    Line ends become line feeds; other control characters and lone surrogates become U+FFFD.
    """
    if text.isprintable():  # most are; none of what is replaced here is printable
        return text
    return text.replace("\r\n", "\n").translate(_SHOWN)


class _Shown(dict[int, str]):
    """For ``str.translate``: what each character is shown as, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _visible(chr(code))
        return self[code]


def _visible(character: str) -> str:
    if character.isspace():
        # Line and paragraph separators, form feeds and the like end a line.
        return "\n" if len(f"a{character}a".splitlines()) > 1 else " "
    code = ord(character)
    if code in _BIDI_OVERRIDES:
        return ""
    nowhere = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 (noncharacters)
    return "�" if nowhere or unicodedata.category(character) in {"Cc", "Cs"} else character


_SHOWN = _Shown()


def fold(text: str) -> str:
    """The text on one line, each run of white space as one space."""
    return " ".join(visible(text).split())


def paragraphs(text: str) -> list[list[str]]:
    """The text's paragraphs, each as the lines that have to stay apart.

    A line end that only wraps a long line is a space; one before a list item, or after a line on
    which there was room for more, is kept.
    """
    blocks = _PARAGRAPH_BREAK.split(visible(text).strip())
    return [lines for block in blocks if (lines := _lines(block))]


def _lines(block: str) -> list[str]:
    raw = [line for line in block.split("\n") if line.strip()]
    width = max((len(line.rstrip()) for line in raw), default=0)
    lines: list[str] = []
    previous = ""
    for line in raw:
        first_word = line.split()[0]
        full = len(previous.rstrip()) + 1 + len(first_word) > width >= _WRAPPED_AT_LEAST
        if lines and full and not _LIST_ITEM.match(line):
            lines[-1] = f"{lines[-1]} {fold(line)}"
        else:
            lines.append(fold(line))
        previous = line
    return lines


def escape_markdown(text: str) -> str:
    """The text on one line, such that Markdown shows it as it is, wherever in a line it stands.

    Bare addresses are escaped too, so that no reader turns them into links.
    """
    folded = fold(text)
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", folded)
    start = _LINE_START.match(escaped)
    if start is None:
        return escaped
    number = start["number"] or ""
    return f"{number}\\{escaped[len(number) :]}"
