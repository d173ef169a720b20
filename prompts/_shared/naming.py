"""Noun phrases for the source's terms, with the article the source itself gives them.

Grammar is copied, not guessed: a phrase comes back only where the source shows its form.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from prompts._shared.composing import shown
from prompts._shared.wording import spoken, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.analysis import Analysis, Sentence, Term

_ARTICLES = {
    "en": r"(?:The|An|A)\s",
    "de": r"(?:Der|Die|Das|Eine|Ein)\s",
    "fr": r"(?:Les|Le|La|Une|Un)\s|L['’]",  # noqa: RUF001 (both apostrophes occur)
    "es": r"(?:Los|Las|El|La|Unas|Unos|Una|Un)\s",
}
_PLURAL_ENDINGS = {"en": "(?:e?s)?", "de": "(?:e[nrs]?|n|s)?", "fr": "[sx]?", "es": "(?:e?s)?"}
_ANYWHERE = {
    # Articles that show the nominative wherever they stand, and words a bare noun may follow.
    "en": (("the", "a", "an"), ("of", "in", "by", "for", "with", "to", "from", "into", "and")),
    "de": (("die", "das", "eine"), ("durch", "für", "ohne")),
    "fr": (("le", "la", "les", "l'", "un", "une"), ()),
    "es": (("el", "la", "los", "las", "un", "una"), ()),
}
_INDEFINITE = ("a ", "an ", "ein ", "eine ", "un ", "une ", "una ", "unos ", "unas ")
_AFTER_A_PHRASE = words(
    "is are was were has have had can could may must will would do does did and or but that which "
    "who where when while because so if as than of in on at by for with from to into through "
    "during between within under over also not only then"
)
_BEFORE_A_PHRASE = words(
    "the a an this that these those its their his her our your each every some any no all "
    "both many most much few several more other such of in on at by for with from to into "
    "onto through during between among against without within under over above below across "
    "along around near about after before behind than as and or but that which when where if "
    "because while whereas is are was were be called named has have had can could may might "
    "must shall should will would not also"
)
_WORD_BEFORE = re.compile(r"(\w+['’]|\w+\s)$")  # noqa: RUF001


class Opening(NamedTuple):
    """A sentence that begins with a term.

    ``subject`` is the noun phrase as it stands inside a sentence, ``rest`` what follows it.
    """

    subject: str
    term: Term
    rest: str


@dataclass(frozen=True)
class Naming:
    """How one source names its terms."""

    analysis: Analysis

    @cached_property
    def _lower_words(self) -> frozenset[str]:
        return frozenset(
            word
            for sentence in self.analysis.sentences
            for word in re.findall(r"[^\W\d_]+", sentence.text)
            if word.islower()
        )

    @cached_property
    def _terms(self) -> dict[str, Term]:
        return {term.key: term for term in self.analysis.terms}

    @cached_property
    def _phrases(self) -> dict[str, str | None]:
        return {}

    def terms_in(self, sentence: Sentence) -> list[Term]:
        """The terms the sentence names, most salient first."""
        found = [self._terms[key] for key in sentence.terms if key in self._terms]
        return sorted(found, key=lambda term: (-term.salience, term.key))

    def opening(self, sentence: Sentence) -> Opening | None:
        """The sentence taken apart behind its subject, when that is one of its terms."""
        text = shown(sentence.text)
        longest_first = sorted(self.terms_in(sentence), key=lambda term: -len(term.text))
        for term in longest_first:
            match = self._opening_pattern(term).match(text)
            if match is not None:
                noun = match["noun"] if match["article"] else self.inside(match["noun"], term)
                subject = f"{(match['article'] or '').lower()}{noun}"
                return Opening(subject, term, text[match.end() :].strip())
        return None

    def as_defined(self, term: Term) -> str:
        """The term in the number its definition's sentence has it in ("Chloroplasts are …")."""
        if term.definition is not None:
            match = self._opening_pattern(term).match(shown(term.definition.sentence.text))
            if match is not None:
                return self.inside(match["noun"], term)
        return term.text

    def _opening_pattern(self, term: Term) -> re.Pattern[str]:
        language = self.analysis.language
        return re.compile(
            rf"(?P<article>{spoken(_ARTICLES, language)})?"
            rf"(?P<noun>(?i:{re.escape(term.text)}){_PLURAL_ENDINGS[language]})(?![\w-])"
        )

    def inside(self, noun: str, term: Term) -> str:
        """The noun as it is written in the middle of a sentence."""
        if self.analysis.language == "de" or not term.text[:1].islower() or noun[1:2].isupper():
            return noun
        first, _, rest = noun.partition(" ")
        if rest != rest.lower() and first.lower() not in self._lower_words:
            return noun
        return noun[:1].lower() + noun[1:]

    def phrase(self, term: Term) -> str | None:
        """The term as the subject of a question, with its article.

        None when the source's sentences do not show how it is said.
        """
        if term.key not in self._phrases:
            self._phrases[term.key] = self._observed(term)
        return self._phrases[term.key]

    def _observed(self, term: Term) -> str | None:
        seen: Counter[str] = Counter()
        for index in term.sentences:
            if index >= len(self.analysis.sentences):
                continue
            text = shown(self.analysis.sentences[index].text)
            seen.update(self._forms(text, term))
        if not seen:
            return None
        most = max(seen.values())
        # The definite form says what the source is about; an indefinite one may be any of a kind.
        best = [form for form, count in seen.items() if count == most]
        return min(best, key=lambda form: (form.startswith(_INDEFINITE), form))

    def _forms(self, text: str, term: Term) -> Iterable[str]:
        language = self.analysis.language
        articles, leads = spoken(_ANYWHERE, language)
        for match in re.finditer(rf"(?<![\w-])(?i:{re.escape(term.text)})(?![\w-])", text):
            before = _WORD_BEFORE.search(text[: match.start()])
            if before is None:
                if match.start() == 0 and language in ("en", "de"):
                    yield self.inside(match[0], term)
                continue
            lead = before[0].strip().lower().replace("’", "'")  # noqa: RUF001
            if _continues(text[match.end() :], language):
                continue
            initial = before.start() == 0
            if lead in articles or (initial and language == "de" and lead in ("der", "ein")):
                spaced = lead if lead.endswith("'") else f"{lead} "
                yield spaced.replace("'", "’") + match[0]  # noqa: RUF001
            elif lead in leads:
                yield match[0]

    def is_whole(self, found: re.Match[str]) -> bool:
        """Whether the words found in a sentence are no part of a longer phrase.

        In English "price" is one in "the consumer price index"; elsewhere adjectives follow their
        nouns, or capitals show the phrase.
        """
        if self.analysis.language != "en":
            return True
        text = found.string
        before = re.search(r"([^\W_]+) $", text[: found.start()])
        led = before is None or before[1].lower() in _BEFORE_A_PHRASE or before[1].endswith("ing")
        return led and not _runs_on(text[found.end() :])

    def decapitalised(self, clause: str) -> str | None:
        """The clause with its first word as written inside a sentence.

        None when the source does not show how that is.
        """
        word = re.match(r"[^\W\d_]+", clause)
        if word is None or word[0][1:] != word[0][1:].lower():
            return clause
        lower = word[0].lower()
        article = re.match(spoken(_ARTICLES, self.analysis.language), clause)
        if lower in self._lower_words or article is not None:
            return clause[: word.start()] + lower + clause[word.end() :]
        starts = {term.text.split()[0] for term in self.analysis.terms if term.text}
        return clause if word[0] in starts else None


def _runs_on(following: str) -> bool:
    """Whether an English noun may follow that makes the phrase the first part of a compound."""
    match = re.match(r" ([a-z]+)(?: ([a-z]+))?", following)
    if match is None or match[1] in _AFTER_A_PHRASE or match[1].endswith(("ed", "ly")):
        return False
    # Behind a noun comes no closed word but behind a verb: "waves shake the ground".
    return match[2] is None or match[2] not in _BEFORE_A_PHRASE


def _continues(following: str, language: str) -> bool:
    """Whether the phrase runs on into a word that makes it another one.

    So does "the cell" in "the cell wall", and "das Blatt" in "das Blatt Papier".
    """
    word = re.match(r"\s([^\W\d_]+)", following)
    if word is None:
        return False
    if language == "en":
        return word[1] not in _AFTER_A_PHRASE
    return word[1][0].isupper()
