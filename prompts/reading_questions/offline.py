"""How the embedded model composes the reading questions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from core.contract import Bloom, Range
from prompts._shared.choosing import apart, defined
from prompts._shared.composing import Excerpt, Stock, insufficient
from prompts._shared.parts import sections_of
from prompts._shared.questions import TELLING_SALIENCE, Asked, Asking, Kind, are_apart
from prompts._shared.wording import is_generic, listed, question, quoted, spoken
from prompts.reading_questions import schema
from prompts.reading_questions.phrases import PHRASES

if TYPE_CHECKING:
    from core.analysis import Brief, Sentence, Term

PREFERRED = {
    Kind.WHY: Bloom.REMEMBER,
    Kind.HOW: Bloom.REMEMBER,
    Kind.ROLE: Bloom.REMEMBER,
    Kind.PLACE: Bloom.REMEMBER,
    Kind.TIME: Bloom.REMEMBER,
    Kind.WHAT: Bloom.REMEMBER,
    Kind.DIFFERENCE: Bloom.REMEMBER,
    Kind.RELATION: Bloom.REMEMBER,
    Kind.DEFINITION: Bloom.UNDERSTAND,
    Kind.ABOUT: Bloom.REMEMBER,
}
"""Kinds of questions, those to be preferred first, and their level."""
WANTED = {Bloom.REMEMBER: 3, Bloom.UNDERSTAND: 3, Bloom.ANALYZE: 1}
"""Questions at each level that a sentence of the source answers as it stands."""
ANSWER_SENTENCES = 3
POINTS_CHARACTERS = 160
CUES = 2
"""Terms that a question of what the source says names: one alone may mean many sentences."""


def compose(brief: Brief) -> dict[str, Any]:
    """The reading questions, from remembering to creating.

    Raises:
        InsufficientSourceError: Too few questions for the contract's minimum.
    """
    making = _Making(brief)
    making.add_demanding()
    making.add_answered(WANTED)
    missing = schema.QUESTIONS.min - len(making.made)
    if missing > 0:
        making.add_answered(dict.fromkeys(Bloom, schema.QUESTIONS.min), as_faqs_ask=True)
    if len(making.made) < schema.QUESTIONS.min:
        raise insufficient(
            f"The source answers {len(making.made)} reading questions well enough; "
            f"{schema.QUESTIONS.min} are needed."
        )
    order = list(Bloom)
    making.made.sort(key=lambda one: (order.index(one[0]), one[1]))
    return {"questions": [made for _, _, made in making.made[: schema.QUESTIONS.max]]}


class _Making:
    """The questions so far, each with its level and the place of its first sentence."""

    def __init__(self, brief: Brief) -> None:
        self._analysis = brief.analysis
        self._language = brief.analysis.language
        self._phrases = spoken(PHRASES, self._language)
        self._stock = Stock(brief.analysis)
        self._parts = sections_of(brief.outline, brief.analysis)
        self._asking = Asking(brief.analysis)
        self._cued: list[list[str]] = []
        self.made: list[tuple[Bloom, int, dict[str, Any]]] = []

    def add_demanding(self) -> None:
        """One question at each of the levels that go beyond what a sentence says."""
        terms = apart(defined(self._analysis))
        self._add_related(terms)
        self._add_applied(terms)
        ranked = sorted(self._parts, key=lambda part: (is_generic(part.title), -part.words))
        frames = (
            (Bloom.EVALUATE, self._phrases.evaluate, self._phrases.evaluate_points),
            (Bloom.CREATE, self._phrases.create, self._phrases.create_points),
        )
        for part, (level, frame, lead) in zip(ranked, frames, strict=False):
            room = Range(schema.GOOD_ANSWER.min, schema.GOOD_ANSWER.max - len(lead) - 1)
            points = self._stock.pick(
                part.sentences, room, target=POINTS_CHARACTERS, at_most=ANSWER_SENTENCES
            )
            if points is not None:
                asked = frame.format(title=quoted(part.title, self._language))
                self._add(asked, level, points, lead)

    def _add_related(self, terms: list[Term]) -> None:
        """Two terms that a sentence which defines neither names together."""
        pairs = [
            (sentence, first, second)
            for place, first in enumerate(terms)
            for second in terms[place + 1 :]
            for sentence in self._named_by(first, second)
            if are_apart(first, second, sentence)
        ]
        if pairs:
            sentence, first, second = max(
                pairs, key=lambda pair: (pair[1].salience + pair[2].salience, -pair[0].index)
            )
            names = [quoted(term.text, self._language) for term in (first, second)]
            asked = self._phrases.analyze.format(terms=listed(names, self._language))
            self._add(asked, Bloom.ANALYZE, self._stock.take([sentence]), "")

    def _named_by(self, first: Term, second: Term) -> list[Sentence]:
        both = sorted(set(first.sentences) & set(second.sentences))
        sentences = [self._analysis.sentences[index] for index in both]
        return [each for each in sentences if each.standalone and self._fits(Excerpt((each,)).text)]

    def _add_applied(self, terms: list[Term]) -> None:
        lead = self._phrases.apply_points
        for term in terms:
            definition = term.definition
            if definition is None or not self._stock.is_free(definition.sentence):
                continue
            if definition.sentence.standalone and self._fits(f"{lead} {definition.sentence.text}"):
                asked = self._phrases.apply.format(term=quoted(term.text, self._language))
                self._add(asked, Bloom.APPLY, self._stock.take([definition.sentence]), lead)
                return

    def add_answered(self, wanted: dict[Bloom, int], *, as_faqs_ask: bool = False) -> None:
        """Questions that a sentence answers as it stands, the most salient first at each level.

        Args:
            wanted: How many at each level.
            as_faqs_ask: Whether a sentence that names no term is asked for in its own words, too.
        """
        asked = [one for each in self._analysis.sentences for one in self._asking.about(each)[:2]]
        kinds = list(PREFERRED)
        asked.sort(key=lambda one: (kinds.index(one.kind), -one.sentence.salience))
        counts = Counter[Bloom]()
        for one in asked:
            level = PREFERRED[one.kind]
            if counts[level] >= wanted.get(level, 0) or not self._stock.is_free(one.sentence):
                continue
            text = self._worded(one, counts[level]) or (one.text if as_faqs_ask else "")
            run = self._asking.answer(one.sentence, self._stock, ANSWER_SENTENCES)
            answer = Excerpt(run)
            if self._fits(answer.text) and self._add_asked(text, level, answer):
                self._stock.take(answer.sentences)
                counts[level] += 1

    def _worded(self, one: Asked, before: int) -> str:
        """The question in a form of this type's own; empty without cues of its own.

        FAQs ask in the sentence's own words, and would ask the same.

        Args:
            one: As the sentence puts it.
            before: Questions of its level so far; the forms take turns.
        """
        if one.kind is Kind.DEFINITION and one.term is not None:
            named = quoted(one.term.text, self._language)
            return question(self._phrases.define.format(term=named), self._language)
        names = self._cues(one)
        if not names or names in self._cued:
            return ""
        self._cued.append(names)
        frame = self._phrases.recall[before % len(self._phrases.recall)]
        return question(frame.format(terms=listed(names, self._language)), self._language)

    def _cues(self, one: Asked) -> list[str]:
        """The terms, quoted, by which a reader finds the sentence again."""
        found = self._asking.naming.terms_in(one.sentence)
        first = one.term or (found[0] if found else None)
        if first is None:
            return []
        named = [first, *(each for each in found if each.key != first.key and _is_telling(each))]
        return [quoted(each.text, self._language) for each in apart(named)[:CUES]]

    def _fits(self, text: str) -> bool:
        return schema.GOOD_ANSWER.holds(len(text))

    def _add(self, asked: str, level: Bloom, answer: Excerpt, lead: str) -> None:
        self._add_asked(question(asked, self._language), level, answer, lead)

    def _add_asked(self, asked: str, level: Bloom, answer: Excerpt, lead: str = "") -> bool:
        known = {made["question"] for _, _, made in self.made}
        if asked in known or not schema.QUESTION.holds(len(asked)):
            return False
        made = {
            "question": asked,
            "bloom": level.value,
            "good_answer": f"{lead} {answer.text}".strip(),
            "evidence": answer.evidence,
        }
        self.made.append((level, answer.sentences[0].index, made))
        return True


def _is_telling(term: Term) -> bool:
    return term.definition is not None or term.salience >= TELLING_SALIENCE
