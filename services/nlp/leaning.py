"""Which sentences lean on the one before: by their opening, or a word that points out of them."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from services.nlp.prose import OPENING_MARKS, first_verb, is_verb_form
from services.nlp.words import fold, tokens_of

if TYPE_CHECKING:
    from services.nlp.languages import Language
    from services.nlp.words import Token

_PAUSES = frozenset(",;:–—")  # noqa: RUF001 (dashes part clauses)
_INVERTED = frozenset({"de"})
"""Languages that put the subject behind the verb when something else opens the sentence."""


def is_standalone(text: str, language: Language) -> bool:
    """Whether the sentence reads without the one before.

    It does not when it opens with an anaphor or a connective, or when a pronoun, a demonstrative or
    an adverb of its first clause can only mean something said before.
    """
    bare = text.lstrip(OPENING_MARKS)
    opening = fold(bare)
    if _leans(language).match(opening) or _backward(language).match(bare):
        return False
    words = [token.lower for token in tokens_of(opening[:60], language) if token.is_word]
    if words and words[0] in language.openers:
        return False
    if language.grammar == "neutral":
        return True
    return not _points_out(tokens_of(text, language), language)


@cache
def _leans(language: Language) -> re.Pattern[str]:
    """The openings of several words that point back; matches nothing where none are known."""
    cues = "|".join(re.escape(cue) for cue in language.connectives)
    return re.compile(rf"(?:{cues})(?!\w)" if cues else r"(?!)")


@cache
def _backward(language: Language) -> re.Pattern[str]:
    return re.compile(language.backward or r"(?!)", re.VERBOSE)


def _points_out(tokens: list[Token], language: Language) -> bool:
    if _lacks_subject(tokens, language):
        return True
    verb = first_verb(tokens, language)
    if verb is None:
        return False
    # A fronted adverbial ("In 1860, …") is no clause: only a pause behind the verb ends the first.
    ends = (place for place, token in enumerate(tokens) if place > verb and token.text in _PAUSES)
    clause = tokens[: next(ends, len(tokens))]
    return (
        _has_pronoun_for_subject(clause, verb, language)
        or _has_pointer(tokens, len(clause), language)
        or _has_demonstrative(tokens, language)
        or _has_object_from_before(clause, verb, language)
        or _has_clitic(clause, language)
        or _lacks_person(tokens, language)
    )


def _lacks_subject(tokens: list[Token], language: Language) -> bool:
    """Whether it begins with a verb and goes on without a subject: "Funciona como un índice"."""
    if len(tokens) < 2 or tokens[0].lower in language.closed:  # noqa: PLR2004 (verb and follower)
        return False
    if tokens[1].lower in language.possessives:  # "List their names"
        return True
    follower = tokens[1].lower in language.prepositions | {"como"}
    return language.drops_subjects and follower and _is_verb(tokens[0], language)


def _has_pronoun_for_subject(clause: list[Token], verb: int, language: Language) -> bool:
    """Whether the subject is a pronoun behind a fronted adverbial: "On 26 August it adopts"."""
    for token in clause[:verb]:
        if token.lower in language.function_words or token.lower in language.relatives:
            break
        if token.lower in language.anaphors:
            return True
    follower = clause[verb + 1].lower if verb + 1 < len(clause) else ""
    # "Am Abend kam sie": what opens the sentence is no subject.
    fronted = clause[0].lower in language.prepositions
    return language.code in _INVERTED and fronted and follower in language.anaphors


def _has_pointer(tokens: list[Token], length: int, language: Language) -> bool:
    """Whether an adverb like "dadurch" stands in the first clause."""
    for place, token in enumerate(tokens):
        if token.lower not in language.pointers:
            continue
        before = tokens[place - 1].lower if place else ""
        after = tokens[place + 1].lower if place + 1 < len(tokens) else ""
        if before == after == ",":  # "In the long run, however, …"
            return True
        # "führt dazu, dass" points forward.
        if place < length and after not in {",", "of"}:
            return True
    return False


def _has_demonstrative(tokens: list[Token], language: Language) -> bool:
    """Whether "these" or the like stands anywhere, unless a clause that may name it comes first."""
    if tokens[0].lower in language.function_words:
        return False
    return any(
        token.lower in language.demonstratives
        and after.text[0].isalpha()
        and after.lower not in language.relatives
        and after.lower not in {"as", "sont", "n'"}
        for token, after in pairwise(tokens)
    )


def _has_object_from_before(clause: list[Token], verb: int, language: Language) -> bool:
    """Whether the verb's object is a pronoun, with no other noun before it: "measure it with"."""
    if any(token.text in _PAUSES for token in clause[:verb]):
        return False
    for token in clause[verb + 1 :]:
        if token.lower in language.objects:
            return True
        if token.lower in language.prepositions or token.lower in language.adverbs:
            continue
        if not language.adverb_suffixes or not token.lower.endswith(language.adverb_suffixes):
            return False
    return False


def _has_clitic(clause: list[Token], language: Language) -> bool:
    """Whether an unstressed pronoun stands between subject and verb: "le tube les découpe"."""
    for before, token, after in zip(clause, clause[1:], clause[2:], strict=False):
        if token.lower not in language.clitics or not before.is_word:
            continue
        subject = before.lower not in language.closed and not _is_verb(before, language)
        if subject and _is_verb(after, language):
            return True
    return False


def _is_verb(token: Token, language: Language) -> bool:
    known = token.lower in language.auxiliaries or token.lower in language.verbs
    return known or is_verb_form(token.lower, language)


def _qualifies(following: Token, language: Language) -> bool:
    """Whether the word behind the first shows that one to be an adjective: "Enslaved people"."""
    plain = following.text.islower() and following.lower not in language.closed
    return plain and not _is_verb(following, language) and not following.lower.endswith("ed")


def _lacks_person(tokens: list[Token], language: Language) -> bool:
    """Whether "he" or "him" comes before anybody it could be."""
    place = next((at for at, token in enumerate(tokens) if token.lower in language.persons), None)
    if place is None or tokens[0].lower in language.articles:
        return False
    return not any(
        token.text[0].isupper()
        and token.lower not in language.calendar
        and (at == 0 or tokens[at - 1].lower not in language.prepositions)
        and token.lower not in language.closed
        and (at > 0 or not _qualifies(tokens[1], language))
        for at, token in enumerate(tokens[:place])
    )
