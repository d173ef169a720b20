"""Which terms of a source are worth teaching, and what of a definition is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prompts._shared.composing import shown
from prompts._shared.question_rules import RULES
from prompts._shared.wording import capitalised, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.analysis import Analysis, Definition, Term
    from core.contract import Range

_WORD = re.compile(r"[^\W_]+")
SHORTEST_STEM = 4
"""Letters that two forms of one word share at least."""
CIRCULAR_SHARE = 0.75
"""Part of a longer word that makes it a form of the same word."""


def taught(analysis: Analysis) -> list[Term]:
    """The terms, defined ones first, most salient first, none within another."""
    explained = {term.key for term in defined(analysis)}
    return apart(
        sorted(analysis.terms, key=lambda term: (term.key not in explained, -term.salience))
    )


def defined(analysis: Analysis) -> list[Term]:
    """The terms that the source defines, most salient first.

    People are left out: who they are is told, not defined.
    """
    person = spoken(RULES, analysis.language).person
    return [
        term
        for term in sorted(analysis.terms, key=lambda each: -each.salience)
        if term.definition is not None and not person.match(shown(term.definition.gloss))
    ]


def apart(terms: Iterable[Term]) -> list[Term]:
    """The terms without those whose words stand in a term before them, or the other way round."""
    kept: list[Term] = []
    for term in terms:
        words = set(_WORD.findall(term.text.casefold()))
        if all(
            not words <= (other := set(_WORD.findall(known.text.casefold()))) and not other <= words
            for known in kept
        ):
            kept.append(term)
    return kept


def gloss_text(definition: Definition, limits: Range) -> str | None:
    """The definition's gloss as a sentence of its own; None when circular or out of limits."""
    gloss = shown(definition.gloss).rstrip(" .;,:")
    text = f"{capitalised(gloss)}."
    if not limits.holds(len(text)) or is_circular(definition.term, gloss):
        return None
    return text


def is_circular(term: str, gloss: str) -> bool:
    """Whether the gloss defines the term with the term's own words.

    A phrase ("solar energy") may be defined with the word for its kind ("energy"): only all of its
    words together give it away.
    """
    words = [word for word in _WORD.findall(term.casefold()) if len(word) >= SHORTEST_STEM]
    used = _WORD.findall(gloss.casefold())
    words = words or _WORD.findall(term.casefold())
    return bool(words) and all(any(same_word(word, other) for other in used) for word in words)


def same_word(first: str, second: str) -> bool:
    """Whether two folded words are forms of one: equal, or alike but for a short ending."""
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < SHORTEST_STEM or len(shorter) < CIRCULAR_SHARE * len(longer):
        return False
    return longer[: len(shorter) - 1] == shorter[:-1]
