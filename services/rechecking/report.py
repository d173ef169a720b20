"""What checking a pack again came to."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, computed_field

from core.artifact import Finding, Severity, Verdict
from core.pack import CoverageRow
from services.quality.check import EVIDENCE


class RecheckedArtifact(BaseModel):
    """One artifact: what it scores now, and what it scored when it was made."""

    model_config = ConfigDict(frozen=True)

    content_type: str
    title: str
    items: Annotated[int, Field(ge=0, description="Rows the check looked at now")] = 0
    score: Annotated[int | None, Field(description="None: it breaks its contract")]
    score_then: int
    scores: Annotated[
        dict[str, float], Field(description="Named parts of the score, 0 to 1; empty: none")
    ] = {}
    scores_then: Annotated[dict[str, float], Field(description="The same when it was made")] = {}
    verdict: Verdict
    findings: tuple[Finding, ...] = ()

    @computed_field
    @property
    def evidence_rate(self) -> float | None:
        """Share of its quotes that stand in the source, 0 to 1; None: it breaks its contract."""
        return self.scores.get(EVIDENCE)

    @computed_field
    @property
    def evidence_rate_then(self) -> float | None:
        """The same when it was made; None: its pack does not say."""
        return self.scores_then.get(EVIDENCE)


class Recheck(BaseModel):
    """A whole pack: its artifacts, and what was found across them and in the pack's file."""

    model_config = ConfigDict(frozen=True)

    title: str
    source_sha256: Annotated[str, Field(description="Of the text it was checked against")]
    artifacts: tuple[RecheckedArtifact, ...]
    findings: Annotated[
        tuple[Finding, ...], Field(description="Across artifacts, and about the pack's file")
    ] = ()
    objectives: tuple[CoverageRow, ...] = ()
    sections: tuple[CoverageRow, ...] = ()

    @computed_field
    @property
    def passed(self) -> bool:
        """Nothing speaks against the pack: no error, no broken contract, no score too low."""
        failing = any(each.verdict is not Verdict.PASS for each in self.artifacts)
        return not failing and not any(each.severity is Severity.ERROR for each in self.findings)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """The artifacts' findings with their types, then those of the pack."""
        return (
            *(
                finding.model_copy(update={"content_type": each.content_type})
                for each in self.artifacts
                for finding in each.findings
            ),
            *self.findings,
        )
