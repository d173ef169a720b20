"""Which sentences are prose that can stand as a claim; which lean on others: ``leaning.py``."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.nlp.frequency import listed
from services.nlp.words import Token, tokens_of

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
OPENING_MARKS = "\"'“‘„«»(¿¡[*_` "
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
    bare = text.lstrip(OPENING_MARKS)
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
    return language.grammar == "neutral" or first_verb(tokens, language) is not None


def first_verb(tokens: list[Token], language: Language) -> int | None:
    """The place of the first word that is a finite verb by the list or by its ending."""
    for place, token in enumerate(tokens):
        if token.lower in language.auxiliaries or token.lower in language.verbs:
            return place
        if place == 0 or not token.text.islower() or token.lower in language.closed:
            continue
        before = tokens[place - 1].lower
        nominal = before in language.articles or before in language.prepositions
        if not nominal and is_verb_form(token.lower, language):
            return place
    return None


def is_verb_form(word: str, language: Language) -> bool:
    """Whether the word has a finite verb's ending, or one whose sister forms are words too."""
    if word.endswith(language.finite_suffixes):
        return True
    return any(
        word.endswith(ending)
        and all(listed(word[: len(word) - len(ending)] + other, language.code) for other in others)
        for ending, others in language.verb_forms
    )
