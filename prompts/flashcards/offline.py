"""How the embedded model composes the flashcards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.contract import Difficulty
from prompts._shared.choosing import gloss_text, same_word
from prompts._shared.composing import evidence_of, insufficient, is_like, shown
from prompts._shared.naming import Naming
from prompts._shared.parts import sections_of, shortened
from prompts.flashcards import schema

if TYPE_CHECKING:
    from core.analysis import Analysis, Brief, Sentence, Term

CLOZE_WORDS = (6, 30)
"""Fewest and most words of a sentence with a gap."""
LEAST_CLOZE_SALIENCE = 0.2
"""Salience of a term below which a gap for it asks for a word, not for knowledge."""
FAMILIAR_MENTIONS = 4
"""Sentences that name a term often enough for a reader to have met it again and again."""
CENTRAL_SALIENCE = 0.6
LONG_DEFINITION_WORDS = 16
_NAME_BEFORE = re.compile(r"(?<=\s)[A-ZÀ-Ý]\w+ $")
_NAME_AFTER = re.compile(r" (?:(?:of|de|du|des|del|la|le) )*[A-ZÀ-Ý]\w")
_WORD = re.compile(r"[^\W_]+")


def compose(brief: Brief) -> dict[str, Any]:
    """The flashcards: a card for each defined term, gaps only where definitions do not suffice.

    Raises:
        InsufficientSourceError: Too few terms for the contract's minimum.
    """
    deck = _Deck(brief)
    deck.add_definitions()
    deck.add_clozes()
    if len(deck.cards) < schema.ITEMS.min:
        raise insufficient(
            f"The source defines or uses {len(deck.cards)} terms well enough for a flashcard; "
            f"{schema.ITEMS.min} are needed."
        )
    return {"items": deck.cards_in_order()}


class _Deck:
    """The cards so far, each with the sentence it comes from."""

    def __init__(self, brief: Brief) -> None:
        self._analysis: Analysis = brief.analysis
        self.cards: list[tuple[Sentence, dict[str, Any]]] = []
        self._category = {
            sentence.index: part.title
            for part in sections_of(brief.outline, brief.analysis)
            for sentence in part.sentences
        }
        self._terms: list[str] = []
        self._naming = Naming(brief.analysis)

    def cards_in_order(self) -> list[dict[str, Any]]:
        """The cards in the order of the source."""
        ordered = sorted(self.cards, key=lambda card: (card[0].index, card[1]["term"]))
        return [card for _, card in ordered]

    def add_definitions(self) -> None:
        """A card for each term that the source defines; a gap where that would be circular."""
        for term in self._analysis.terms:
            definition = term.definition
            if definition is None or not self._is_wanted(term):
                continue
            text = gloss_text(definition, schema.DEFINITION)
            if text is not None:
                self._add(term, text, "definition", definition.sentence)
            elif cloze := self._cloze(term, definition.sentence):
                self._add(term, cloze, "cloze", definition.sentence)

    def add_clozes(self) -> None:
        """Cards with a gap, until the contract's minimum is reached."""
        for term in self._analysis.terms:
            if len(self.cards) >= schema.ITEMS.min or term.salience < LEAST_CLOZE_SALIENCE:
                return
            if not self._is_wanted(term):
                continue
            named = [self._analysis.sentences[index] for index in term.sentences]
            for sentence in sorted(named, key=lambda each: (-each.salience, each.index)):
                used = any(sentence.index == card[0].index for card in self.cards)
                cloze = None if used else self._cloze(term, sentence)
                if cloze is not None and self._add(term, cloze, "cloze", sentence):
                    break

    def _is_wanted(self, term: Term) -> bool:
        full = len(self.cards) >= schema.ITEMS.max
        known = term.text.casefold() in self._terms
        return not full and not known and schema.TERM.holds(len(term.text))

    def _cloze(self, term: Term, sentence: Sentence) -> str | None:
        """The sentence with a gap for the term; None when it would betray or not identify it."""
        text = shown(sentence.text)
        pattern = re.compile(rf"(?<![\w-]){re.escape(term.text)}(?![\w-])", re.IGNORECASE)
        fewest, most = CLOZE_WORDS
        if not sentence.standalone or not fewest <= sentence.words <= most:
            return None
        found = list(pattern.finditer(text))
        if len(found) != 1 or self._is_in_a_name(found[0], term):
            return None
        gapped = pattern.sub(schema.GAP, text)
        rest = _WORD.findall(gapped.casefold())
        betrayed = any(
            same_word(word, other) for word in _WORD.findall(term.text.casefold()) for other in rest
        )
        others = [key for key in sentence.terms if key != term.key]
        if betrayed or not others or not schema.DEFINITION.holds(len(gapped)):
            return None
        return gapped

    def _is_in_a_name(self, found: re.Match[str], term: Term) -> bool:
        """Whether the term stands there as a part of a longer name ("Battle of Hastings")."""
        if self._analysis.language == "de":
            return False
        before, after = found.string[: found.start()], found.string[found.end() :]
        renamed = bool(before) and found[0] != term.text
        return renamed or bool(_NAME_BEFORE.search(before) or _NAME_AFTER.match(after))

    def _add(self, term: Term, text: str, kind: str, sentence: Sentence) -> bool:
        if is_like(text, [card["definition"] for _, card in self.cards]):
            return False
        card = {
            "term": self._naming.as_defined(term) if kind == "definition" else term.text,
            "definition": text,
            "kind": kind,
            "category": shortened(self._category[sentence.index], schema.CATEGORY.max),
            "difficulty": _difficulty(term, text).value,
            "evidence": evidence_of([sentence]),
        }
        self.cards.append((sentence, card))
        self._terms.append(term.text.casefold())
        return True


def _difficulty(term: Term, definition: str) -> Difficulty:
    """Central, often met terms are easy; rare ones with a long definition are hard."""
    if len(term.sentences) >= FAMILIAR_MENTIONS or term.salience >= CENTRAL_SALIENCE:
        return Difficulty.EASY
    rare = len(term.sentences) == 1
    long = len(definition.split()) > LONG_DEFINITION_WORDS
    return Difficulty.HARD if rare and long else Difficulty.MEDIUM
