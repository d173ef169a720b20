"""Where sentences begin and end, and which of them are prose that can be shown as a claim."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import re
import warnings
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from services.nlp.frequency import zipf
from services.nlp.languages import language_of
from services.nlp.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.nlp.languages import Language

Span = tuple[int, int]
SHORTEST_COMMON, COMMON = 4, 4.0
"""Letters, and frequency on the Zipf scale, from which a word is no abbreviation."""

LONGEST_BLOCK = 6000
"""Characters handed to the segmenter at once; its rules are not linear in the text's length."""

_MARKER = r"(?:[-*•‣▪·–—+]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t]+"
LIST_MARKER = re.compile(rf"^[ \t]*{_MARKER}")
_BLOCK_START = re.compile(rf"^[ \t]*(?:#{{1,6}}[ \t]|\||>|```|~~~|{_MARKER})")
_LINE = re.compile(r"[^\n]*(?:\n|$)")
_CLOSERS = "\"'”’»«)]*_“"
_BOUNDARY = re.compile(
    rf"[.!?…]+[{re.escape(_CLOSERS)}]*(?:\[\d+\])*\s+(?=[\"'“‘„«»¿¡(\[*_]?[^\W_]|`)"
)
_LAST_WORD = re.compile(r"(\S+)$")
_ROMAN = re.compile(r"^[IVXL]+$")
_OPENERS = "\"'“‘„«»(¿¡[*_"


def sentences_of(text: str, language: str) -> list[Span]:
    """The spans of the text's sentences, in order and apart, without surrounding white space.

    Every character that is not white space lies in one span; `text[start:end]` is the sentence to
    the letter, line breaks inside it included. Headings, list items and table rows are spans of
    their own.
    """
    table = language_of(language)
    spans: list[Span] = []
    for start, end in _blocks(text):
        cuts = [start, *(start + cut for cut in _cuts(text[start:end], table)), end]
        for left, right in pairwise(cuts):
            trimmed = _trim(text, left, right)
            if trimmed is not None:
                spans.append(trimmed)
    return spans


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(bare)


def _blocks(text: str) -> Iterator[Span]:
    """Runs of lines that can hold one sentence: blank lines, markers and short lines part them."""
    start = 0
    lines = [match.span() for match in _LINE.finditer(text) if match.end() > match.start()]
    for index, (_, line_end) in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following is not None and not _parts(text, (start, line_end), following):
            continue
        yield from _bounded(text, start, line_end)
        start = line_end


def _parts(text: str, block: Span, following: Span) -> bool:
    """Whether a new block begins with the following line."""
    line = text[block[0] : block[1]].rstrip("\n").rpartition("\n")[2]
    successor = text[following[0] : following[1]]
    if not line.strip() or not successor.strip() or _BLOCK_START.match(successor):
        return True
    if re.match(r"^[ \t]*(?:#{1,6}[ \t]|\||```|~~~)", line):
        return True
    # A short line without a closing mark above a line with a capital is a heading, not a wrap.
    short = len(line.strip()) * 2 < len(successor.strip())
    opens = successor.lstrip()[:1].isupper()
    return short and opens and line.rstrip()[-1:] not in ".!?,;:-"


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST_BLOCK:
        window = text[start : start + LONGEST_BLOCK]
        marks = [match.end() for match in _BOUNDARY.finditer(window)]
        blank = window.rfind(" ")
        cut = marks[-1] if marks else blank + 1 if blank > 0 else LONGEST_BLOCK
        yield start, start + cut
        start += cut
    yield start, end


@cache
def _segmenter(code: str) -> Any:
    # Late, since all its languages' rules are compiled on import; by name, since it has no types.
    with warnings.catch_warnings():
        # Its sources hold escapes that Python warns of when it compiles them for the first time.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", SyntaxWarning)
        pysbd = import_module("pysbd")
        known: dict[str, object] = import_module("pysbd.languages").LANGUAGE_CODES
    return pysbd.Segmenter(language=code if code in known else "en", clean=False)


