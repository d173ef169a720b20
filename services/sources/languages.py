"""Which language a document is written in, found passage by passage."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from services.nlp.function_words import sure_language
from services.nlp.identification import likelihoods
from services.sources.blocks import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_LANGUAGE = "en"
PLAUSIBLE_LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr",
    "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""Course material in anything else is rarer than a short passage mistaken for it."""

_MAX_BLOCKS = 120
_BLOCK_CHARACTERS = 1500
_MIN_LETTERS = 12
_MIN_WORD_SHARE = 0.7
# Paths, flags, identifiers, calls, addresses: the words of code and commands, English in any text.
_CODE_TOKEN = re.compile(r"\S*(?:[_/\\=<>{}$|#@`~]|\w\(|--|::|\w\.\w)\S*|(?<!\S)-\w+")
_LETTERS = re.compile(r"[^\W\d_]+")


def detect_language(blocks: Iterable[Block], claimed: str = "") -> str:
    """The language (ISO 639-1) that most of the prose is in.

    Where function words do not settle it, each block of prose votes with its letters times the
    detector's confidence; code has no vote.

    Args:
        blocks: The document.
        claimed: The language the document says it is in: taken when it has too little prose.
    """
    samples = [sample for block in blocks if (sample := _prose(block))]
    spread = _spread(samples)
    if (sure := sure_language("\n".join(spread))) is not None:
        return sure
    votes: Counter[str] = Counter()
    for sample in spread:
        language, confidence = _classify(sample)
        votes[language] += round(1000 * confidence * len(sample))
    if votes:
        return votes.most_common(1)[0][0]
    return claimed if claimed in PLAUSIBLE_LANGUAGES else DEFAULT_LANGUAGE


def _prose(block: Block) -> str:
    """The words of a block that tell its language, or nothing."""
    if block.kind in (BlockKind.CODE, BlockKind.HEADING):
        return ""
    text = block.text[:_BLOCK_CHARACTERS]
    words = _CODE_TOKEN.sub(" ", text)
    letters = sum(map(len, _LETTERS.findall(words)))
    if letters < _MIN_LETTERS or letters < _MIN_WORD_SHARE * sum(map(len, _LETTERS.findall(text))):
        return ""
    return " ".join(words.split())


def _spread(samples: list[str]) -> list[str]:
    step = max(1, -(-len(samples) // _MAX_BLOCKS))
    return samples[::step]


def _classify(sample: str) -> tuple[str, float]:
    """The likeliest of the plausible languages, and its share (0 to 1) among them."""
    all_languages = likelihoods(sample)
    plausible = {code: all_languages.get(code, 0.0) for code in PLAUSIBLE_LANGUAGES}
    language = max(plausible, key=lambda code: plausible[code])
    return language, plausible[language] / (sum(plausible.values()) or 1.0)
