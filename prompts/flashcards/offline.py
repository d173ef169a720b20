"""How the embedded model composes the flashcards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.contract import Difficulty
from prompts._shared.choosing import defined, gloss_text, same_word
from prompts._shared.composing import evidence_of, insufficient, is_like, shown
from prompts._shared.naming import Naming
from prompts._shared.parts import sections_of, shortened
from prompts._shared.question_grammar import YEAR
from prompts._shared.question_rules import RULES
from prompts._shared.wording import spoken
from prompts.flashcards import schema

if TYPE_CHECKING:
    from core.analysis import Analysis, Brief, Sentence, Term

CLOZE_WORDS = (6, 30)
"""Fewest and most words of a sentence with a gap."""
MOST_CLOZE_TERMS = 24
"""Terms, the most salient first, that a gap may ask for; further ones are mere words."""
FAMILIAR_MENTIONS = 4
"""Sentences that name a term often enough for a reader to have met it again and again."""
CENTRAL_SALIENCE = 0.6
LONG_DEFINITION_WORDS = 16
_NAME_BEFORE = re.compile(r"(?<=\s)[A-ZÀ-Ý]\w+ $")
_NAME_AFTER = re.compile(r" (?:(?:of|de|du|des|del|la|le) )*[A-ZÀ-Ý]\w")
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(rf"\b{YEAR}\b")
_COMMAND = re.compile(r"`|(?<!\w)--?[a-z]|\w\.[a-z]{2,4}\b")
"""Code in a sentence: a gap in it asks for nothing the source explains."""


def compose(brief: Brief) -> dict[str, Any]:
    """The flashcards: a card for each defined term, gaps only where definitions do not suffice.

    Raises:
        InsufficientSourceError: Too few terms for the contract's minimum.
    """
    deck = _Deck(brief)
    deck.add_definitions()
    deck.add_clozes()
    deck.add_dates()
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
        self._date = spoken(RULES, brief.analysis.language).date

    def cards_in_order(self) -> list[dict[str, Any]]:
        """The cards in the order of the source."""
        ordered = sorted(self.cards, key=lambda card: (card[0].index, card[1]["term"]))
        return [card for _, card in ordered]

    def add_definitions(self) -> None:
        """A card for each term that the source defines; a gap where that would be circular."""
        for term in defined(self._analysis):
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
        explained = defined(self._analysis)
        for term in self._analysis.terms[:MOST_CLOZE_TERMS]:
            if len(self.cards) >= schema.ITEMS.min:
                return
            if not self._is_wanted(term) or (term.definition and term not in explained):
                continue  # a person is no term
            named = [self._analysis.sentences[index] for index in term.sentences]
            for sentence in sorted(named, key=lambda each: (-each.salience, each.index)):
                used = any(sentence.index == card[0].index for card in self.cards)
                cloze = None if used else self._cloze(term, sentence)
                if cloze is not None and self._add(term, cloze, "cloze", sentence):
                    break

    def add_dates(self) -> None:
        """Cards that ask for the date of an event, until the contract's minimum is reached."""
        happened = [
            (sentence, text, match)
            for sentence in self._analysis.sentences
            if sentence.standalone and (text := shown(sentence.text))
            for match in [self._date.search(text)]
            if match is not None and len(_YEAR.findall(text)) == 1
        ]
        for sentence, text, match in sorted(
            happened, key=lambda one: (-one[0].salience, one[0].index)
        ):
            if len(self.cards) >= schema.ITEMS.min:
                return
            lead, _, date = match["date"].partition(" ")
            gapped = f"{text[: match.start('date')]}{lead} {schema.GAP}{text[match.end('date') :]}"
            fits = CLOZE_WORDS[0] <= sentence.words <= CLOZE_WORDS[1]
            used = any(sentence.index == card[0].index for card in self.cards)
            if fits and not used and schema.DEFINITION.holds(len(gapped)):
                self._add_card(sentence, date, gapped, "cloze", Difficulty.MEDIUM)

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
        if _COMMAND.search(sentence.text) or not self._naming.is_whole(found[0]):
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
        named = self._naming.as_defined(term) if kind == "definition" else term.text
        return self._add_card(sentence, named, text, kind, _difficulty(term, text))

    def _add_card(
        self, sentence: Sentence, term: str, text: str, kind: str, difficulty: Difficulty
    ) -> bool:
        if is_like(text, [card["definition"] for _, card in self.cards]):
            return False
        if term.casefold() in self._terms:
            return False
        card = {
            "term": term,
            "definition": text,
            "kind": kind,
            "category": shortened(self._category[sentence.index], schema.CATEGORY.max),
            "difficulty": difficulty.value,
            "evidence": evidence_of([sentence]),
        }
        self.cards.append((sentence, card))
        self._terms.append(term.casefold())
        return True


def _difficulty(term: Term, definition: str) -> Difficulty:
    """Central, often met terms are easy; rare ones with a long definition are hard."""
    if len(term.sentences) >= FAMILIAR_MENTIONS or term.salience >= CENTRAL_SALIENCE:
        return Difficulty.EASY
    rare = len(term.sentences) == 1
    long = len(definition.split()) > LONG_DEFINITION_WORDS
    return Difficulty.HARD if rare and long else Difficulty.MEDIUM