def _cuts(block: str, language: Language) -> list[int]:
    """Offsets in the block at which a sentence after the first begins."""
    flat = block.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if not flat.strip():
        return []
    proposed = {match.end() for match in _BOUNDARY.finditer(flat) if _level(flat, match.end())}
    proposed.update(_segmented(flat, language))
    return sorted(cut for cut in proposed if _is_boundary(flat, cut, language))


def _segmented(flat: str, language: Language) -> list[int]:
    """Where pysbd begins a sentence.

    Its own spans repeat and lose text when a sentence occurs twice or a rule rewrote a character,
    so its pieces are looked up in order here; a piece that is not found leaves no cut.
    """
    try:
        pieces = _segmenter(language.code).processor(flat).process()
    except (re.error, IndexError, TypeError, ValueError):
        # Its rules put words of the text into patterns unescaped; odd text breaks them.
        return []
    cuts: list[int] = []
    position = 0
    for piece in pieces:
        bare = piece.strip()
        found = flat.find(bare, position, position + len(bare) + 40) if bare else -1
        if found < 0:
            continue
        if found:
            cuts.append(found)
        position = found + len(bare)
    return cuts


def _level(flat: str, position: int) -> bool:
    """Whether no bracket is open at this place (looking back over at most one long sentence)."""
    before = flat[max(0, position - 400) : position]
    return before.count("(") <= before.count(")") and before.count("[") <= before.count("]")


def _is_boundary(flat: str, cut: int, language: Language) -> bool:
    left = flat[:cut].rstrip()
    match = _LAST_WORD.search(left[-80:])
    opening = flat[cut:].lstrip(_OPENERS + " ")[:40]
    if match is None or not opening:
        return False
    if opening[0] == "`":  # a command keeps its small letter at the start of a sentence
        opening = opening[1:].capitalize() or opening
    last = match[1].rstrip(_CLOSERS)
    if last.endswith(("!", "?", "…")):
        return not opening[0].islower()
    if not last.endswith("."):
        return False
    if opening[0].islower():
        return _begins_small(fold(last[:-1]), opening, language)
    return not _abbreviates(last, left, opening, language)


def _begins_small(last: str, opening: str, language: Language) -> bool:
    """Whether a sentence may begin with a small letter here ("… from. git fetch downloads …").

    So it may behind a common word that shortens no other, with a word that is no function word.
    """
    first_word = fold(re.split(r"[^\w'’]", opening, maxsplit=1)[0])
    common = len(last) >= SHORTEST_COMMON and zipf(last, language.code) >= COMMON
    known = last in language.abbreviations or last in language.closing_abbreviations
    return common and not known and first_word not in language.closed


def _abbreviates(last: str, left: str, opening: str, language: Language) -> bool:
    """Whether the full stop that ends ``last`` belongs to a shortened word or an ordinal."""
    bare = fold(last.strip(_OPENERS)[:-1])
    first_word = fold(re.split(r"[^\w'’]", opening, maxsplit=1)[0])
    begins_anew = first_word in language.closed and opening[0].isupper()
    if bare in language.closing_abbreviations:
        return opening[0].isdigit() or (language.grammar == "capitals" and not begins_anew)
    if bare in language.abbreviations:
        return True
    if re.fullmatch(r"[^\W\d_](?:\.-?[^\W\d_])*", bare):  # initials, "z. B.", "U.S."
        return not begins_anew or _follows_initial(left, last)
    if language.grammar == "capitals":
        ordinal = bare.isdigit() and len(bare) <= 2  # noqa: PLR2004 (days and centuries)
        return (ordinal or bool(_ROMAN.match(last[:-1]))) and not begins_anew
    return False


def _follows_initial(left: str, last: str) -> bool:
    """Whether another one-letter abbreviation stands before, as in "z. B." or "J. S."."""
    before = left[: len(left) - len(last)].rstrip()
    return bool(re.search(r"(?:^|[\s(])[^\W\d_]\.$", before))
