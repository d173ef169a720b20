r"""LaTeX commands whose backslash was read as a JSON escape: ``\theta`` as a tab and ``heta``.

Such JSON is valid, so only the text tells. Three outcomes: the command is certain and gets its
backslash back; the text reads well as it is and stays; it could be either and is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from services.answers.commands import EATEN, FOLDERS, STEMS, TAKES_ARGUMENT, WORDS

_LETTERS = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_EATEN = re.compile(r"([\b\f\n\r\t])([A-Za-z]+)")
_INLINE = re.compile(
    r"(?<![\\$])\$(?![ $])[^$]{1,300}?(?<![ \n$])\$(?![0-9$])|\\\((?:(?!\\[()]).){1,300}+\\\)",
    re.DOTALL,
)
_DISPLAY = re.compile(r"\$\$[^$]{1,2000}\$\$|\\\[(?:(?!\\[\[\]]).){1,2000}+\\\]", re.DOTALL)
_MATHS = re.compile(r"\\[A-Za-z(\[]|[\^=≤≥≠]|_\{|\$[^$]{1,300}\$")
_ROW_BREAK = re.compile(r"(?<!\\)\\(?:\\\\)*+(?=[ \n\t]|\Z)")
_DRIVE = re.compile(r"(?:\A|[^A-Za-z])[A-Za-z]:")
_LONGEST_SHOWN = 40
_SENTENCE_END = ".!?\n"


class LostBackslashError(ValueError):
    """A command may have lost its backslash, or not; ``command`` has it as LaTeX writes it."""

    def __init__(self, command: str) -> None:
        super().__init__(command)
        self.command = command[:_LONGEST_SHOWN]


def restore(text: str) -> str:
    """The text with the backslashes it certainly lost.

    Raises:
        LostBackslashError: Whether one was lost cannot be told.
    """
    reader = _Reader(text)
    restored = _EATEN.sub(reader.read, text)
    if restored != text and _ROW_BREAK.search(restored):
        # Backslashes were not doubled here: was this one two, a row's end, or one?
        raise LostBackslashError("\\\\")
    return restored


class _Reader:
    """Decides about each command of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: dict[re.Pattern[str], list[tuple[int, int]]] = {}
        self._is_maths: bool | None = None
        self._has_cells: bool | None = None

    def read(self, found: re.Match[str]) -> str:
        control, rest = found[1], found[2]
        command = _LETTERS[control] + rest
        if command not in EATEN:
            self._refuse_unknown(found, command)
            return found[0]
        if command in WORDS and not self._is_certain(found, command):
            if self._may_be_text(found):
                return found[0]
            raise LostBackslashError(f"\\{command}")
        return f"\\{command}"

    def _refuse_unknown(self, found: re.Match[str], command: str) -> None:
        control = found[1]
        # Nobody ends a line with a carriage return alone.
        lost = control in "\b\f\r" or command.startswith(STEMS)
        if command in FOLDERS:
            lost |= bool(_DRIVE.fullmatch(self._text[max(0, found.start() - 3) : found.start()]))
        if lost or (control == "\t" and self._in_maths(found)):
            raise LostBackslashError(f"\\{command}")

    def _is_certain(self, found: re.Match[str], command: str) -> bool:
        argument = command in TAKES_ARGUMENT and self._text.startswith("{", found.end())
        return argument or self._in_maths(found)

    def _may_be_text(self, found: re.Match[str]) -> bool:
        """Whether a line or a table's cell may well begin with the letters that follow."""
        control, start = found[1], found.start()
        before = self._text[max(0, start - 2) : start]
        if control == "\r" or not before or before[-1] in " \t":
            return False
        if control == "\t":
            return self._cells()
        if before[-1] in _SENTENCE_END:
            return True
        formula = before[-1] in "0123456789()[]{}+-*/<>|" or (
            before[-1].isalpha() and not before[:-1].isalpha()
        )
        return not formula and not self._maths()

    def _in_maths(self, found: re.Match[str]) -> bool:
        """Whether it stands inside maths where no line (in inline maths) and no cell begins."""
        if self._is_within(_INLINE, found.start()):
            return True
        return found[1] in "\r\t" and self._is_within(_DISPLAY, found.start())

    def _is_within(self, pattern: re.Pattern[str], index: int) -> bool:
        if pattern not in self._spans:
            self._spans[pattern] = [each.span() for each in pattern.finditer(self._text)]
        spans = self._spans[pattern]
        at = bisect_right(spans, (index, len(self._text))) - 1
        return at >= 0 and index < spans[at][1]

    def _maths(self) -> bool:
        """Whether anything in the text looks like maths, or certainly is."""
        if self._is_maths is None:
            commands = (_LETTERS[each[1]] + each[2] for each in _EATEN.finditer(self._text))
            self._is_maths = bool(_MATHS.search(self._text)) or any(
                command in EATEN and command not in WORDS for command in commands
            )
        return self._is_maths

    def _cells(self) -> bool:
        """Whether another tab of the text is a tab for certain."""
        if self._has_cells is None:
            tabs = re.finditer(r"\t([A-Za-z]*)", self._text)
            self._has_cells = any("t" + found[1] not in EATEN for found in tabs)
        return self._has_cells
