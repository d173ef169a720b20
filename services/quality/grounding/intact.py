"""Maths and code of the source that an artifact repeats: to the character, or it is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.quality.grounding.marks import (
    codes_of,
    formulas_of,
    identifiers_of,
    source_compact,
    source_marks,
)
from services.quality.halving import halved

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from core.source import Source
    from services.quality.grounding.marks import Marks
    from services.quality.inspection import Inspection, Subject

FORMULA = "intact.formula"
"""Error: a formula of the source was changed, is not closed, or lost a backslash."""
CODE = "intact.code"
"""Error: code or a name in code of the source was changed."""
CHARACTERS = "intact.characters"
"""Error: a control character, as an eaten backslash leaves it."""

ALIKE_RATIO = 75.0
"""Percent of equal characters from which a formula or a code span is taken for one of the source's,
changed: what differs more says something else, and is for the check of evidence."""

SHORTEST_ALIKE = 4
"""Characters under which two formulas are always alike: ``$a$`` is not a changed ``$b$``."""

IDENTIFIER_SLIPS = 2
"""Changed, missing or added characters up to which an identifier is taken for one of the source's,
misspelt; a short one may have a single slip."""

SHORT_IDENTIFIER = 8
"""Characters under which an identifier is short."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|\t(?=(?:imes|ext|heta|an|au|o|frac)(?![a-z]))")
"""Control characters: no text has them, and an eaten backslash leaves them (``\\frac``: a form
feed and "rac")."""

_DOLLAR = re.compile(r"(?<!\\)\$")
_PRICE = re.compile(r"(?<!\\)\$\s?\d[\d.,]*(?!\S*[\\^_={}$])|\bUS\$|\bA\$")
_EATEN = re.compile(r"(?<![\\A-Za-z])rac\{")
_IN_DOLLARS = re.compile(r"(?<!\\)\$([^$\n]*\\[^$\n]*)(?<!\\)\$")
_BRACE = re.compile(r"(?<!\\)[{}]")
_JOINS_BEFORE = re.compile(r"[\\\w]")
_JOINS_AFTER = re.compile(r"[\w^]")
_BARE_COMMAND = re.compile(r"(?<![\\A-Za-z])([A-Za-z]{2,})(?=\{|_\{|\^\{|_\d|\^\d)")


def inspect(subject: Subject) -> Inspection:
    """Findings, and a share halved by each text with an error; all findings are errors."""
    return halved(intact_findings(subject.texts, subject.context.source))


def intact_findings(texts: Iterable[tuple[str, str]], source: Source) -> list[Finding]:
    """The findings in texts with their paths."""
    marks = source_marks(source.text)
    return [
        Finding(expectation=name, severity=Severity.ERROR, path=path, message=message)
        for path, text in texts
        for name, message in _faults(text, marks, source)
    ]


def _faults(text: str, marks: Marks, source: Source) -> Iterator[tuple[str, str]]:
    if _CONTROL.search(text):
        yield CHARACTERS, "Holds a control character: a backslash was lost on the way."
    of_maths = list(_faults_of_maths(text, marks)) if marks.formulas or marks.commands else []
    yield from of_maths
    if not of_maths:
        yield from _faults_of_any_maths(text, source)
    if marks.codes or marks.identifiers:
        yield from _faults_of_code(text, marks, source)


def _faults_of_any_maths(text: str, source: Source) -> Iterator[tuple[str, str]]:
    """What is wrong with a formula whatever the source holds."""
    if _EATEN.search(text) and not _CONTROL.search(text) and not _EATEN.search(source.text):
        yield FORMULA, "“rac{…}” has lost the beginning of its command: a backslash was eaten."
    elif "$" in text and any(map(_unbalanced, _IN_DOLLARS.findall(text))):
        yield FORMULA, "A formula opens a brace that it does not close, or closes one too many."


def _unbalanced(formula: str) -> bool:
    depth = 0
    for brace in _BRACE.findall(formula):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return True
    return depth > 0


def _faults_of_maths(text: str, marks: Marks) -> Iterator[tuple[str, str]]:
    if "$" in text and len(_DOLLAR.findall(_PRICE.sub("", text))) % 2:
        yield FORMULA, "A formula is opened and not closed: the number of “$” is odd."
    for formula in dict.fromkeys(formulas_of(text)):
        changed = _changed(formula, marks.formulas)
        if changed:
            yield FORMULA, f"“{formula}” is “{changed}” in the source."
    for command in dict.fromkeys(_BARE_COMMAND.findall(text)):
        if command in marks.commands:
            yield FORMULA, f"“{command}” has lost the backslash that it has in the source."


def _faults_of_code(text: str, marks: Marks, source: Source) -> Iterator[tuple[str, str]]:
    told: set[str] = set()
    for code in dict.fromkeys(codes_of(text)):
        changed = (
            None if _within(code, source_compact(source.text)) else _changed(code, marks.codes)
        )
        if changed:
            told.add(code)
            yield CODE, f"“{code}” is “{changed}” in the source."
    for name in dict.fromkeys(identifiers_of(text)):
        if any(name in code for code in told) or _within(name, source.text):
            continue
        meant = _misspelt(name, marks.identifiers)
        if meant:
            yield CODE, f"“{name}” is “{meant}” in the source."


def _changed(one: str, originals: Collection[str]) -> str | None:
    """The original that this one nearly is; None when it is one itself, or like none."""
    if one in originals or len(one) < SHORTEST_ALIKE:
        return None
    from rapidfuzz import fuzz  # noqa: PLC0415 (an extension that only a check needs)

    if any(_within(one, original) for original in originals):
        return None
    nearest = max(originals, key=lambda each: fuzz.ratio(one, each), default=None)
    alike = nearest is not None and fuzz.ratio(one, nearest) >= ALIKE_RATIO
    return nearest if alike and nearest and not _only_numbers_differ(one, nearest) else None


def _within(part: str, whole: str) -> bool:
    """Whether it stands there by itself: not as the rest of a command or of a longer name."""
    start = whole.find(part)
    while start >= 0:
        end = start + len(part)
        before, after = whole[max(0, start - 1) : start], whole[end : end + 1]
        if not (_JOINS_BEFORE.match(before) or _JOINS_AFTER.match(after)):
            return True
        start = whole.find(part, start + 1)
    return False


def _misspelt(name: str, originals: Collection[str]) -> str | None:
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 (only a check needs it)

    slips = 1 if len(name) < SHORT_IDENTIFIER else IDENTIFIER_SLIPS
    for original in originals:
        if name in {
            f"{original}s",
            original.removesuffix("s"),
            f"{original[:1].upper()}{original[1:]}",
        }:
            return None
        distance = DamerauLevenshtein.distance(name, original, score_cutoff=slips)
        if 0 < distance <= slips and not _only_numbers_differ(name, original):
            return original
    return None


def _only_numbers_differ(one: str, other: str) -> bool:
    """``x_1`` and ``x_2`` are two names; a changed number is for the check of numbers."""
    return re.sub(r"\d+", "0", one) == re.sub(r"\d+", "0", other)
