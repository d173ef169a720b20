"""Questions that a given sentence answers, in the sentence's own words and grammar.

The wording of each language is data in ``question_rules.py``; here is how a sentence is matched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import TYPE_CHECKING

from prompts._shared.composing import is_entry, shown
from prompts._shared.naming import Naming
from prompts._shared.question_grammar import YEAR
from prompts._shared.question_rules import RULES
from prompts._shared.wording import accusative, elided, of, question, quoted, spoken, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.analysis import Analysis, Sentence, Term
    from prompts._shared.composing import Stock
    from prompts._shared.naming import Opening
    from prompts._shared.question_grammar import Rules

LONGEST_CLAUSE_WORDS = 18
FEWEST_CLAUSE_WORDS = 3
TELLING_SALIENCE = 0.4
"""Salience of a term that the source says enough of to ask how it goes with another."""
_PLAIN_SUBJECT = re.compile(
    r"(?:Der|Die|Das|Ein|Eine) [A-ZÄÖÜ][\w-]+(?= [a-zäöü]+(?:t|en|te|ten) )"
)
"""A German subject with nothing between article and noun, or noun and verb."""

_YEAR = re.compile(rf"\b{YEAR}\b")
_JOINING = words("and or the a an und oder der die das et ou le la les l y e o el los las")


class Kind(StrEnum):
    """What a question asks for, from what is most worth asking to what is always possible."""

    DEFINITION = "definition"
    WHY = "why"
    DIFFERENCE = "difference"
    HOW = "how"
    PLACE = "place"
    TIME = "time"
    WHAT = "what"
    ROLE = "role"
    RELATION = "relation"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the sentence that answers it; ``term`` is what it asks about."""

    text: str
    kind: Kind
    sentence: Sentence
    term: Term | None = None


