"""The contract of the one-pager: what a busy reader takes away from one page."""

from __future__ import annotations

from typing import Annotated

from core.contract import Contract, Evidences, Range, sized

EXECUTIVE_SUMMARY = Range(100, 500)
TAKEAWAYS = Range(3, 7)
TAKEAWAY = Range(20, 400)
MAIN_CONTENT = Range(200, 1500)


class Takeaway(Contract):
    """One thing to remember."""

    text: Annotated[str, sized(TAKEAWAY)]
    evidence: Evidences


class OnePager(Contract):
    """The one-pager."""

    executive_summary: Annotated[str, sized(EXECUTIVE_SUMMARY)]
    executive_summary_evidence: Evidences
    key_takeaways: Annotated[list[Takeaway], sized(TAKEAWAYS)]
    main_content: Annotated[str, sized(MAIN_CONTENT)]
    main_content_evidence: Evidences
