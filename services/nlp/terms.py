"""The terms a source teaches: phrases gathered over all sentences, merged by stem and ranked."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from services.nlp.frequency import RAREST, listed, zipf
from services.nlp.word_classes import ROMAN_DIGITS
from services.nlp.words import stem, stems_of

if TYPE_CHECKING:
    from services.nlp.languages import Language
    from services.nlp.phrases import Company, Phrase

FEWEST, MOST = 10, 60
CONSIDERED = 600
"""Candidates compared with each other; more would cost time and never reach the list."""
COMMON = 5.0
"""Zipf value from which a single word has to be used often to be a term."""
RARE = 3.9
"""Zipf value below which a word is one of a trade, and a term wherever it stands."""
FREE_FORM = 1000
"""What a form that stands by itself counts for, against one inside a longer phrase."""
_CASE_ENDINGS = (("es", 4), ("s", 5), ("en", 4), ("n", 5))
"""Endings of the genitive and of the dative plural, and the fewest letters before them."""
HABITUAL, OFTEN = 3, 5
"""Sentences from which a phrase with a general head, and a common word, count as terms."""


@dataclass(slots=True)
class Candidate:
    """A phrase in all its forms and places."""

    key: str
    words: int
    forms: Counter[str] = field(default_factory=Counter[str])
    lowers: tuple[str, ...] = ()
    sentences: dict[int, None] = field(default_factory=dict[int, None])
    free: int = 0
    """How often it stands outside every longer phrase."""
    headings: int = 0
    defined: bool = False
    score: float = 0.0


@cache
def generic_stems(language: Language) -> frozenset[str]:
    """The stems of words too general to be terms."""
    return frozenset(stem(word, language.stemmer) for word in language.generic)


class Gathering:
    """Collects phrases and picks the terms among them."""

    def __init__(self, language: Language, company: Company) -> None:
        self._language = language
        self._company = company
        self.candidates: dict[str, Candidate] = {}

    def add(self, phrase: Phrase, sentence: int | None) -> str:
        """Count a phrase of a sentence, or of a heading where that is None; gives its key."""
        key = stems_of(phrase.lowers, self._language)
        candidate = self.candidates.get(key)
        if candidate is None:
            candidate = Candidate(key, len(phrase.tokens), lowers=phrase.lowers)
            self.candidates[key] = candidate
        if sentence is None:
            candidate.headings += 1
            return key
        # A form that stands by itself counts before one inside a longer phrase ("Roman road").
        candidate.forms[_surface(phrase)] += FREE_FORM if phrase.longest else 1
        candidate.sentences[sentence] = None
        candidate.free += phrase.longest
        return key

    def pick(self, words: int) -> list[Candidate]:
        """The terms by falling score, as many as a source of this many words can carry."""
        self._score()
        limit = max(FEWEST, min(MOST, 8 + words // 28))
        ranked = sorted(
            (candidate for candidate in self.candidates.values() if candidate.score > 0),
            key=lambda candidate: (-candidate.score, candidate.key),
        )
        pool = ranked[:CONSIDERED]
        apart = [candidate for candidate in pool if not _only_inside(candidate, pool)]
        # Every defined term stays, as far as there is room; the others fill what is left.
        room = max(0, limit - sum(candidate.defined for candidate in apart))
        filling = [candidate.key for candidate in apart if not candidate.defined][:room]
        kept = set(filling)
        return [term for term in apart if term.defined or term.key in kept][:MOST]

    def _score(self) -> None:
        for candidate in self.candidates.values():
            if candidate.sentences and self._is_term(candidate):
                candidate.score = self._weight(candidate)

    def _is_term(self, candidate: Candidate) -> bool:
        """Whether a phrase may be a term at all: specific enough for how often it is used."""
        language = self._language
        content = self._content(candidate)
        generic = [self._is_generic(word) for word in content]
        if not content or (all(generic) and not (candidate.defined and len(content) > 1)):
            return False
        if candidate.defined or candidate.headings:
            return True
        if language.grammar == "neutral":
            return len(candidate.sentences) > 1
        if not candidate.free:  # "Battle" in "Battle of Gettysburg" only
            return False
        return self._is_specific(candidate, content, generic)

    def _is_specific(self, candidate: Candidate, content: list[str], generic: list[bool]) -> bool:
        """Whether it is rare enough, or used often enough, with neither heading nor definition."""
        language = self._language
        seen = len(candidate.sentences)
        rarest = min(zipf(word, language.code) for word in content)
        if len(content) == 1:
            return rarest < RARE or seen >= OFTEN or (seen > 1 and rarest < COMMON)
        head_first = language.grammar == "head_first"
        if not head_first and generic[0]:
            return False
        if generic[0 if head_first else -1] and seen < HABITUAL:
            return False
        return seen > 1 or rarest < RARE

    def _content(self, candidate: Candidate) -> list[str]:
        return [word for word in candidate.lowers if word not in self._language.closed]

    def _is_generic(self, word: str) -> bool:
        stemmed = stem(word, self._language.stemmer)
        return word in self._language.generic or stemmed in generic_stems(self._language)

    def _weight(self, candidate: Candidate) -> float:
        code = self._language.code
        content = self._content(candidate)
        rarity = sum(7.0 - zipf(word, code) for word in content) / len(content) / (7.0 - RAREST)
        if len(content) > 1:
            rarity = min(1.0, rarity + 0.15)
        # What a text takes the trouble to define it teaches, however common the word is.
        rarity = max(rarity, 0.6 if candidate.defined else 0.05)
        weight = (1 + math.log(len(candidate.sentences))) * (0.15 + rarity) ** 1.5
        weight *= 1.6 if candidate.defined else 1.0
        weight *= 1.3 if candidate.headings else 1.0
        weight *= 1.25 if len(content) > 1 and len(candidate.sentences) > 1 else 1.0
        return weight


def _only_inside(candidate: Candidate, ranked: list[Candidate]) -> bool:
    """Whether a longer term covers every place where this one stands."""
    if candidate.defined or candidate.headings:
        return False
    parts = f" {candidate.key} "
    longer = [other for other in ranked if other.words > candidate.words]
    covers = [other for other in longer if parts in f" {other.key} "]
    return bool(covers) and candidate.free * 3 < len(candidate.sentences)


def _surface(phrase: Phrase) -> str:
    """The phrase's words as they stand, joined by blanks; elided articles keep to their word."""
    text = " ".join(token.text for token in phrase.tokens)
    return text.replace("’ ", "’").replace("' ", "'")


