"""Typography and small grammar of the four languages: quotation marks, question marks, lists.

What a content type says in its own words lives in its ``phrases.py``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from core.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")


def words(text: str) -> frozenset[str]:
    """The set of the text's words, for tables."""
    return frozenset(text.split())


NBSP = "\u00a0"
_QUOTES = {
    "en": ("“", "”"),
    "de": ("„", "“"),
    "fr": (f"«{NBSP}", f"{NBSP}»"),
    "es": ("«", "»"),
}
_AND = {"en": "and", "de": "und", "fr": "et", "es": "y"}
_COLON = {"en": ": ", "de": ": ", "fr": f"{NBSP}: ", "es": ": "}
_GENERIC_TITLES = words(
    "introduction overview preface einführung einleitung überblick vorwort aperçu préface "
    "avant-propos introducción presentación prólogo resumen summary zusammenfassung résumé"
)
_SOUNDS_LIKE_Y = re.compile(r"[«\"]?(?:i|í|hi(?!e))", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyhàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_CONTRACTIONS = {
    "fr": (("le ", "du "), ("les ", "des ")),
    "es": (("el ", "del "),),
}
_ACCUSATIVE = (("der ", "den "), ("ein ", "einen "))


def spoken(table: Mapping[str, T], language: str) -> T:
    """The table's entry for a language.

    Raises:
        ContentError: The table has no words in this language.
    """
    if language not in table:
        raise ContentError(
            f"The embedded model does not write in the language {language!r}.",
            hint=f"Choose one of {', '.join(sorted(table))}, or another model.",
        )
    return table[language]


def quoted(text: str, language: str) -> str:
    """The text in the language's quotation marks."""
    opening, closing = spoken(_QUOTES, language)
    return f"{opening}{text}{closing}"


def question(text: str, language: str) -> str:
    """The text as a question, with the language's marks."""
    asked = capitalised(text)
    if language == "es":
        return f"¿{asked}?"
    return f"{asked}{NBSP}?" if language == "fr" else f"{asked}?"


def colon(language: str) -> str:
    """The colon that stands between two words, with its spaces."""
    return spoken(_COLON, language)


def listed(items: Sequence[str], language: str) -> str:
    """The items as a list in running text: "a, b and c"."""
    if len(items) < 2:  # noqa: PLR2004 (one item needs no joining word)
        return "".join(items)
    joining = spoken(_AND, language)
    if language == "es" and _SOUNDS_LIKE_Y.match(items[-1]):
        joining = "e"
    return f"{', '.join(items[:-1])} {joining} {items[-1]}"


def capitalised(text: str) -> str:
    """The text with a capital first letter; a word like "mRNA" stays as it is."""
    first = text.split(" ", 1)[0]
    if any(character.isupper() for character in first[1:]):
        return text
    return text[:1].upper() + text[1:]


def is_generic(title: str) -> bool:
    """Whether a section's title names no subject ("Introduction")."""
    return title.casefold().strip(" .:") in _GENERIC_TITLES


def of(phrase: str, language: str) -> str:
    """The noun phrase in the genitive of "the role of …"."""
    for before, after in _CONTRACTIONS.get(language, ()):
        if phrase.startswith(before):
            return after + phrase.removeprefix(before)
    if language == "en":
        return f"of {phrase}"
    if language == "fr" and _VOWEL.match(phrase):
        return f"d’{phrase}"  # noqa: RUF001 (the apostrophe of running text)
    return f"von {phrase}" if language == "de" else f"de {phrase}"


def elided(text: str, language: str) -> str:
    """The text with French "que une" as "qu’une"."""  # noqa: RUF002
    if language != "fr":
        return text
    return re.sub(r"\bque (?=[aeiouéèêâîôû])", "qu’", text)  # noqa: RUF001


def accusative(phrase: str, language: str) -> str:
    """The noun phrase as an object; only German articles change."""
    if language == "de":
        for before, after in _ACCUSATIVE:
            if phrase.startswith(before):
                return after + phrase.removeprefix(before)
    return phrase
