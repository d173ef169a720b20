"""How much of a text is function words of each language: a sure sign of its language, and cheap."""

from __future__ import annotations

import re

from services.nlp.languages import WRITTEN, language_of

_WORD = re.compile(r"[^\W\d_]+")


def function_word_shares(text: str) -> dict[str, float]:
    """The share (0 to 1) of the text's words that are function words of each written language.

    Running text has 0.3 to 0.6 in its own language, and less than half of that in the others.
    """
    words = _WORD.findall(text.lower())
    if not words:
        return dict.fromkeys(WRITTEN, 0.0)
    return {
        code: sum(word in closed for word in words) / len(words)
        for code in WRITTEN
        for closed in [language_of(code).closed]
    }
