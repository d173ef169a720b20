"""Personal data in a text for learners that the source does not hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.quality.halving import halved
from services.quality.safety.personal import bare, found_in, held_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.source import Source
    from services.quality.inspection import Inspection, Subject

NOT_IN_SOURCE = "privacy.in_source"
"""Error: personal data that the source does not hold."""

_SUSPECT = re.compile(r"[@\d]")
"""No personal data of the kinds we know does without one of these."""


def inspect(subject: Subject) -> Inspection:
    """An error for each piece of personal data that the source does not hold; no share without.

    A message shows only its ends: a report goes to more people than a pack.
    """
    return halved(privacy_findings(subject.texts, subject.context.source))


def privacy_findings(texts: Iterable[tuple[str, str]], source: Source) -> list[Finding]:
    """The findings in texts with their paths."""
    findings: list[Finding] = []
    for path, text in texts:
        if not _SUSPECT.search(text):
            continue
        seen: set[str] = set()
        for kind, words in found_in(text):
            known = bare(words)
            # A number that several kinds match is one piece of data.
            if any(known in each or each in known for each in seen) or _is_held(known, source):
                continue
            seen.add(known)
            message = f"Holds {kind} that the source does not hold: {_masked(words)}"
            findings.append(
                Finding(
                    expectation=NOT_IN_SOURCE, severity=Severity.ERROR, path=path, message=message
                )
            )
    return findings


def _is_held(known: str, source: Source) -> bool:
    return any(known in each for each in held_in(source.text))


def _masked(words: str) -> str:
    return f"{words[:2]}…{words[-2:]}"
