"""What the source holds itself: nobody's fault when an artifact repeats it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.source import Source

WORD = re.compile(r"[\w'’]+")  # noqa: RUF001 (typographic apostrophe)


def holds(source: Source, words: str) -> bool:
    """Whether the words stand in the source's text, title or origin; case and line breaks aside."""
    sought = _flatten(words)
    return sought in _flat_text(source.text) or sought in _flatten(
        f"{source.title}\n{source.origin}"
    )


def holds_in_words(source: Source, words: str) -> bool:
    """Whether the source's text holds these words in a row, whatever stands between them.

    Args:
        source: The source.
        words: In small letters, single blanks between them.
    """
    return f" {words} " in _words_of(source.text)


@lru_cache(maxsize=8)
def _words_of(text: str) -> str:
    return f" {' '.join(WORD.findall(text.lower()))} "


@lru_cache(maxsize=8)
def _flat_text(text: str) -> str:
    return _flatten(text)


def _flatten(text: str) -> str:
    return " ".join(text.casefold().split())
