"""The figures of one template: what its answers to the golden samples were worth, and cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, computed_field

from core.artifact import Severity, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.artifact import QualityReport

EVIDENCE = "evidence"


class Judgement(BaseModel):
    """A model's first answer to one template on one golden sample, as the check sees it.

    An answer that no content can be made of has no findings; its score and evidence are 0.
    """

    model_config = ConfigDict(frozen=True)

    sample: Annotated[str, Field(description="Name of the golden sample")]
    passed: Annotated[bool, Field(description="Content that satisfies the contract came of it")]
    error: Annotated[str, Field(description="Why none did")] = ""
    score: Annotated[int, Field(ge=0, le=100)] = 0
    evidence: Annotated[float, Field(ge=0, le=1, description="Share of quotes in the source")] = 0.0
    errors: Annotated[int, Field(ge=0)] = 0
    warnings: Annotated[int, Field(ge=0)] = 0
    usage: Usage = Usage()
    cached: Annotated[bool, Field(description="No call was made for it in this run")] = False
    prompt_sha256: str


class Figures(BaseModel):
    """What one template of a content type is worth.

    Rates and score are means over all answers, those without content count as 0; findings are
    means over the artifacts; tokens and cost are sums over all answers.
    """

    model_config = ConfigDict(frozen=True)

    content_type: str
    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)]

    @computed_field
    @property
    def contract_pass_rate(self) -> float:
        """Share of the answers that content came of."""
        return self._mean(lambda each: float(each.passed))

    @computed_field
    @property
    def evidence_rate(self) -> float:
        """Mean share of quotes that stand in their source."""
        return self._mean(lambda each: each.evidence)

    @computed_field
    @property
    def score(self) -> float:
        """Mean score, 0 to 100."""
        return self._mean(lambda each: each.score)

    @computed_field
    @property
    def errors_per_artifact(self) -> float | None:
        """Mean number of findings that speak against publishing; None when nothing was made."""
        return self._mean_of_artifacts(lambda each: each.errors)

    @computed_field
    @property
    def warnings_per_artifact(self) -> float | None:
        """Mean number of findings that a person should look at; None when nothing was made."""
        return self._mean_of_artifacts(lambda each: each.warnings)

    @computed_field
    @property
    def usage(self) -> Usage:
        """What all answers took, whether or not they were paid for in this run."""
        return sum((each.usage for each in self.judgements), start=Usage())

    @property
    def tokens(self) -> int:
        """Input and output tokens of all answers."""
        return self.usage.input_tokens + self.usage.output_tokens

    @property
    def cached(self) -> bool:
        """No call was made for any of the answers."""
        return all(each.cached for each in self.judgements)

    def _mean(self, of: Callable[[Judgement], float]) -> float:
        return math.fsum(of(each) for each in self.judgements) / len(self.judgements)

    def _mean_of_artifacts(self, of: Callable[[Judgement], float]) -> float | None:
        made = [of(each) for each in self.judgements if each.passed]
        return math.fsum(made) / len(made) if made else None


def figures_of(content_type: str, judgements: Sequence[Judgement]) -> Figures:
    """The figures of a template from its answers, in the order of the samples' names."""
    ordered = sorted(judgements, key=lambda each: each.sample)
    return Figures(content_type=content_type, judgements=tuple(ordered))


def share_of_evidence(report: QualityReport) -> float:
    """The part of the score that says how many quotes stand in the source, 0 to 1."""
    return report.scores[EVIDENCE]


def count(report: QualityReport, severity: Severity) -> int:
    """How many findings have this severity."""
    return sum(finding.severity is severity for finding in report.findings)