class Asking:
    """Finds the questions that the sentences of one source answer."""

    def __init__(self, analysis: Analysis) -> None:
        self._language = analysis.language
        self._rules: Rules = spoken(RULES, analysis.language)
        self.naming = Naming(analysis)
        self._definitions = {
            term.definition.sentence.index: term
            for term in reversed(analysis.terms)
            if term.definition is not None
        }

    def about(self, sentence: Sentence) -> list[Asked]:
        """The questions this sentence answers, best first; none for one that leans on another."""
        if not sentence.standalone and not is_entry(sentence):
            return []
        text = shown(sentence.text)
        found: list[Asked] = []
        for kind, wording, term in self._candidates(sentence, text):
            asked = question(wording, self._language)
            if all(asked != known.text for known in found):
                found.append(Asked(asked, kind, sentence, term))
        order = list(Kind)
        return sorted(found, key=lambda asked: order.index(asked.kind))

    def answer(self, sentence: Sentence, stock: Stock, at_most: int) -> tuple[Sentence, ...]:
        """The sentence and those behind it that go on about its subject, ``at_most`` in all."""
        run = stock.run_from(sentence, at_most)
        going_on = takewhile(lambda each: self._rules.follows.match(each.text), run[1:])
        return (sentence, *going_on)

    def _candidates(self, sentence: Sentence, text: str) -> Iterator[tuple[Kind, str, Term | None]]:
        term = self._definitions.get(sentence.index)
        if term is not None:
            asked = self._what_is(term)
            if asked is not None:
                yield Kind.DEFINITION, asked, term
                return
        opening = self.naming.opening(sentence)
        yield from self._reason(text, opening)
        yield from self._contrast(sentence, text, opening)
        yield from self._event(text)
        if opening is not None:
            yield from self._predicate(opening)
        if opening is not None and self._rules.predicate.match(opening.rest):
            yield from self._relation(sentence, opening)
            if self._rules.uncertain.match(opening.subject):
                return
            yield Kind.ABOUT, self._fill(self._rules.about, opening.subject), opening.term

    def _what_is(self, term: Term) -> str | None:
        """The question for a term's definition, in the grammar of its sentence.

        None for a person named in passing ("Vitruvius, an architect, …").
        """
        definition = term.definition
        if definition is not None:
            text = shown(definition.sentence.text)
            match = self._copula(definition.term).match(text)
            if match is not None:
                noun = match["noun"]
                if not match["article"]:
                    noun = self.naming.inside(noun, term)
                subject = f"{(match['article'] or '').lower()}{noun}"
                frame = self._frame(match["be"], shown(definition.gloss))
                asked = frame.format(be=match["be"], subject=subject)
                return elided(asked, self._language)
            if self._rules.person.match(shown(definition.gloss)):
                return None
        return self._rules.meaning.format(term=quoted(term.text, self._language))

    def _frame(self, be: str, gloss: str) -> str:
        if self._rules.person.match(gloss):
            return self._rules.who_is
        return self._rules.what_are if be in self._rules.plurals else self._rules.what_is

    def _copula(self, term: str) -> re.Pattern[str]:
        return re.compile(
            rf"(?P<article>{self._rules.articles})?(?P<noun>(?i:{re.escape(term)})"
            rf"{self._rules.plural})(?:\s\([^)]*\))?\s(?P<be>{self._rules.be})\s"
        )

    def _reason(
        self, text: str, opening: Opening | None
    ) -> Iterator[tuple[Kind, str, Term | None]]:
        """Ask "Why …?" where the sentence says "… because …"."""
        match = self._rules.because.search(text)
        if match is None:
            return
        clause = text[: match.start()].rstrip(" ,")
        words = clause.split()
        if not FEWEST_CLAUSE_WORDS <= len(words) <= LONGEST_CLAUSE_WORDS:
            return
        if re.search(r"[,;:–—()]", clause):  # noqa: RUF001 (dashes part clauses)
            return
        inside = self._clause(clause, opening)
        if inside is not None:
            yield Kind.WHY, inside, opening.term if opening else None

    def _clause(self, clause: str, opening: Opening | None) -> str | None:
        """The clause as the question "why …"."""
        if self._rules.verb_second:
            return self._verb_second(clause, opening)
        if opening is not None and len(opening.subject) < len(clause):
            verb, _, rest = clause[len(opening.subject) :].strip().partition(" ")
            if verb in self._rules.inverts:
                return f"{self._rules.why_inverted} {verb} {opening.subject} {rest}".strip()
        supported = self._rules.supported(clause, opening.subject if opening else "")
        if supported is not None:
            return supported
        lowered = self.naming.decapitalised(clause)
        if lowered is None:
            return None
        if self._rules.why_elided and lowered[0].lower() in "aeiouyhéèêâîôû":
            return f"{self._rules.why_elided}{lowered}"
        return f"{self._rules.why} {lowered}"

    def _verb_second(self, clause: str, opening: Opening | None) -> str | None:
        """The clause as "why …" in German: the verb before the subject."""
        # Only behind a known subject is it certain which word the finite verb is.
        subject = _PLAIN_SUBJECT.match(clause)
        length = len(opening.subject) if opening else subject.end() if subject else 0
        verb, _, rest = clause[length:].strip().partition(" ")
        if not length or not verb.islower() or verb in self._rules.no_verb:
            return None
        named = opening.subject if opening else clause[0].lower() + clause[1:length]
        return f"{self._rules.why} {verb} {named} {rest}".strip()

    def _contrast(
        self, sentence: Sentence, text: str, opening: Opening | None
    ) -> Iterator[tuple[Kind, str, Term | None]]:
        marker = self._rules.contrast.search(text)
        pair = self._pair(sentence, opening) if marker is not None else None
        if marker is None or pair is None or opening is None:
            return
        first, second, term = pair
        # What the sentence contrasts stands on both sides of the word that says so.
        behind = text[marker.end() :].casefold()
        if first == opening.subject and _bare(second) in behind and _bare(first) not in behind:
            yield Kind.DIFFERENCE, self._rules.difference.format(a=first, b=second), term

    def _relation(
        self, sentence: Sentence, opening: Opening
    ) -> Iterator[tuple[Kind, str, Term | None]]:
        pair = self._pair(sentence, opening, telling=True)
        if pair is not None and opening.term.key == pair[2].key:
            first, second, term = pair
            yield Kind.RELATION, self._rules.relation.format(a=first, b=second), term

    def _pair(
        self, sentence: Sentence, opening: Opening | None, *, telling: bool = False
    ) -> tuple[str, str, Term] | None:
        """The two most salient terms of the sentence that are apart from one another.

        ``telling`` asks for terms that the source explains or says much of.
        """
        named = [
            (term, phrase)
            for term in self.naming.terms_in(sentence)
            if (phrase := self._said(term, opening)) is not None
            and (not telling or term.definition is not None or term.salience >= TELLING_SALIENCE)
        ]
        for place, (term, phrase) in enumerate(named):
            for other, second in named[place + 1 :]:
                if telling and term.definition is None and other.definition is None:
                    continue
                if are_apart(term, other, sentence):
                    return phrase, second, term
        return None

    def _said(self, term: Term, opening: Opening | None) -> str | None:
        if opening is not None and opening.term.key == term.key:
            return opening.subject
        return self.naming.phrase(term)

    def _event(self, text: str) -> Iterator[tuple[Kind, str, Term | None]]:
        match = self._rules.date.search(text)
        if len(set(_YEAR.findall(text))) > 1:
            return  # of two years the sentence tells a change, not an event
        if match is not None and self._rules.past.search(text):
            date = match["date"]
            yield Kind.TIME, self._rules.happened.format(date=date[0].lower() + date[1:]), None

    def _predicate(self, opening: Opening) -> Iterator[tuple[Kind, str, Term | None]]:
        for rule in self._rules.predicates:
            match = rule.pattern.match(opening.rest)
            groups = match.groupdict() if match is not None else {}
            if groups.get("past"):
                groups["lemma"] = self._rules.lemmas.get(groups["past"], "")
            if match is not None and "" not in groups.values():
                wording = self._fill(rule.wording, opening.subject, **groups)
                yield Kind(rule.kind), wording, opening.term
                return

    def _fill(self, wording: str, subject: str, **groups: str) -> str:
        return wording.format(
            subject=subject,
            of=of(subject, self._language),
            object=accusative(subject, self._language),
            **groups,
        )


def are_apart(first: Term, second: Term, sentence: Sentence) -> bool:
    """Whether the sentence says something of one term with the other.

    They share no word, and more than an "and" stands between them.
    """
    one, other = first.text.casefold(), second.text.casefold()
    if set(one.split()) & set(other.split()) or one in other or other in one:
        return False
    text = shown(sentence.text).casefold()
    places = sorted((text.find(_stem(name)), len(_stem(name))) for name in (one, other))
    (start, length), (end, _) = places
    if start < 0:
        return False
    words = re.findall(r"[^\W_]+", text[start + length : end].partition(" ")[2])
    return any(word not in _JOINING for word in words)


def _bare(phrase: str) -> str:
    """The phrase without its first word where that is an article, as far as a short form goes."""
    words = phrase.casefold().split()
    return _stem(words[-1] if len(words) < 3 else words[1])  # noqa: PLR2004 (article, noun)


def _stem(name: str) -> str:
    word = name.split(maxsplit=1)[0]
    return word[: max(4, len(word) - 2)]
