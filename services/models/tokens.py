"""How many tokens a text is, estimated without any provider's tokenizer.

Tokenizers cut a text into words, numbers, punctuation and white space first, and those into
pieces of their vocabulary. So a text is counted here by kinds of characters.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[A-ZÀ-Þ]?[a-zß-\u017f]+|[A-ZÀ-Þ]+")
_ACCENTED = re.compile(r"[À-\u017f]")
_UNPRONOUNCEABLE = re.compile(r"[b-df-hj-np-tv-xz]{5,}", re.IGNORECASE)
"""No word of a language: an identifier, a digest, noise."""
_DIGITS = re.compile(r"[0-9]+")
_MARKS = re.compile(r"[!-/:-@\[-`{-~]+")
_SPACE = re.compile(r"[ \t-\r]+")
_SPACE_BEFORE_NO_WORD = re.compile(r" (?![A-Za-zÀ-\u017f])|[\t-\r]")
_ALPHABETS = "\u0370-\u052f\u05d0-\u05ea\u0620-\u06ff"
_IDEOGRAPHS = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef"
_SYLLABLES = "\u0900-\u1fff"
_OTHER = re.compile(rf"[^ \t-\r!-~À-\u017f{_ALPHABETS}{_IDEOGRAPHS}{_SYLLABLES}]")


class _Script(NamedTuple):
    """A kind of letters, and how many tokens one of them is on average and at most."""

    letter: re.Pattern[str]
    average: float
    most: int


_SCRIPTS = (
    _Script(re.compile(f"[{_ALPHABETS}]"), 0.4, 1),  # Greek, Cyrillic, Hebrew, Arabic
    _Script(re.compile(f"[{_IDEOGRAPHS}]"), 0.8, 2),  # Chinese, Japanese, Korean
    _Script(re.compile(f"[{_SYLLABLES}]"), 0.6, 2),  # Devanagari, Thai, Vietnamese vowels, …
)


@lru_cache(maxsize=16)  # the calls of a pack share their longest part
def estimate_tokens(text: str) -> int:
    """About how many tokens the text is, as the large vocabularies of today have it.

    A word of up to six letters is one piece, and one more for every five above that: English
    prose comes to some four characters a token, which is what providers say of theirs.
    """
    words = sum(max(1, (len(word) + 3) // 5) for word in _WORD.findall(text))
    digits = sum(math.ceil(len(run) / 2) for run in _DIGITS.findall(text))
    marks = sum(math.ceil(len(run) / 2) for run in _MARKS.findall(text))
    spaces = sum(run != " " for run in _SPACE.findall(text))
    tokens = words + digits + marks + spaces
    if not text.isascii():
        tokens += 0.3 * len(_ACCENTED.findall(text)) + len(_OTHER.findall(text))
        tokens += sum(each.average * len(each.letter.findall(text)) for each in _SCRIPTS)
    return math.ceil(tokens)


@lru_cache(maxsize=16)  # see above
def most_tokens(text: str) -> int:
    """A number of tokens that the text will hardly exceed, with any common tokenizer.

    A tokenizer that falls back to bytes needs at most as many tokens as the text has bytes, and
    more are never counted here. Fewer are where it is all but certain:

    * Letters of a word: half as many. The pairs of letters that words are made of are pieces of
      every large vocabulary, so letters of a word hardly stay alone; those of what nobody could
      say aloud may.
    * A single space before a word: none, being the beginning of the word's first piece.
    * Digits, punctuation, other white space, letters with accents, letters of the Greek, Cyrillic,
      Hebrew and Arabic alphabets: one each, for each is a piece of every large vocabulary.
    * Chinese, Japanese, Korean, Indian and Thai signs, which are three bytes: two each, since
      common ones are one piece and the bytes of rare ones come in pairs.
    * Everything else: its bytes.
    """
    words = sum(_most_of_word(word) for word in _WORD.findall(text))
    single = sum(len(run) for kind in (_DIGITS, _MARKS) for run in kind.findall(text))
    tokens = words + single + len(_SPACE_BEFORE_NO_WORD.findall(text))
    if not text.isascii():
        tokens += len(_ACCENTED.findall(text))
        tokens += sum(each.most * len(each.letter.findall(text)) for each in _SCRIPTS)
    return tokens + len("".join(_OTHER.findall(text)).encode(errors="surrogatepass"))


def _most_of_word(word: str) -> int:
    return len(word) if _UNPRONOUNCEABLE.search(word) else math.ceil(len(word) / 2)
