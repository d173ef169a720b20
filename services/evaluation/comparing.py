"""Comparing a candidate with the template in use, and the rule by which it is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.figures import Figures


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a candidate is proposed, and why, in one sentence."""

    proposed: bool
    reason: str


class Comparison(BaseModel):
    """One type's template in use and its candidate, side by side."""

    model_config = ConfigDict(frozen=True)

    content_type: str
    origin: Annotated[str, Field(description="Where the candidate came from")]
    current: Figures | None
    candidate: Annotated[
        Figures | None, Field(description="None: it could not be used, and no call was made")
    ]
    proposed: bool
    reason: str
    proposal: Annotated[
        str | None, Field(description="The proposed template, relative to the report's folder")
    ] = None


def decide(current: Figures, candidate: Figures) -> Decision:
    """The rule: a candidate is proposed exactly when all of this holds on the same samples.

    1. Its mean score is not lower than the current template's.
    2. Nor is its contract pass rate, nor its evidence rate: a better mark elsewhere does not make
       up for answers that cannot be used or quotes that are not in the source.
    3. Its answers took fewer tokens in all, input and output together.
    """
    if _samples(current) != _samples(candidate):
        raise AssertionError("templates are compared on the same samples")
    for what, before, after in (
        ("score", current.score, candidate.score),
        ("contract pass rate", current.contract_pass_rate, candidate.contract_pass_rate),
        ("evidence rate", current.evidence_rate, candidate.evidence_rate),
    ):
        if after < before:
            return Decision(
                proposed=False, reason=f"The {what} is lower: {_two(after)} after {_two(before)}."
            )
    tokens = f"{candidate.tokens:,} after {current.tokens:,}"
    if candidate.tokens >= current.tokens:
        return Decision(proposed=False, reason=f"The tokens are not fewer: {tokens}.")
    return Decision(proposed=True, reason=f"As good, with fewer tokens: {tokens}.")


def compare(current: Figures, candidate: Figures, origin: str) -> Comparison:
    """The two side by side, with the decision."""
    decision = decide(current, candidate)
    name = current.content_type
    return Comparison(
        content_type=name,
        origin=origin,
        current=current,
        candidate=candidate,
        proposed=decision.proposed,
        reason=decision.reason,
        proposal=f"{name}/draft.md.j2" if decision.proposed else None,
    )


def refused(content_type: str, origin: str, reason: str) -> Comparison:
    """A candidate that cannot be used: nothing was evaluated."""
    return Comparison(
        content_type=content_type,
        origin=origin,
        current=None,
        candidate=None,
        proposed=False,
        reason=reason,
    )


def _samples(figures: Figures) -> list[str]:
    return [each.sample for each in figures.judgements]


def _two(number: float) -> str:
    return f"{number:.2f}"
