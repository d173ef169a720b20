"""How the embedded model digests one part of a long source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.contract import Range
from prompts._shared.composing import Stock, evidence_of, insufficient, shown, told
from prompts._shared.parts import long_enough, parts_of, shortened
from prompts._shared.wording import spoken
from prompts.outline import digest
from prompts.outline.phrases import PHRASES, Phrases

if TYPE_CHECKING:
    from core.analysis import Analysis, Brief, Sentence
    from prompts._shared.parts import Part

MOST_KEY_POINTS = 5
SUMMARY_SENTENCES = 2


def compose(brief: Brief) -> dict[str, Any]:
    """The digest of the part that the brief's analysis is of.

    Raises:
        InsufficientSourceError: It has no sentence that reads on its own.
    """
    analysis = brief.analysis
    phrases = spoken(PHRASES, analysis.language)
    stock = Stock(analysis)
    parts = parts_of(analysis, digest.SECTIONS)
    sections = [made for part in parts if (made := _section(part, stock, analysis, phrases))]
    if not sections:
        raise insufficient("This part has no sentences that read on their own.")
    return {"sections": sections}


def _section(
    part: Part, stock: Stock, analysis: Analysis, phrases: Phrases
) -> dict[str, Any] | None:
    points = _key_points(part, stock)
    if not points:
        return None
    title = long_enough(part.title, digest.TITLE.min, phrases.title_label, "", analysis.language)
    return {
        "title": shortened(title, digest.TITLE.max),
        "summary": _summary(points),
        "key_points": [
            {"point": told(sentence), "evidence": evidence_of([sentence])} for sentence in points
        ],
        "terms": _terms(part, analysis),
    }


def _key_points(part: Part, stock: Stock) -> list[Sentence]:
    """The most salient sentences that stand on their own, the most salient first."""
    points: list[Sentence] = []
    for sentence in sorted(part.sentences, key=lambda each: (-each.salience, each.index)):
        if len(points) == MOST_KEY_POINTS:
            break
        limits = Range(max(digest.POINT.min, digest.SUMMARY.min), digest.POINT.max)
        fits = limits.holds(len(told(sentence)))
        if sentence.standalone and fits and stock.is_free(sentence):
            stock.take([sentence])
            points.append(sentence)
    return points


def _summary(points: list[Sentence]) -> str:
    """The two most salient key points in reading order; one where there is no room for both."""
    chosen = sorted(points[:SUMMARY_SENTENCES], key=lambda each: each.index)
    text = " ".join(told(sentence) for sentence in chosen)
    return text if len(text) <= digest.SUMMARY.max else told(points[0])


def _terms(part: Part, analysis: Analysis) -> list[str]:
    here = {key for sentence in part.sentences for key in sentence.terms}
    texts = [shown(term.text) for term in analysis.terms if term.key in here]
    return [text for text in dict.fromkeys(texts) if digest.TERM.holds(len(text))][
        : digest.TERMS.max
    ]
