"""Sentences that say what a term is: which part is the term and which part defines it."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from services.nlp.phrases import Phrase
from services.nlp.prose import has_verb, is_verb_form
from services.nlp.words import Token, fold, tokens_of

if TYPE_CHECKING:
    from services.nlp.languages import Language

_GLOSSARY = re.compile(
    r"^[*_`]*(?P<term>[^:.;,()!?–—]{2,60}?)[*_`]*\s?(?::|\s[–—-])[*_`]*\s+[*_`]*(?P<gloss>.+)$",
    re.DOTALL,
)
_CITATION = re.compile(r"\s*(?:\([^()]*\b\d{4}[a-z]?\)|\[\d+\])$")
_CODE = re.compile(r"[{}\[\]<>|=]")
_PLACES = {
    "<term>": r"(?P<term>.{2,60}?)",
    "<subject>": r"(?P<term>.{2,80}?)(?:\s\([^()]*\))?",
    "<head>": r"(?P<term>[^,;:()]{2,60})",
    "<named>": r"(?P<term>[^,;:.()]{2,60})(?=[,;.(])",
    "<word>": r"(?P<term>[A-ZÄÖÜ][\w-]+)",
    "<phrase>": r"(?P<tail>[\w-]+(?:\s[\w'’-]+){0,4})",
    "<clause>": r"[^,;:()]{8,160}",
}
"""What the names in a language's patterns stand for."""
_PLACE = re.compile(rf"(?<!\?P)(?:{'|'.join(_PLACES)})")
FEWEST_WORDS, MOST_WORDS, FEWEST_CHARACTERS = 3, 60, 10
MOST_TERM_WORDS = 5
WORDS_OF_AN_ITEM = 4
"""Up to this many words on average between commas are a list, not an explanation."""


class Found(NamedTuple):
    """A definition in a sentence: the phrase defined, and its gloss to the letter."""

    phrase: Phrase
    gloss: str


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(_PLACE.sub(lambda found: _PLACES[found[0]], pattern), re.VERBOSE)
        for pattern in language.definitions
    )


def is_glossary_line(text: str) -> bool:
    """Whether a list item reads "Term: explanation." with at least three words to explain."""
    match = _GLOSSARY.match(text)
    if match is None or len(match["term"].split()) > MOST_TERM_WORDS:
        return False
    # "Typical causes: unclear goals, friendly clients, missing documents" is a list.
    words = match["gloss"].split()
    enumerates = match["gloss"].count(",") > 1 and len(words) < WORDS_OF_AN_ITEM * 3
    return FEWEST_WORDS <= len(words) <= MOST_WORDS and not enumerates


def definitions_in(
    text: str, phrases: list[Phrase], language: Language, *, is_item: bool = False
) -> list[Found]:
    """The definitions a sentence gives, at most one for each of its phrases.

    ``is_item`` says that it is a list item, which may be a line of a glossary.
    """
    flat = text.replace("\n", " ")
    patterns = (*_patterns(language), _GLOSSARY) if is_item else _patterns(language)
    found: dict[tuple[int, int], Found] = {}
    for pattern in patterns:
        for match in pattern.finditer(flat):
            phrase = _defined(flat, match, phrases, language)
            if phrase is None and pattern is _GLOSSARY:
                phrase = _entry(flat, match.span("term"), language)
            if phrase is None or (phrase.start, phrase.end) in found:
                continue
            group = "apposed" if "apposed" in match.re.groupindex else "gloss"
            gloss = _trim(match[group], language)
            start = flat.find(gloss, match.start(group))
            if group == "apposed" and not _is_apposition(flat, phrase, gloss, language):
                continue
            if _is_gloss(gloss, phrase, language, listed=pattern is _GLOSSARY):
                to_the_letter = text[start : start + len(gloss)]
                found[phrase.start, phrase.end] = Found(phrase, to_the_letter)
    return list(found.values())


