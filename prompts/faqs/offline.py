"""How the embedded model composes the FAQs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from prompts._shared.composing import Excerpt, Stock, insufficient
from prompts._shared.parts import sections_of, shortened
from prompts._shared.questions import Asked, Asking, Kind
from prompts.faqs import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.analysis import Brief

WANTED = 10
"""Items aimed for where the source has as many good questions."""
MOST_OF_A_KIND = {Kind.DEFINITION: 6, Kind.ROLE: 3, Kind.RELATION: 2, Kind.ABOUT: 1, Kind.TIME: 3}
"""Items of one kind before others have had their turn; no limit for kinds not named."""
ANSWER_SENTENCES = 3


def compose(brief: Brief) -> dict[str, Any]:
    """The FAQs: questions that a sentence of the source answers, with what leans on it.

    Raises:
        InsufficientSourceError: Too few such sentences for the contract's minimum.
    """
    stock = Stock(brief.analysis)
    asking = Asking(brief.analysis)
    parts = sections_of(brief.outline, brief.analysis)
    asked = [one for sentence in brief.analysis.sentences for one in asking.about(sentence)[:2]]
    chosen = _chosen(asked, stock, asking)
    if len(chosen) < schema.ITEMS.min:
        raise insufficient(
            f"The source answers {len(chosen)} questions well enough for the FAQs; "
            f"{schema.ITEMS.min} are needed."
        )
    category = {each.index: part.title for part in parts for each in part.sentences}
    return {
        "items": [
            {
                "question": one.text,
                "answer": answer.text,
                "category": shortened(category[one.sentence.index], schema.CATEGORY.max),
                "evidence": answer.evidence,
            }
            for one, answer in sorted(chosen, key=lambda pair: pair[0].sentence.index)
        ]
    }


def _chosen(asked: Iterable[Asked], stock: Stock, asking: Asking) -> list[tuple[Asked, Excerpt]]:
    """The best questions, first within each kind's share, then beyond it up to the minimum."""
    order = list(Kind)
    ranked = sorted(
        asked,
        key=lambda one: (order.index(one.kind), -one.sentence.salience, one.sentence.index),
    )
    chosen: list[tuple[Asked, Excerpt]] = []
    kinds: Counter[Kind] = Counter()
    subjects: set[tuple[str, Kind]] = set()
    for goal, shared in ((WANTED, True), (schema.ITEMS.min, False)):
        for one in ranked:
            if len(chosen) >= goal:
                break
            if shared and kinds[one.kind] >= MOST_OF_A_KIND.get(one.kind, WANTED):
                continue
            subject = (one.term.key if one.term else one.text, one.kind)
            answer = _answer(one, stock, asking) if subject not in subjects else None
            known = {known.text for known, _ in chosen}
            if answer is None or one.text in known:
                continue
            subjects.add(subject)
            kinds[one.kind] += 1
            chosen.append((one, stock.take(answer.sentences)))
    return chosen


def _answer(one: Asked, stock: Stock, asking: Asking) -> Excerpt | None:
    if not stock.is_free(one.sentence) or not schema.QUESTION.holds(len(one.text)):
        return None
    run = asking.answer(one.sentence, stock, ANSWER_SENTENCES)
    while run and not schema.ANSWER.holds(len(Excerpt(run).text)):
        run = run[:-1]
    return Excerpt(run) if run else None
