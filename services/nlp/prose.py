"""Which sentences are prose that can stand as a claim, and which lean on the one before."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.nlp.frequency import listed
from services.nlp.words import Token, fold, tokens_of

if TYPE_CHECKING:
    from services.nlp.languages import Language

FEWEST_WORDS = 4
MOST_WORDS = 60
CERTAIN_WORDS = 14
"""From here on a capital and a full stop are taken for a sentence without seeing its verb."""
_ENDING = re.compile(r"[.!…][\"'”’»)\]*_“]*(?:\[\d+\])*$")
_CODE = re.compile(r"[{}<>|\\]|[=;]\s*$|==|->|=>|\w\(\)|::|\t|\s{4,}\S|^\s*\$ |^>>>")
_REFERENCE = re.compile(
    r"\bdoi\b|https?://|www\.|\bISBN\b|\bISSN\b|\bet al\.|\bpp?\.\s?\d|\(\d{4}\)\.|@\w"
    r"|^[A-ZÀ-Ý][\w'-]+, (?:[A-Z]\.[ ,]*)+|\bvol\.\s?\d|©|\ball rights reserved\b",
    re.IGNORECASE,
)
_OPENING_MARKS = "\"'“‘„«»(¿¡[*_` "
_PAIRS = (("(", ")"), ("[", "]"), ("«", "»"), ("“", "”"))


def is_prose(text: str, language: Language) -> bool:
    """Whether a segment is a whole declarative sentence of 4 to 60 words."""
    words = len(text.split())
    return (
        FEWEST_WORDS <= words <= MOST_WORDS
        and _is_whole(text, language)
        and _is_lettered(text)
        and not _REFERENCE.search(text)
        and not _is_caption(text, language)
        and ("`" in text or not _CODE.search(text))
        and (words >= CERTAIN_WORDS or has_verb(tokens_of(text, language), language))
    )


def _is_whole(text: str, language: Language) -> bool:
    """Whether it begins and ends as a sentence does, is no question and leaves nothing open."""
    if not _ENDING.search(text) or text.rstrip("\"'”’»)]*_“").endswith(("?", "...")):
        return False
    bare = text.lstrip(_OPENING_MARKS)
    if not bare or not (
        text[0] == "`" or bare[0].isupper() or bare[0].isdigit() or _mixed_case(bare)
    ):
        return False
    # German closes with the mark that opens a quotation in English.
    pairs = _PAIRS[:1] if language.code == "de" else _PAIRS
    return all(text.count(opening) == text.count(closing) for opening, closing in pairs)


def _mixed_case(bare: str) -> bool:
    """Whether the first word carries its capital inside: "pH", "mRNA", "iPhone"."""
    first = bare.split(None, 1)[0]
    return any(character.isupper() for character in first[1:])


def _is_lettered(text: str) -> bool:
    solid = [character for character in text if not character.isspace()]
    letters = sum(character.isalpha() for character in solid)
    return letters >= 0.55 * len(solid)


def _is_caption(text: str, language: Language) -> bool:
    if not language.caption:
        return False
    return bool(re.match(rf"{language.caption}\s*\d*(?:\.\d+)*\s*[:.–—]", text, re.IGNORECASE))


def has_verb(tokens: list[Token], language: Language) -> bool:
    """Whether a finite verb can be seen: a listed one, or a word with a verb's ending."""
    if language.grammar == "neutral":
        return True
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.lower in language.auxiliaries or token.lower in language.verbs:
            return True
        if before is None or not token.text.islower() or token.lower in language.closed:
            continue
        nominal = before.lower in language.articles or before.lower in language.prepositions
        if not nominal and is_verb_form(token.lower, language):
            return True
    return False


def is_verb_form(word: str, language: Language) -> bool:
    """Whether the word has a finite verb's ending, or one whose sister forms are words too."""
    if word.endswith(language.finite_suffixes):
        return True
    return any(
        word.endswith(ending)
        and all(listed(word[: len(word) - len(ending)] + other, language.code) for other in others)
        for ending, others in language.verb_forms
    )


@cache
def _leans(language: Language) -> re.Pattern[str]:
    """The openings of several words that point back; matches nothing where none are known."""
    cues = "|".join(re.escape(cue) for cue in language.connectives)
    return re.compile(rf"(?:{cues})(?!\w)" if cues else r"(?!)")


def is_standalone(text: str, language: Language) -> bool:
    """Whether the sentence reads without the one before: no opening anaphor or connective."""
    opening = fold(text.lstrip(_OPENING_MARKS))
    if _leans(language).match(opening):
        return False
    words = [token.lower for token in tokens_of(opening[:60], language) if token.is_word]
    return not words or (words[0] not in language.openers)
