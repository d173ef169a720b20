"""The score of an artifact and its verdict: reproducible, made of named parts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.artifact import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.artifact import Finding


def score_of(parts: Mapping[str, float], weights: Mapping[str, float]) -> int:
    """The score: a hundred times the weighted mean of its parts, each 0 to 1, rounded down.

    Rounded down, so that 100 says that every part is whole.

    Args:
        parts: The shares, by name; at least one with a weight over 0.
        weights: Weights by the parts' names; a part without one weighs 1.
    """
    weighed = {name: weights.get(name, 1.0) for name in parts}
    total = math.fsum(weighed.values())
    if total <= 0:
        return 100
    # Through a rounding at the tenth digit: three thirds are a whole.
    mean = math.fsum(weighed[name] * share for name, share in parts.items()) / total
    return math.floor(round(100 * mean, 10))


def verdict_of(findings: Iterable[Finding], score: int, least: int) -> Verdict:
    """Whether an artifact may be published.

    Args:
        findings: Of all inspections. An error asks for a repair.
        score: The artifact's score.
        least: Under this score it fails whatever its findings are.
    """
    if score < least:
        return Verdict.FAIL
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return Verdict.REPAIR if errors else Verdict.PASS
