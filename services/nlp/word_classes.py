"""The class of each word of a sentence, decided by rules in turn; the first that knows decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.nlp.prose import is_verb_form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.nlp.company import Company
    from services.nlp.languages import Grammar, Language
    from services.nlp.words import Token

NOUN, NAME, MODIFIER, WEAK, LINK, STOP = "N", "C", "M", "A", "L", "."
"""Noun; capitalised name; adjective a term may have; adjective it may not; "of"; anything else."""

SHORTEST_GERUND = 6
SHORTEST_PARTICIPLE = 5
SHORTEST_COMPOUND = 9
SHORTEST_NEUTRAL = 3
ROMAN_DIGITS = frozenset("IVXLC")


@dataclass(frozen=True, slots=True)
class Place:
    """A token among its neighbours."""

    tokens: Sequence[Token]
    index: int
    language: Language
    company: Company

    @property
    def token(self) -> Token:
        """The token itself."""
        return self.tokens[self.index]

    @property
    def lower(self) -> str:
        """Its folded form."""
        return self.token.lower

    @property
    def before(self) -> str:
        """The folded token before, empty at the start."""
        return self.tokens[self.index - 1].lower if self.index else ""

    @property
    def after(self) -> str:
        """The folded token after, empty at the end."""
        following = self.index + 1
        return self.tokens[following].lower if following < len(self.tokens) else ""

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.token.text[0].isupper()

    @property
    def before_capital(self) -> bool:
        """Whether the next token begins with a capital."""
        following = self.index + 1
        return following < len(self.tokens) and self.tokens[following].text[0].isupper()

    @property
    def inside(self) -> bool:
        """Whether its capital, if it has one, is not owed to the start of a sentence."""
        return begins_inside(self.tokens, self.index)

    @property
    def determined(self) -> bool:
        """Whether an article or another determiner stands right before it."""
        return self.before in self.language.articles or self.before in self.language.determiners

    @property
    def governs(self) -> bool:
        """Whether what follows can be its object: an article, a determiner or a pronoun."""
        language = self.language
        return self.after in language.articles | language.determiners | language.pronouns

    @property
    def follows_content(self) -> bool:
        """Whether a word that carries meaning stands right before it."""
        return self.before[:1].isalpha() and self.before not in self.language.closed

    @property
    def follows_noun(self) -> bool:
        """Whether such a word stands there and is not a listed verb."""
        return self.follows_content and self.before not in self.language.verbs

    @property
    def joined(self) -> bool:
        """Whether "and" or "or" stands before it and a preposition behind."""
        language = self.language
        joining = {language.conjunction, language.alternative}
        return self.before in joining and self.after in language.prepositions

    @property
    def ends_phrase(self) -> bool:
        """Whether no word that carries meaning follows."""
        return not self.after[:1].isalnum() or self.after in self.language.closed

    def is_noun(self) -> bool:
        """Whether the source shows it to be a noun elsewhere."""
        return self.company.is_noun(self.token)


def begins_inside(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token is not the first word of its sentence, quotation or clause after ":"."""
    return any(token.is_word for token in tokens[:index]) and tokens[index - 1].text not in ':„“«"'


def classes_of(tokens: Sequence[Token], language: Language, company: Company) -> list[str]:
    """The class of each token."""
    rules = _RULES[language.grammar]
    return [_decide(Place(tokens, index, language, company), rules) for index in range(len(tokens))]


def _decide(place: Place, rules: Sequence[Callable[[Place], str | None]]) -> str:
    for rule in rules:
        decided = rule(place)
        if decided is not None:
            return decided
    return STOP


def is_numeral(word: str, language: Language) -> bool:
    """Whether the word is a number in letters, or several joined: "thirty-four"."""
    return all(part in language.numerals or part.isdigit() for part in word.split("-"))


# Rules for every language


def _link(place: Place) -> str | None:
    between = place.before and place.after[:1].isalnum()
    if place.lower not in place.language.links or not between:
        return None
    # "Pactos de la Moncloa": an article links behind the preposition only.
    alone = place.lower in place.language.definite and place.before not in place.language.links
    return None if alone else LINK


def _closed(place: Place) -> str | None:
    lower, language = place.lower, place.language
    if not place.token.is_word or lower in language.closed or lower in language.calendar:
        return STOP
    if is_numeral(lower, language):
        return STOP
    return STOP if len(lower) == 1 or lower[0].isdigit() else None


def _adjective(place: Place) -> str | None:
    if place.lower in place.language.adjectives:
        return WEAK
    return MODIFIER if place.lower in place.language.modifiers else None


# Head last: English


def _inner_capital(place: Place) -> str | None:
    # "Y-shaped" carries a capital and is no name.
    shaped = "-" in place.lower and place.lower.endswith("ed")
    return NOUN if place.is_capital and place.inside and not shaped else None


def _verb_after_signal(place: Place) -> str | None:
    signalled = place.before in place.language.before_verbs
    return STOP if signalled and is_verb_form(place.lower, place.language) else None


def _listed_verb(place: Place) -> str | None:
    if place.lower not in place.language.verbs:
        return None
    opened = place.determined or place.before in place.language.adjectives or place.before == "of"
    # "Opportunity cost is": before a copula the word closes the subject.
    opened = opened or (place.follows_content and place.after in place.language.auxiliaries)
    return NOUN if opened and not place.governs and not place.lower.endswith("ed") else STOP


def _hyphenated(place: Place) -> str | None:
    if "-" not in place.lower:
        return None
    parts = place.lower.split("-")
    joined = any(part in place.language.closed for part in parts[1:-1])  # "back-to-back"
    qualifies = joined or parts[-1].endswith(("dependent", "ed", "ing", "ic", "al", "based"))
    return MODIFIER if qualifies else NOUN


