"""The inside of one string that is not strict JSON, rewritten so that it is: words untouched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.answers.commands import OTHERS

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

INVALID_ESCAPE = "invalid_escape"
ESCAPED_APOSTROPHE = "escaped_apostrophe"
RAW_LINE_BREAK = "raw_line_break"
RAW_TAB = "raw_tab"

_PIECE = re.compile(r"""\\(?:u[0-9a-fA-F]{4}|([A-Za-z]+)|.|\Z)|[\x00-\x1f"]""", re.DOTALL)
_VALID_LETTERS = "bfnrt"
_RAW = {"\n": (r"\n", RAW_LINE_BREAK), "\r": (r"\r", RAW_LINE_BREAK), "\t": (r"\t", RAW_TAB)}
_EATING = re.compile(r"(?<!\\)(?:\\\\)*+\\[bfnrt]")
_DOUBLED = re.compile(r"(?<!\\)(?:\\\\)++(?=[\s\\]|\Z)")


class RefusedError(ValueError):
    """Something that can be read in more than one way, or in none."""

    def __init__(self, what: str, index: int) -> None:
        super().__init__(what)
        self.what = what
        self.index = index


def rewrite(body: str) -> tuple[str, AbstractSet[str]]:
    """The string's inside as JSON writes it, and the kinds of repair this took.

    Raises:
        RefusedError: A character or an escape has no certain meaning; the index is the body's.
    """
    writer = _Writer()
    written = _PIECE.sub(writer.write, body)
    if writer.foreign and _EATING.search(body):
        # Where \U or \d was not doubled, \n and \t were hardly meant as line break and tab.
        raise RefusedError("a backslash in a text is not doubled", 0)
    if INVALID_ESCAPE in writer.kinds and _DOUBLED.search(body):
        raise RefusedError("some backslashes in a text are doubled and others are not", 0)
    return written, writer.kinds


class _Writer:
    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.foreign = False

    def write(self, found: re.Match[str]) -> str:
        piece, letters = found[0], found[1]
        if piece[0] != "\\":
            return self._bare(piece, found.start())
        if letters is not None:
            return self._letters(letters, found.start())
        escaped = piece[1:2]
        if len(piece) > 2 or (escaped and escaped in '"\\/'):  # noqa: PLR2004 (\uXXXX)
            return piece
        if escaped == "'":
            self.kinds.add(ESCAPED_APOSTROPHE)
            return "'"
        if not escaped or not " " <= escaped <= "~" or escaped.isdigit():
            raise RefusedError("a backslash in a text escapes nothing", found.start())
        self.kinds.add(INVALID_ESCAPE)
        return "\\\\" + escaped

    def _bare(self, character: str, index: int) -> str:
        if character == '"':
            return r"\""
        if character not in _RAW:
            raise RefusedError(f"a control character (U+{ord(character):04X}) in a text", index)
        escaped, kind = _RAW[character]
        self.kinds.add(kind)
        return escaped

    def _letters(self, letters: str, index: int) -> str:
        if letters[0] in _VALID_LETTERS:
            return "\\" + letters
        if letters not in OTHERS:
            if letters[0] in "uUxN" or letters in {"a", "e", "v"}:
                raise RefusedError("an escape in a text is not one of JSON's", index)
            self.foreign = True
        self.kinds.add(INVALID_ESCAPE)
        return "\\\\" + letters
