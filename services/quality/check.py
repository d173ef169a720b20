"""The check of one artifact: contract, evidence, expectations, duplicates, language."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.artifact import Finding, QualityReport, Severity, Verdict
from services.quality.contracts import apply_contract
from services.quality.duplicates import find_duplicates
from services.quality.evidence import verify_evidence
from services.quality.expectations import evaluate
from services.quality.language import language_findings
from services.quality.paths import ROOT
from services.quality.planted import planted_findings
from services.quality.texts import count_words, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.content_type import CheckContext, ContentType


@dataclass(frozen=True, slots=True)
class Checked:
    """Content that satisfies its contract, evidence filled in, and what the check found in it.

    ``items`` counts the rows that were checked by themselves, the artifact as a whole aside;
    ``repairs`` names what had to be mended in the answer's JSON before.
    """

    content: dict[str, Any]
    report: QualityReport
    items: int
    repairs: tuple[str, ...] = ()


def check_content(
    content_type: ContentType, answer: dict[str, Any], context: CheckContext
) -> Checked:
    """Check an answer of this content type against its contract, its source and its expectations.

    Raises:
        ContractError: The answer breaks the contract; names the first broken fields.
    """
    checks = content_type.checks
    validated = apply_contract(content_type, answer)
    content = validated.model_dump(mode="json")
    evidence = verify_evidence(content, context.source)
    rows = list(checks.rows(content, context))
    expectations = evaluate(rows, checks.expectations)
    duplicates = find_duplicates(rows, checks.claim)
    texts = list(checks.texts(content) if checks.texts else texts_of(validated))
    language = language_findings(texts, context.language)
    words = count_words(texts)
    findings = (
        *evidence.findings,
        *expectations.findings,
        *duplicates.findings,
        *language,
        *planted_findings(content, context.source),
    )
    scores = {
        "evidence": evidence.share,
        "expectations": expectations.share,
        "uniqueness": duplicates.share,
        "language": 0.0 if language else 1.0,
    }
    report = QualityReport(
        findings=findings,
        scores={name: round(share, 4) for name, share in scores.items()},
        score=score_of(scores),
        verdict=_verdict(findings),
        words=words,
        minutes=round(words / checks.words_per_minute, 1),
    )
    items = sum(row.path != ROOT for row in rows)
    return Checked(content=content, report=report, items=items)


def score_of(scores: Mapping[str, float]) -> int:
    """The score: a hundred times the mean of its parts, each 0 to 1, rounded down.

    The parts: ``evidence``, the share of quotes that stand in the source; ``expectations``, the
    share of row checks that pass; ``uniqueness``, the share of claims that repeat no earlier one;
    ``language``, 1 when the output is in the language asked for, else 0. Rounded down, so that
    100 says that every part is whole.
    """
    return math.floor(100 * math.fsum(scores.values()) / len(scores))


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    """Repair as soon as one finding speaks against publishing; broken contracts never get here."""
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return Verdict.REPAIR if errors else Verdict.PASS
