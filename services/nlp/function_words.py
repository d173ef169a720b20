"""Telling a language by its function words: certain where it answers, and cheap."""

from __future__ import annotations

import re

from services.nlp.languages import WRITTEN, language_of

SURE_SHARE = 0.36
"""Share of a language's function words that running text in it has; its relatives have less."""

EXPECTED_SHARE = 0.22
"""Share that settles it for the language a text is expected in: terms and names dilute it."""

SURE_LEAD = 1.5
"""How far that share must be ahead of every other language's; French and Spanish share many."""

MARKER_SHARE = 0.008
"""Share of each of a language's marker words in running text."""

# Words that running text cannot do without, and that the language's nearest relatives do not have.
_MARKERS = {"de": ("und", "die"), "en": ("the", "and"), "es": ("y", "el"), "fr": ("et", "les")}
_WORD = re.compile(r"[^\W\d_]+")


def function_word_shares(text: str) -> dict[str, float]:
    """The share (0 to 1) of the text's words that are function words of each written language."""
    words = _WORD.findall(text.lower())
    return {
        code: sum(word in closed for word in words) / max(1, len(words))
        for code in WRITTEN
        for closed in [language_of(code).closed]
    }


def sure_language(text: str) -> str | None:
    """The language (ISO 639-1) of running text, or nothing where there is any doubt.

    Only the languages that are written are known; Portuguese, Dutch or Catalan are doubtful.
    """
    shares = function_word_shares(text)
    code = max(shares, key=lambda each: shares[each])
    share = shares.pop(code)
    if share < SURE_SHARE or share < SURE_LEAD * max(shares.values()):
        return None
    words = _WORD.findall(text.lower())
    present = all(words.count(marker) >= MARKER_SHARE * len(words) for marker in _MARKERS[code])
    return code if present else None


def reads_as(text: str, expected: str) -> bool:
    """Whether function words leave no doubt that a text is in the language it is expected in.

    False says nothing: a language that is not written here, a list of terms, another language.
    """
    shares = function_word_shares(text)
    share = shares.pop(expected, 0.0)
    return share >= EXPECTED_SHARE and share >= SURE_LEAD * max(shares.values())