def display(candidate: Candidate, language: Language, company: Company) -> str:
    """The most frequent form, the singular where both numbers occur; capitals by the language."""
    merged: Counter[str] = Counter()
    for form, times in candidate.forms.items():
        merged[_cased(form, language, company)] += times
    if any(times >= FREE_FORM for times in merged.values()):
        merged = Counter({form: times for form, times in merged.items() if times >= FREE_FORM})
    shortest = min(len(form) for form in merged)
    best = max(merged.items(), key=lambda item: (len(item[0]) - shortest < 1, item[1], item[0]))
    return best[0]


def _cased(form: str, language: Language, company: Company) -> str:
    first, blank, rest = form.partition(" ")
    if any(character.isupper() for character in first[1:]):
        return form
    folded = first.lower()
    if language.grammar == "capitals":
        return _nominative(form, language)
    following = rest.partition(" ")[0]
    # "Edwin Chadwick" may stand at the start of sentences only; its second word tells.
    numbered = len(following) > 1 and set(following) <= ROMAN_DIGITS
    full_name = numbered or (following.istitle() and len(following) > 1)
    named = full_name or company.capitals[folded] > company.small[folded]
    return form if named else folded + blank + rest


def _nominative(form: str, language: Language) -> str:
    """A German noun seen only as "Gläubigers" or "Ozeanen" in its common form.

    Changed where the list of common words knows that form and finds it the more frequent one.
    """
    before, blank, noun = form.rpartition(" ")
    if blank and not before[:1].isupper():
        return form  # an adjective would have to change with it
    folded = noun.lower()
    known = zipf(folded, language.code)
    for ending, least in _CASE_ENDINGS:
        bare = folded.removesuffix(ending)
        if bare == folded or len(bare) < least or not listed(bare, language.code):
            continue
        if zipf(bare, language.code) > known:
            return f"{before}{blank}{noun[: len(bare)]}"
    return form
