"""The check of one artifact: its contract and evidence, then every inspection there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.artifact import QualityReport
from core.errors import SettingsError
from core.settings import settings
from services.quality.contracts import apply_contract
from services.quality.evidence.matching import lookup_in
from services.quality.evidence.verifying import verify_evidence
from services.quality.expectations import evaluating
from services.quality.grounding import grounded, intact
from services.quality.grounding.facts import facts_of
from services.quality.inspection import Inspection, Subject
from services.quality.language import output_language, readability
from services.quality.paths import ROOT
from services.quality.safety import leaks, links, planted, privacy
from services.quality.score import score_of, verdict_of
from services.quality.similarity import duplicates
from services.quality.texts import count_words, located_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.content_type import CheckContext, ContentType
    from core.source import Source

EVIDENCE = "evidence"
INSPECTIONS: dict[str, Callable[[Subject], Inspection]] = {
    "grounding": grounded.inspect,
    "expectations": evaluating.inspect,
    "uniqueness": duplicates.inspect,
    "language": output_language.inspect,
    "planted": planted.inspect,
    "leaks": leaks.inspect,
    "privacy": privacy.inspect,
    "links": links.inspect,
    "intact": intact.inspect,
    "readability": readability.inspect,
}
"""Every inspection by the name of its part of the score; findings come in this order."""


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


def part_weights() -> dict[str, float]:
    """The weights of the score's parts that the settings name; every other part weighs 1.

    Raises:
        SettingsError: A name is no part's, or no part weighs anything.
    """
    given, known = settings().quality_weights, (EVIDENCE, *INSPECTIONS)
    unknown = [name for name in given if name not in known]
    variable = "COURSEWRIGHT_QUALITY_WEIGHTS"
    if unknown:
        raise SettingsError(
            f"The setting {variable} names {', '.join(map(repr, unknown))}, which is no part of "
            "the score.",
            hint=f"Choose from: {', '.join(known)}.",
        )
    if not any(given.get(name, 1.0) for name in known):
        raise SettingsError(
            f"The setting {variable} leaves no part of the score with any weight.",
            hint="Give at least one part a weight over 0.",
        )
    return given


def prepare(source: Source) -> None:
    """Read the source as the checks will: beforehand, while a model is waited for."""
    lookup_in(source)
    facts_of(source)


def check_content(
    content_type: ContentType, answer: dict[str, Any], context: CheckContext
) -> Checked:
    """Check an answer of this content type against its contract, its source and its expectations.

    Raises:
        ContractError: The answer breaks the contract; names the first broken fields.
    """
    checks = content_type.checks
    content = apply_contract(content_type, answer).model_dump(mode="json")
    evidence = verify_evidence(content, context.source)
    rows = list(checks.rows(content, context))
    texts = tuple(located_texts(content_type.schema, content))
    subject = Subject(content_type, content, rows, texts, context)
    made = {name: inspect(subject) for name, inspect in INSPECTIONS.items()}
    findings = (*evidence.findings, *(each for one in made.values() for each in one.findings))
    scores = {
        EVIDENCE: evidence.share,
        **{name: one.share for name, one in made.items() if one.share is not None},
    }
    score = score_of(scores, part_weights())
    words = count_words(checks.texts(content) if checks.texts else (text for _, text in texts))
    report = QualityReport(
        findings=findings,
        scores={name: round(share, 4) for name, share in scores.items()},
        score=score,
        verdict=verdict_of(findings, score, settings().quality_min_score),
        words=words,
        minutes=round(words / checks.words_per_minute, 1),
    )
    items = sum(row.path != ROOT for row in rows)
    return Checked(content=content, report=report, items=items)
