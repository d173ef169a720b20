"""The share of an inspection that is about single faults which no artifact should have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.artifact import Severity
from services.quality.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.artifact import Finding

FAULT_SHARE = 0.5
"""What each faulty text leaves of the share. A share of texts would hardly move the score for one
leak among fifty texts, and a share of all or nothing would not move it when one of two is mended.
"""


def halved(findings: Iterable[Finding]) -> Inspection:
    """The findings; without errors among them no share, else a share halved by each faulty text."""
    found = tuple(findings)
    faulty = {each.path for each in found if each.severity is Severity.ERROR}
    return Inspection(found, FAULT_SHARE ** len(faulty) if faulty else None)