def _is_apposition(text: str, phrase: Phrase, gloss: str, language: Language) -> bool:
    """Whether what follows the phrase renames it, and does not go on with another clause.

    "In spring, a farmer ploughs" opens with a preposition; "When light hits the leaf, an electron
    jumps" has a verb before any relative pronoun; "a hash, an author and a message" is a list.
    """
    tokens = tokens_of(text, language)
    opening = tokens[0].lower
    before = [token for token in tokens if token.end <= phrase.start]
    if before and opening not in language.articles:
        leading = language.prepositions | language.function_words
        if opening in leading or not has_verb(before, language):
            return False
    renaming: list[Token] = []
    for token in tokens_of(gloss, language):
        if token.lower in language.relatives and renaming[1:]:
            break
        if f"{token.lower}s" not in language.verbs:  # "a general fall" names, "falls" would not
            renaming.append(token)
    joining = {language.conjunction, language.alternative}
    rest = text[text.find(gloss, phrase.end) + len(gloss) :].lstrip(" ,").partition(" ")[0]
    listed = rest in joining or any(token.lower in joining for token in renaming)
    return not listed and not has_verb(renaming, language)


def _defined(
    text: str, match: re.Match[str], phrases: list[Phrase], language: Language
) -> Phrase | None:
    """The phrase a pattern names: all of its group "term", or what its group "tail" ends with."""
    if "tail" not in match.re.groupindex:
        return _phrase_at(text, match.span("term"), phrases, language)
    start, end = match.span("tail")
    ending = [phrase for phrase in phrases if start <= phrase.start and phrase.end == end]
    return max(ending, key=lambda phrase: len(phrase.tokens), default=None)


def _phrase_at(
    text: str, span: tuple[int, int], phrases: list[Phrase], language: Language
) -> Phrase | None:
    """The phrase that fills the span, but for an article before it and marks around it."""
    start, end = span
    for phrase in phrases:
        if not (start <= phrase.start and phrase.end <= end):
            continue
        before = fold(text[start : phrase.start]).strip("\"'“”„«»*_ ()\n")
        after = text[phrase.end : end].strip("\"'“”„«»*_ \n")
        if not after and (not before or before in language.articles):
            return phrase
    return None


def _entry(text: str, span: tuple[int, int], language: Language) -> Phrase | None:
    """The words that a line of a glossary explains, whatever their classes."""
    tokens = [token for token in tokens_of(text[: span[1]], language) if token.start >= span[0]]
    if len(tokens) > MOST_TERM_WORDS or not all(token.is_word for token in tokens):
        return None
    named = tokens and not {token.lower for token in tokens} & (language.closed | language.generic)
    return Phrase(tuple(tokens), longest=True) if named else None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE) if pattern else None


def _trim(gloss: str, language: Language) -> str:
    """The gloss without what is added to it after a comma or a semicolon, and without its stop."""
    ends = _compiled(language.gloss_ends)
    cut = ends.search(gloss) if ends else None
    gloss = (gloss[: cut.start()] if cut else gloss).strip(" .")
    gloss = _CITATION.sub("", gloss)
    for article in language.dropped_articles:
        if gloss.lower().startswith(article):
            gloss = gloss[len(article) :]
            break
    return gloss.rstrip(" .;:,!–—-*_")


def _says_what(gloss: str, tokens: list[str], language: Language) -> bool:
    """Whether a sentence's gloss says what a thing is, not which one or how important it is."""
    weak = _compiled(language.weak_gloss)
    if (weak and weak.match(gloss)) or tokens[0] in language.pronouns:
        return False
    return len(gloss.split()) > FEWEST_WORDS or tokens[0] not in language.definite


def _is_nominal(gloss: str, tokens: list[str], language: Language) -> bool:
    """Whether a glossary's explanation names a thing: no instruction, condition, code or clause."""
    if _CODE.search(gloss):
        return False
    first = tokens[0]
    if first in language.prepositions | language.function_words | language.verbs:
        return False
    if language.grammar == "head_last" and is_verb_form(first, language):
        return False  # "Short: Minimize code duplication."
    verbs = language.auxiliaries | language.verbs
    # "the program includes a command" is a clause.
    opening = pairwise(tokens[1:5])
    return not any(word in verbs and after in language.articles for word, after in opening)


def _is_gloss(gloss: str, phrase: Phrase, language: Language, *, listed: bool) -> bool:
    """Whether it can define the phrase; ``listed`` in a glossary, where little is in doubt."""
    words = gloss.split()
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or len(gloss) < FEWEST_CHARACTERS:
        return False
    tokens = [token.lower for token in tokens_of(gloss, language) if token.is_word]
    if not tokens or gloss.count("(") != gloss.count(")"):
        return False
    if language.demonstratives & set(tokens):  # "any molecule that such a receptor recognises"
        return False
    if not (_is_nominal if listed else _says_what)(gloss, tokens, language):
        return False
    return not set(phrase.lowers) <= set(tokens[: 2 + len(phrase.lowers)])
