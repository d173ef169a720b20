"""The scanner: rewrites a text token by token, or refuses what can be read in more than one way.

Nothing is ever left out but commas and comments, nothing is ever closed that was left open: a
text that was cut stays an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from services.answers.literals import RefusedError, rewrite
from services.answers.strict import MAX_DEPTH, too_deep
from services.answers.tokens import (
    COLON_NEXT,
    IDENTIFIER,
    PYTHON_LITERALS,
    is_mere_note,
    literal,
)

if TYPE_CHECKING:
    import re

TRAILING_COMMA = "trailing_comma"
MISSING_COMMA = "missing_comma"
PYTHON_LITERAL = "python_literal"
SINGLE_QUOTES = "single_quotes"
SMART_QUOTES = "smart_quotes"
UNQUOTED_KEY = "unquoted_key"
COMMENT = "comment"
ODD_SPACE = "odd_space"

_QUOTES = {
    "single": SINGLE_QUOTES,
    "smart": SMART_QUOTES,
    "low": SMART_QUOTES,
    "smart_single": SMART_QUOTES,
    "low_single": SMART_QUOTES,
}
_CLOSERS = {"{": "}", "[": "]"}


class _Expect(Enum):
    FIRST_KEY = auto()
    KEY = auto()
    COLON = auto()
    VALUE = auto()
    FIRST_ITEM = auto()
    ITEM = auto()
    COMMA = auto()
    NOTHING = auto()


_VALUE_STATES = {_Expect.VALUE, _Expect.FIRST_ITEM, _Expect.ITEM}
_KEY_STATES = {_Expect.FIRST_KEY, _Expect.KEY}
_FAULTS = {
    _Expect.FIRST_KEY: "a key in double quotes or } should be",
    _Expect.KEY: "a key in double quotes should be",
    _Expect.COLON: "a colon should be",
    _Expect.VALUE: "a value should be",
    _Expect.FIRST_ITEM: "a value or ] should be",
    _Expect.ITEM: "a value should be",
    _Expect.COMMA: "a comma or a closing bracket should be, or a quotation mark is not escaped,",
    _Expect.NOTHING: "there is text after the end",
}
_CLOSES_AFTER = {
    "}": {_Expect.FIRST_KEY, _Expect.KEY, _Expect.COMMA},
    "]": {_Expect.FIRST_ITEM, _Expect.ITEM, _Expect.COMMA},
}


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text that was repaired."""

    text: str
    kinds: frozenset[str]
    values: int
    """Values that the scanner saw: the parsed text must have as many."""


