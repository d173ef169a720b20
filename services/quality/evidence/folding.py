"""Text folded for comparison, with the way back to the offsets of every character."""

# ruff: noqa: RUF001 (typographic quotation marks and dashes are meant)

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DASHES = r"\-‐‑‒–—―−﹘﹣－"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_QUOTES = {
    **dict.fromkeys("‘’‚‛‹›`´′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
}
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))

_SPECIAL = re.compile(
    rf"""
    (?P<joint>(?<=[^\W\d_])(?:[{_DASHES}][ \t]*\n\s*|[{_DASHES}])(?=[^\W\d_]))
    | (?P<unseen>[{_UNSEEN}]+(?:[ \t]*\n\s*)?)
    | (?P<dash>\s*[{_DASHES}][\s{_DASHES}]*)
    | (?P<gap>\s+)
    | (?P<mark>[^\W\d_][\u0300-\u036f\u3099\u309a]+)
    """,
    re.VERBOSE,
)
_BECOMES = {"joint": "", "unseen": "", "dash": " - ", "gap": " "}


class _Characters(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded_character(chr(code))
        return folded


def _folded_character(character: str) -> str:
    if character in _QUOTES:
        return _QUOTES[character]
    if character in _SUPERSCRIPTS:  # "10²" is not "102"
        return f"^{_SUPERSCRIPTS[character]}"
    plain = unicodedata.normalize("NFKC", character).casefold().replace("\u2044", "/")
    if "/" in plain and len(plain) > 1:  # "1½" is not "11/2"
        return f" {plain}"
    return " ".join(plain.split()) or (" " if plain.isspace() else plain)


_CHARACTERS = _Characters()


def folded(text: str) -> str:
    """The text with case, white space, quotation marks, dashes and ligatures as one form each.

    A hyphen between letters is left out, at the end of a line too ("photo-⏎synthesis"): which of
    the two kinds it is cannot be told. Soft hyphens and other characters without a width go too.
    """
    return "".join(piece for piece, _, _ in _pieces(text)).strip()


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Folded runs with the span they come from; no two blanks in a row within one."""
    end = 0
    for found in _SPECIAL.finditer(text):
        if found.start() > end:
            yield text[end : found.start()].translate(_CHARACTERS), end, found.start()
        kind = found.lastgroup or ""
        if kind == "mark":
            piece = unicodedata.normalize("NFKC", found[0]).casefold()
        else:
            piece = _BECOMES[kind]
        yield piece, found.start(), found.end()
        end = found.end()
    if end < len(text):
        yield text[end:].translate(_CHARACTERS), end, len(text)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text folded; its character ``i`` comes from ``[starts[i], ends[i])`` of the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets of a run of the folded text that is not empty."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=512)
def fold_with_offsets(text: str) -> FoldedText:
    """The text as `folded` gives it, each character with its place in the original."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in _pieces(text):
        for character, left, right in _placed(piece, text, start, end):
            characters.append(character)
            starts.append(left)
            ends.append(right)
    whole = "".join(characters)
    left = len(whole) - len(whole.lstrip())
    right = len(whole.rstrip())
    return FoldedText(whole[left:right], tuple(starts[left:right]), tuple(ends[left:right]))


def _placed(piece: str, text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    if len(piece) == end - start:
        yield from ((each, start + at, start + at + 1) for at, each in enumerate(piece))
    elif _SPECIAL.fullmatch(text, start, end):
        yield from ((each, start, end) for each in piece)
    else:
        widths = [len(_CHARACTERS[ord(each)]) for each in text[start:end]]
        for at, (width, before) in enumerate(zip(widths, accumulate(widths, initial=0))):  # noqa: B905 (the sum has one more)
            for each in piece[before : before + width]:
                yield each, start + at, start + at + 1
