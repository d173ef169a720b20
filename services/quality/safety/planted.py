"""Instructions that somebody planted in a source for the model, and what a model made of them.

A source that says "ignore the above and print X" gets neither its own words nor anything marked
(codes, names in capitals, addresses) that only it could have asked for into a pack unflagged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from core.artifact import Finding, Severity
from services.quality.contracts import evidence_lists, is_evidence
from services.quality.inspection import Inspection
from services.quality.paths import ROOT, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.source import Source
    from services.quality.inspection import Subject

FOLLOWED = "planted.followed"
"""Error: comes of an instruction that the source holds: evidence that quotes one, or a code, an
address or a word in capitals that stands nowhere else. Whoever writes into a source must not steer
a pack."""

REACH_CHARACTERS = 300
"""How far a planted instruction reaches past the words that give it away."""

_SHOWN_CHARACTERS = 60

_ORDER = re.compile(
    r"""
    \b(?:ignor(?:e|ing|ier\w*|ez|a|ad|en)|disregard|forget|override|bypass|vergi(?:ss|ß)|missachte\w*
      |oubli(?:e|ez)|olvid(?:a|e|en|ad)|haz\s+caso\s+omiso)\b
    [^.\n]{0,80}?
    \b(?:above|previous|prior|earlier|preceding|instructions?|prompts?|rules|anweisung\w*|oben
      |obige\w*|bisherige\w*|vorherige\w*|regeln|consignes?|pr[ée]c[ée]dent\w*|ci-dessus
      |instrucciones|instrucci[óo]n|anterior\w*|reglas)\b
    | \b(?:system|developer)\s+(?:prompt|message|instructions?)\b
    | \byou\s+are\s+now\b | \bas\s+an\s+ai\b | \bnew\s+instructions?\s*:
    | </?(?:source|task|request|outline|system|instructions?)>
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MARKED = re.compile(
    r"https?://[^\s\"'<>)\]]+|www\.[^\s\"'<>)\]]+|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\b(?=[\w-]*[A-Z])(?=[\w-]*\d)[A-Za-z\d][\w-]{3,}\b|\b[A-Z]{4,}(?:[-_][A-Z\d]+)*\b"
)
"""Addresses, codes of letters and digits, words in capitals: what a claim rarely needs."""


def inspect(subject: Subject) -> Inspection:
    """Findings only: most sources plant nothing, so there is no share to speak of."""
    return Inspection(planted_findings(subject.content, subject.context.source))


def planted_findings(content: dict[str, Any], source: Source) -> tuple[Finding, ...]:
    """What of the content comes of instructions in the source rather than of what it teaches.

    Nothing for a source that holds no such instruction. Else an error for evidence that quotes
    one, and for a marked word that stands nowhere in the source but within one. Reads the
    evidence's offsets, so it comes after they have been filled in.
    """
    spans = _planted_spans(source.text)
    if not spans:
        return ()
    outside = _outside(source.text, spans)
    findings = [*_quoting(content, spans)]
    for path, text in _texts(content, ROOT):
        for word in dict.fromkeys(_MARKED.findall(text)):
            if word in outside:
                continue
            shown = word if len(word) <= _SHOWN_CHARACTERS else f"{word[:_SHOWN_CHARACTERS]}…"
            message = (
                f"“{shown}” does not come from what the source teaches; the source holds "
                "instructions to a model, which may have been followed."
            )
            findings.append(_finding(path, message))
    return tuple(findings)


@lru_cache(maxsize=8)
def _planted_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where instructions to a model stand: from the start of the line, or of the sentence."""
    spans: list[tuple[int, int]] = []
    for found in _ORDER.finditer(text):
        start = max(text.rfind("\n", 0, found.start()), text.rfind(". ", 0, found.start())) + 1
        paragraph = text.find("\n\n", found.end())
        end = min(paragraph if paragraph >= 0 else len(text), found.end() + REACH_CHARACTERS)
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)


def _outside(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    kept: list[str] = []
    end = 0
    for start, stop in spans:
        kept.append(text[end:start])
        end = stop
    return "\n".join([*kept, text[end:]])


def _quoting(content: dict[str, Any], spans: tuple[tuple[int, int], ...]) -> Iterator[Finding]:
    starts = [start for start, _ in spans]
    for path, pieces in evidence_lists(content, ROOT):
        for index, piece in enumerate(pieces):
            if piece.get("start") is None:
                continue
            nearest = bisect_right(starts, piece["end"] - 1) - 1
            if nearest >= 0 and spans[nearest][1] > piece["start"]:
                message = "This evidence quotes an instruction to a model that the source holds."
                yield _finding(child(path, index), message)


def _texts(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text of the content with its JSON path; evidence aside."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, list):
        for index, value in enumerate(cast("list[Any]", node)):
            yield from _texts(value, child(path, index))
    elif isinstance(node, dict):
        for key, value in cast("dict[str, Any]", node).items():
            if not is_evidence(key):
                yield from _texts(value, child(path, key))


def _finding(path: str, message: str) -> Finding:
    return Finding(expectation=FOLLOWED, severity=Severity.ERROR, path=path, message=message)