class Scanner:
    """What was read so far, and what may follow."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._expect = _Expect.VALUE
        self._open: list[str] = []
        self._written: list[str] = []
        self._kinds: set[str] = set()
        self._values = 0
        self._last = ""
        self._new_line = False
        self._gap = False

    def fault(self) -> str:
        """What is wrong when the next token does not fit."""
        return _FAULTS[self._expect]

    def take(self, found: re.Match[str]) -> None:
        """Read one token."""
        kind = found.lastgroup or ""
        if kind in {"space", "odd", "comment"}:
            self._take_gap(kind, found)
            return
        if kind == "mark":
            self._take_mark(found[0], found.start())
        elif kind == "word":
            self._take_word(found)
        else:
            self._take_string(kind, found)
        self._last, self._new_line, self._gap = kind if kind != "mark" else found[0], False, False

    def finish(self) -> Repaired:
        """The whole, when the text ends here."""
        if self._expect is not _Expect.NOTHING:
            raise RefusedError("it ends before it is complete,", len(self._text))
        return Repaired("".join(self._written), frozenset(self._kinds), self._values)

    def _take_gap(self, kind: str, found: re.Match[str]) -> None:
        self._gap = True
        self._new_line |= "\n" in found[0]
        if kind == "odd":
            self._kinds.add(ODD_SPACE)
        elif kind == "comment":
            if not is_mere_note(found[0]):
                raise RefusedError("a comment stands where content may be missing", found.start())
            self._kinds.add(COMMENT)

    def _take_mark(self, mark: str, index: int) -> None:
        if mark in "{[":
            self._open_bracket(mark, index)
        elif mark in "}]":
            self._close_bracket(mark, index)
        elif mark == "," and self._expect is _Expect.COMMA:
            self._expect = _Expect.KEY if self._open[-1] == "{" else _Expect.ITEM
            self._written.append(",")
        elif mark == ":" and self._expect is _Expect.COLON:
            self._expect = _Expect.VALUE
            self._written.append(":")
        else:
            raise RefusedError(self.fault(), index)

    def _open_bracket(self, mark: str, index: int) -> None:
        if self._expect is _Expect.COMMA and self._open[-1] == "[" and self._last in {"}", "]"}:
            self._insert_comma(_Expect.ITEM)
        if self._expect not in _VALUE_STATES:
            raise RefusedError(self.fault(), index)
        if len(self._open) == MAX_DEPTH:
            raise too_deep()
        self._open.append(mark)
        self._written.append(mark)
        self._values += 1
        self._expect = _Expect.FIRST_KEY if mark == "{" else _Expect.FIRST_ITEM

    def _close_bracket(self, mark: str, index: int) -> None:
        states = _CLOSES_AFTER[mark]
        if self._expect not in states or not self._open or _CLOSERS[self._open[-1]] != mark:
            raise RefusedError(self.fault(), index)
        if self._expect in {_Expect.KEY, _Expect.ITEM}:
            self._written.pop()
            self._kinds.add(TRAILING_COMMA)
        self._open.pop()
        self._written.append(mark)
        self._value_ended()

    def _take_word(self, found: re.Match[str]) -> None:
        word = found[0]
        if self._expect in _KEY_STATES:
            is_key = IDENTIFIER.fullmatch(word) and COLON_NEXT.match(self._text, found.end())
            if not is_key:
                raise RefusedError(self.fault(), found.start())
            self._kinds.add(UNQUOTED_KEY)
            self._written.append(f'"{word}"')
            self._expect = _Expect.COLON
            return
        if self._expect not in _VALUE_STATES:
            raise RefusedError(self.fault(), found.start())
        self._written.append(self._scalar(word, found.start()))
        self._values += 1
        self._value_ended()

    def _scalar(self, word: str, index: int) -> str:
        written = literal(word)
        if written is None:
            raise RefusedError("a value is neither a text in double quotes nor a number", index)
        if word in PYTHON_LITERALS:
            self._kinds.add(PYTHON_LITERAL)
        return written

    def _take_string(self, kind: str, found: re.Match[str]) -> None:
        if self._expect is _Expect.COMMA and self._may_insert_comma(found):
            self._insert_comma(_Expect.KEY)
        if self._expect in _KEY_STATES:
            self._expect = _Expect.COLON
        elif self._expect in _VALUE_STATES:
            self._values += 1
            self._value_ended()
        else:
            raise RefusedError(self.fault(), found.start())
        try:
            body, kinds = rewrite(found[kind])
        except RefusedError as refused:
            raise RefusedError(refused.what, found.start(kind) + refused.index) from None
        self._kinds |= kinds
        if kind in _QUOTES:
            self._kinds.add(_QUOTES[kind])
        self._written.append(f'"{body}"')

    def _may_insert_comma(self, found: re.Match[str]) -> bool:
        """Whether this string can only be the next key of the object."""
        if self._open[-1] != "{" or not COLON_NEXT.match(self._text, found.end()):
            return False
        if self._last in {"}", "]"}:
            return True
        return self._gap if self._last == "word" else self._new_line

    def _insert_comma(self, expect: _Expect) -> None:
        self._written.append(",")
        self._kinds.add(MISSING_COMMA)
        self._expect = expect

    def _value_ended(self) -> None:
        self._expect = _Expect.COMMA if self._open else _Expect.NOTHING