def _adverb_or_participle(place: Place) -> str | None:
    lower = place.lower
    participle = lower.endswith("ed") and len(lower) >= SHORTEST_PARTICIPLE
    if not participle and not lower.endswith(place.language.adverb_suffixes):
        return None
    return None if place.is_noun() else STOP


def _gerund(place: Place) -> str | None:
    """A word in -ing: a noun when it closes a phrase ("quantitative easing is"), else a verb."""
    if not place.lower.endswith("ing") or len(place.lower) < SHORTEST_GERUND:
        return None
    if place.governs:
        return STOP
    closes = not place.after[:1].isalnum() or place.after in place.language.auxiliaries
    if place.is_noun() or (closes and place.follows_content):
        return NOUN
    return MODIFIER if place.determined or place.before == "of" else STOP


def _predicate(place: Place) -> str | None:
    """A verb between a noun and its object, or after a plural: "debtors suffer because"."""
    verbal = is_verb_form(place.lower, place.language) and not place.is_noun()
    if verbal and place.joined and place.lower.endswith("s"):
        return STOP  # "rock breaks and slides along a fault"
    if not place.follows_content or place.is_noun():
        return None
    if place.governs:
        return STOP
    bare = place.before.endswith("s") and not place.lower.endswith("s") and place.ends_phrase
    return STOP if bare and is_verb_form(place.lower, place.language) else None


def _by_ending(place: Place) -> str | None:
    lower, language = place.lower, place.language
    if lower.endswith(language.noun_suffixes) or not lower.endswith(language.adjective_suffixes):
        return NOUN
    opened = place.follows_content or place.determined or place.before in language.adjectives
    heads = place.ends_phrase and opened
    return NOUN if heads or place.is_noun() else MODIFIER


# Head first: French, Spanish


def _name(place: Place) -> str | None:
    if not place.is_capital:
        return None
    if not (place.inside or place.before_capital or place.company.is_name(place.token)):
        return None
    numeral = len(place.token.text) > 1 and set(place.token.text) <= ROMAN_DIGITS
    return MODIFIER if numeral else NAME


def _determined_noun(place: Place) -> str | None:
    # "Muchos pensaban": what a word of quantity stands before may be the verb.
    verb = place.lower.endswith(place.language.finite_suffixes)
    quantified = place.before in place.language.determiners
    return NOUN if place.determined and not (verb and quantified) else None


def _verb_or_adverb(place: Place) -> str | None:
    language = place.language
    adverb = place.lower.endswith(language.adverb_suffixes)
    return STOP if adverb or place.lower in language.verbs else None


def _following_adjective(place: Place) -> str | None:
    if not place.follows_noun:
        return None
    fits = place.lower.endswith(place.language.adjective_suffixes)
    return MODIFIER if fits or place.lower in place.company.qualities else None


def _noun_elsewhere(place: Place) -> str | None:
    if not place.is_noun():
        return None
    inflected = is_verb_form(place.lower, place.language)
    return STOP if place.follows_noun and inflected else NOUN


def _undetermined(place: Place) -> str | None:
    """Without an article: an ending of nouns, or a preposition before what is no infinitive."""
    lower, language = place.lower, place.language
    if place.before in language.relatives and place.before not in language.prepositions:
        return STOP
    if lower.endswith(language.noun_suffixes) and not place.follows_noun:
        return NOUN
    if lower.endswith((*language.infinitive_suffixes, *language.finite_suffixes)):
        return STOP
    governed = place.before in language.prepositions or place.before in language.links
    return NOUN if governed and not lower.endswith(language.adjective_suffixes) else STOP


# Nouns with capitals, as in German


def _german_closed(place: Place) -> str | None:
    return STOP if place.lower in place.language.verbs else None


def _german_noun(place: Place) -> str | None:
    if not place.is_capital:
        return None
    if place.lower in place.language.adjectives:
        return STOP
    return NOUN if place.inside or _starts_as_noun(place) else STOP


def _starts_as_noun(place: Place) -> bool:
    """Whether a capitalised first word is a noun: seen as one inside, or built like one."""
    lower, company = place.lower, place.company
    if company.small[lower]:
        return False
    built = lower.endswith(place.language.noun_suffixes) or len(lower) >= SHORTEST_COMPOUND
    return built or company.capitals[lower] > 0


def _german_adjective(place: Place) -> str | None:
    lower, language = place.lower, place.language
    if not place.before_capital or place.after in language.closed or lower in language.adjectives:
        return STOP
    if not lower.endswith(("e", "er", "es", "en")):
        return STOP
    bare = lower.rstrip("nrs").removesuffix("e")
    return MODIFIER if bare.endswith(language.adjective_suffixes) else STOP


def _neutral(place: Place) -> str | None:
    return NOUN if len(place.lower) >= SHORTEST_NEUTRAL else STOP


_RULES: dict[Grammar, tuple[Callable[[Place], str | None], ...]] = {
    "head_last": (
        _link,
        _closed,
        _inner_capital,
        _adjective,
        _verb_after_signal,
        _listed_verb,
        _hyphenated,
        _adverb_or_participle,
        _gerund,
        _predicate,
        _by_ending,
    ),
    "head_first": (
        _link,
        _closed,
        _name,
        _adjective,
        _determined_noun,
        _verb_or_adverb,
        _following_adjective,
        _noun_elsewhere,
        _undetermined,
    ),
    "capitals": (_closed, _german_closed, _german_noun, _german_adjective),
    "neutral": (_closed, _neutral),
}
