"""Claims of one artifact that repeat one another, to the letter or nearly so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from core.artifact import Finding, Severity
from services.quality.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.content_type import Row
    from services.quality.inspection import Subject

EXACT = "duplicates.exact"
"""Error: says the same as an earlier claim. It takes the place of something else to learn."""

NEAR = "duplicates.near"
"""Warning: says nearly the same as an earlier claim. Whether the difference matters is for a person
to say."""

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


SAME_QUOTE_RATIO = 74.0
"""Percent of equal characters, words sorted, from which two claims that rest on the same quotes
look alike. "What is X?" and "Why does X matter?" may well rest on one sentence, and score less."""

_FILLER_WORDS = (
    "a an the then exactly actually really just own so ein eine einen einem einer eines der die "
    "das den dem des denn genau eigentlich also nun le la les l un une donc alors exactement au "
    "juste el los las uno una unos unas pues entonces exactamente"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
"""Articles, and words that a question may have or not: they tell nothing apart."""


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
    quotes: frozenset[str]
    counted: Counter[str]


def inspect(subject: Subject) -> Inspection:
    """The claims of one artifact; the share of those that repeat no earlier one."""
    column, content = subject.content_type.checks.claim, subject.content
    result = find_duplicates(subject.rows, column, quotes_by_path(content))
    return Inspection(result.findings, result.share)


def quotes_by_path(content: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """What each item of a content's lists rests on, by its path: quotes in small letters."""
    lists = {name: cast("list[Any]", each) for name, each in content.items() if type(each) is list}
    return {
        f"$.{name}[{index}]": _quotes(cast("dict[str, Any]", item)["evidence"])
        for name, items in lists.items()
        for index, item in enumerate(items)
        if isinstance(item, dict) and "evidence" in item
    }


def _quotes(evidence: Sequence[Mapping[str, str]]) -> frozenset[str]:
    return frozenset(" ".join(_WORD.findall(each["quote"].casefold())) for each in evidence)


def find_duplicates(
    rows: Sequence[Row], column: str | None, quotes: Mapping[str, frozenset[str]] | None = None
) -> DuplicatesResult:
    """Compare the texts in the column with one another; case, marks and white space aside.

    A claim equal to an earlier one is an error, one that nearly is, a warning. Rows without a
    text in the column claim nothing. ``quotes`` are what a row's claim rests on, by its path:
    claims that share all of them may differ more and still be alike.
    """
    claims = [
        _claim(row.path, text, (quotes or {}).get(row.path, frozenset()))
        for row in rows
        if column and (text := row.values.get(column))
    ]
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


def _claim(path: str, text: str, quotes: frozenset[str]) -> _Claim:
    words = tuple(_WORD.findall(text.casefold()))
    kept = sorted(word for word in words if word not in _FILLERS)
    # A single letter may number something ("vitamin a"): no filler between two claims that have it.
    counted = Counter(word for word in words if word not in _FILLERS or len(word) == 1)
    return _Claim(path, words, " ".join(kept or words), quotes, counted)


def _finding(name: str, severity: Severity, path: str, message: str) -> Finding:
    return Finding(expectation=name, severity=severity, path=path, message=message)


def _near(claim: _Claim, earlier: Sequence[_Claim]) -> _Claim | None:
    from rapidfuzz import fuzz  # noqa: PLC0415 (an extension that only a check needs)

    for other in earlier:
        same = claim.quotes and claim.quotes == other.quotes
        least = SAME_QUOTE_RATIO if same else NEAR_RATIO
        ratio = fuzz.ratio(claim.ordered, other.ordered, score_cutoff=least)
        if ratio and not _tell_apart(claim, other):
            return other
    return None


def _tell_apart(one: _Claim, other: _Claim) -> bool:
    """Whether a word that makes a difference stands in one claim and in no form in the other."""
    from rapidfuzz import fuzz  # noqa: PLC0415 (an extension that only a check needs)

    ours, theirs = one.counted, other.counted
    for left, right in ((ours - theirs, theirs), (theirs - ours, ours)):
        for word in left:
            if not _TELLING.fullmatch(word):
                continue
            if word[0].isdigit() or not any(fuzz.ratio(word, form) >= FORM_RATIO for form in right):
                return True
    return False
