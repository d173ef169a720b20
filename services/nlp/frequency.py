"""How common a word is in general, from wordfreq's lists: rare words are what a text teaches."""

from __future__ import annotations

import gzip
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

RAREST = 2.5
"""The Zipf value given to a word that is not listed; the small lists end at 3.0."""


def _list_path(code: str) -> Path | None:
    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None or not code.isalpha():
        return None
    path = Path(spec.origin).parent / "data" / f"small_{code}.msgpack.gz"
    return path if path.is_file() else None


@cache
def _buckets(code: str) -> list[list[str]]:
    """Words by centibel below certainty, as wordfreq's cBpack files hold them.

    The file is read here because ``import wordfreq`` spends 0.2 s on a tokeniser and on language
    matching that nothing here needs; the lists themselves are frozen.
    """
    path = _list_path(code)
    if path is None:
        return []
    # Imported only when a list is read, and by name because it comes without types.
    msgpack: Any = import_module("msgpack")
    with gzip.open(path, "rb") as packed:
        data: list[Any] = msgpack.load(packed, raw=False)
    header, *buckets = data
    if header != {"format": "cB", "version": 1}:
        raise ValueError(f"{path.name} is not a cBpack list of version 1")
    return buckets


@cache
def _zipf_values(code: str) -> dict[str, float]:
    return {
        word: 9 - centibels / 100
        for centibels, bucket in enumerate(_buckets(code))
        for word in bucket
    }


def zipf(word: str, code: str) -> float:
    """The word's frequency on the Zipf scale: 7 "the", 5 "water", 4 "forest", `RAREST` unlisted.

    The word is in lower case. In a language without a list every word is as rare as can be.
    """
    return _zipf_values(code).get(word, RAREST)


def listed(word: str, code: str) -> bool:
    """Whether the language's list of common words holds this word."""
    return word in _zipf_values(code)


def most_frequent(code: str, count: int) -> frozenset[str]:
    """The ``count`` most frequent words of a language, empty where there is no list."""
    found: list[str] = []
    for bucket in _buckets(code):
        found.extend(bucket)
        if len(found) >= count:
            break
    return frozenset(found[:count])
