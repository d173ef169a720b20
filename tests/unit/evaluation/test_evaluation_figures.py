from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from core.artifact import QualityReport, Usage
from services.evaluation import Figures, figures_of, share_of_evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.evaluation import Judgement


def test_a_lost_answer_counts_as_nothing(judged: Callable[..., Judgement]) -> None:
    """An answer without content lowers score and evidence, and is no artifact to have findings."""
    lost = judged("honey", passed=False, error="malformed_answer: x", score=0, evidence=0.0)
    figures = figures_of("faqs", [judged("soil", score=90, errors=1, warnings=3), lost])
    assert (figures.score, figures.evidence_rate, figures.contract_pass_rate) == (45, 0.5, 0.5)
    assert (figures.errors_per_artifact, figures.warnings_per_artifact) == (1, 3)


def test_with_nothing_made_there_are_no_findings(judged: Callable[..., Judgement]) -> None:
    """Where no content came there is no number of findings, not zero of them."""
    figures = figures_of("faqs", [judged(passed=False)])
    assert figures.errors_per_artifact is None
    assert figures.warnings_per_artifact is None


def test_what_a_lost_answer_took_is_counted(judged: Callable[..., Judgement]) -> None:
    """Tokens and cost are those of all answers; one unknown price makes the sum unknown."""
    figures = figures_of("faqs", [judged("soil"), judged("honey", passed=False)])
    assert (figures.tokens, figures.usage.calls, figures.usage.cost_usd) == (220, 2, 0.5)
    unknown = judged("salt", usage=Usage(input_tokens=1, cost_usd=None))
    assert figures_of("faqs", [judged(), unknown]).usage.cost_usd is None


def test_figures_are_written_with_what_follows_from_them(judged: Callable[..., Judgement]) -> None:
    """The document has rates and sums in it, and is read back as the same figures."""
    figures = figures_of("faqs", [judged("soil"), judged("honey", score=50)])
    document = figures.model_dump(mode="json")
    assert document["score"] == 75
    assert document["usage"]["input_tokens"] == 200
    assert [each["sample"] for each in document["judgements"]] == ["honey", "soil"]
    assert Figures.model_validate(document) == figures


def test_no_answers_are_no_figures() -> None:
    """A template that was not judged has no figures."""
    with pytest.raises(ValidationError):
        figures_of("faqs", [])


def test_the_evidence_is_the_checks_own_figure() -> None:
    """The evidence rate is the part of the check's score that has this name."""
    assert share_of_evidence(QualityReport(scores={"evidence": 0.5, "language": 1.0})) == 0.5
