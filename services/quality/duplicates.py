"""Claims of one artifact that repeat one another, to the letter or nearly so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.quality.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.content_type import Row
    from services.quality.inspection import Subject

EXACT = "duplicates.exact"
NEAR = "duplicates.near"

NEAR_RATIO = 85.0
"""Percent of equal characters, words sorted, from which two claims look alike. Rewordings of one
question score so much even when they are short; questions about different things of one kind do
too, and are told apart by a telling word that differs."""

FORM_RATIO = 85.0
"""Percent of equal characters from which two words are forms of one: "absorbs" and "absorb" score
92, "chloroplast" and "chromoplast" 82."""

MAX_COMPARED = 200
"""Claims compared each with each (every artifact has fewer): bounds the cost."""

_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"\w{4,}|\w*\d\w*|\w|[ivxlc]{2,}")
"""Words that make a difference: long ones, numbers, letters that number, Roman numerals."""


@dataclass(frozen=True, slots=True)
class DuplicatesResult:
    """What comparing found. ``share`` is the part of the claims that repeat no earlier one."""

    findings: tuple[Finding, ...]
    share: float


@dataclass(frozen=True, slots=True)
class _Claim:
    path: str
    words: tuple[str, ...]
    ordered: str


def inspect(subject: Subject) -> Inspection:
    """The claims of one artifact; the share of those that repeat no earlier one."""
    result = find_duplicates(subject.rows, subject.content_type.checks.claim)
    return Inspection(result.findings, result.share)


def find_duplicates(rows: Sequence[Row], column: str | None) -> DuplicatesResult:
    """Compare the texts in the column with one another; case, marks and white space aside.

    A claim equal to an earlier one is an error, one that nearly is, a warning. Rows without a
    text in the column claim nothing.
    """
    claims = [_claim(row.path, text) for row in rows if column and (text := row.values.get(column))]
    findings: list[Finding] = []
    first: dict[tuple[str, ...], str] = {}
    for position, claim in enumerate(claims):
        if claim.words in first:
            message = f"Says the same as {first[claim.words]}."
            findings.append(_finding(EXACT, Severity.ERROR, claim.path, message))
            continue
        first[claim.words] = claim.path
        near = _near(claim, claims[: min(position, MAX_COMPARED)])
        if near:
            message = f"Says nearly the same as {near.path}."
            findings.append(_finding(NEAR, Severity.WARNING, claim.path, message))
    return DuplicatesResult(tuple(findings), 1 - len(findings) / len(claims) if claims else 1.0)


def _claim(path: str, text: str) -> _Claim:
    words = tuple(_WORD.findall(text.casefold()))
    return _Claim(path, words, " ".join(sorted(words)))


def _finding(name: str, severity: Severity, path: str, message: str) -> Finding:
    return Finding(expectation=name, severity=severity, path=path, message=message)


def _near(claim: _Claim, earlier: Sequence[_Claim]) -> _Claim | None:
    from rapidfuzz import fuzz  # noqa: PLC0415 (an extension that only a check needs)

    for other in earlier:
        ratio = fuzz.ratio(claim.ordered, other.ordered, score_cutoff=NEAR_RATIO)
        if ratio and not _tell_apart(claim, other):
            return other
    return None


def _tell_apart(one: _Claim, other: _Claim) -> bool:
    """Whether a word that makes a difference stands in one claim and in no form in the other."""
    from rapidfuzz import fuzz  # noqa: PLC0415 (an extension that only a check needs)

    ours, theirs = Counter(one.words), Counter(other.words)
    for left, right in ((ours - theirs, theirs), (theirs - ours, ours)):
        for word in left:
            if not _TELLING.fullmatch(word):
                continue
            if word[0].isdigit() or not any(fuzz.ratio(word, form) >= FORM_RATIO for form in right):
                return True
    return False
