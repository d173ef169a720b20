"""Formulas, code spans and identifiers in a text, and what of them cannot be right."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FORMULA = re.compile(
    r"(?<![\\$])\$\$(.+?)(?<!\\)\$\$|(?<![\\$])\$(?![\s$])([^$\n]+?)(?<![\s\\])\$(?![\d$])"
    r"|\\\((.+?)\\\)|\\\[(.+?)\\\]",
    re.DOTALL,
)
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_IDENTIFIER = re.compile(
    r"(?<![\w./\\-])(?:[A-Za-z]\w*_\w+|_\w+|[a-z]+(?:[A-Z][a-z\d]+)+"
    r"|(?:[A-Z][a-z\d]+){2,}|[A-Za-z]\w+(?:\.[A-Za-z]\w+)+(?=\()|[A-Za-z]\w+(?=\(\)))(?![\w-])"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_MATHS = re.compile(r"\\[A-Za-z]+|[\^_]\{?\w|[=<>]|\\frac")
_GAP = re.compile(r"_{2,}")


class Marks(NamedTuple):
    """What a text holds: formulas and code spans without white space, identifiers, commands."""

    formulas: frozenset[str]
    codes: frozenset[str]
    identifiers: frozenset[str]
    commands: frozenset[str]

    @property
    def anything(self) -> bool:
        """Whether there is anything to be left intact."""
        return any(self)


def marks_of(text: str) -> Marks:
    """The marks of a text."""
    return Marks(
        formulas=frozenset(formulas_of(text)),
        codes=frozenset(codes_of(text)),
        identifiers=frozenset(identifiers_of(text)),
        commands=frozenset(_COMMAND.findall(text)),
    )


@lru_cache(maxsize=8)
def source_marks(text: str) -> Marks:
    """The marks of a source's text, remembered."""
    return marks_of(text)


def formulas_of(text: str) -> list[str]:
    r"""Formulas between ``$``, ``$$``, ``\(`` or ``\[``, white space aside; prices are none."""
    if "$" not in text and "\\" not in text:
        return []
    bodies = [found[found.lastindex or 0] for found in _FORMULA.finditer(text)]
    return [compact(body) for body in bodies if _MATHS.search(body) or len(body.split()) == 1]


def codes_of(text: str) -> list[str]:
    """Code spans, white space aside."""
    return [compact(body) for body in _CODE.findall(text)] if "`" in text else []


def identifiers_of(text: str) -> list[str]:
    """Words that only code has: ``read_file``, ``readFile``, ``ReadFile``, ``json.load(``."""
    return _IDENTIFIER.findall(_GAP.sub(" ", text))


def has_maths(text: str) -> bool:
    """Whether the text is written with formulas at all."""
    return bool(_MATHS.search(text))


@lru_cache(maxsize=8)
def source_compact(text: str) -> str:
    """A source's text without white space, remembered."""
    return compact(text)


def compact(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())
