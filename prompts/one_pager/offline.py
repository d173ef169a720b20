"""How the embedded model composes the one-pager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prompts._shared.composing import Stock, insufficient, shown
from prompts._shared.parts import by_salience, sections_of
from prompts.one_pager import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.analysis import Brief
    from prompts._shared.composing import Excerpt
    from prompts._shared.parts import Part

SUMMARY_CHARACTERS = 260
SUMMARY_SENTENCES = 3
WANTED_TAKEAWAYS = 5
MAIN_CHARACTERS = 900


def compose(brief: Brief) -> dict[str, Any]:
    """The one-pager: the gist, what to take away, and the main content in the source's order.

    Raises:
        InsufficientSourceError: Too few sentences for the contract's minimum.
    """
    stock = Stock(brief.analysis)
    parts = sections_of(brief.outline, brief.analysis)
    summary = stock.pick(
        by_salience(parts, 0),
        schema.EXECUTIVE_SUMMARY,
        target=SUMMARY_CHARACTERS,
        at_most=SUMMARY_SENTENCES,
    ) or stock.pick(brief.analysis.sentences, schema.EXECUTIVE_SUMMARY)
    takeaways = _takeaways(parts, stock)
    main = stock.pick(brief.analysis.sentences, schema.MAIN_CONTENT, target=MAIN_CHARACTERS)
    if summary is None or main is None or len(takeaways) < schema.TAKEAWAYS.min:
        raise insufficient(
            f"The source has {len(brief.analysis.sentences)} sentences, too few for a summary, "
            f"{schema.TAKEAWAYS.min} takeaways and a main text that do not repeat one another."
        )
    return {
        "executive_summary": summary.text,
        "executive_summary_evidence": summary.evidence,
        "key_takeaways": [
            {"text": takeaway.text, "evidence": takeaway.evidence} for takeaway in takeaways
        ],
        "main_content": main.text,
        "main_content_evidence": main.evidence,
    }


def _takeaways(parts: Sequence[Part], stock: Stock) -> list[Excerpt]:
    """Single sentences that stand on their own.

    One of each part, the most salient parts first, then second ones until there are enough.
    """
    taken: list[Excerpt] = []
    place = 0
    while len(taken) < WANTED_TAKEAWAYS and (layer := by_salience(parts, place)):
        for sentence in sorted(layer, key=lambda each: (-each.salience, each.index)):
            fits = schema.TAKEAWAY.holds(len(shown(sentence.text)))
            if len(taken) < WANTED_TAKEAWAYS and fits and stock.is_free(sentence):
                taken.append(stock.take([sentence]))
        place += 1
    return sorted(taken, key=lambda excerpt: excerpt.sentences[0].index)
