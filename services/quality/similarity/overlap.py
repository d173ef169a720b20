"""How much of what they are about two texts have in common.

Deterministic and cheap: words cut down to their beginnings and weighed by how rare they are, so
that no language needs a list of its own.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


STEM_CHARACTERS = 9
"""Of a word's beginning by which its forms are told to be one."""

TELLING_CHARACTERS = 3
"""Shorter words ("is", "of") tell nothing, numbers always do; articles weigh next to nothing."""

_ENDING = re.compile(r"(?:ungen|ern|ies|ing|ung|ed|es|en|em|er|s|n|e|y)$")
_SHORTEST_STEM = 4
_WORD = re.compile(r"[^\W_]+")


class Weights:
    """How much each word tells: the rarer among these texts, the more.

    Args:
        documents: The stems of each text.
    """

    def __init__(self, documents: Iterable[frozenset[str]]) -> None:
        counts: Counter[str] = Counter()
        self._documents = 0
        for stems in documents:
            counts.update(stems)
            self._documents += 1
        self._counts = counts
        self._weights = {stem: self._weight(count) for stem, count in counts.items()}
        self._rarest = self._weight(1)

    def of(self, stem: str) -> float:
        """Its weight, over 0; a word that stands nowhere weighs as much as one that does once."""
        return self._weights.get(stem, self._rarest)

    def total(self, stems: Iterable[str]) -> float:
        """The weight of all of them."""
        return math.fsum(map(self.of, stems))

    def share(self, stems: frozenset[str], within: frozenset[str]) -> float:
        """The part of ``stems``, by weight, that stands in ``within``: 0 to 1."""
        total = self.total(stems)
        return self.total(stems & within) / total if total else 0.0

    def alike(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The part of all their stems, by weight, that both have: 0 to 1."""
        total = self.total(one | other)
        return self.total(one & other) / total if total else 0.0

    def _weight(self, count: int) -> float:
        # Next to nothing for a word that all of them have.
        return math.log((1 + self._documents) / count)


@lru_cache(maxsize=65536)
def stem_of(word: str) -> str:
    """The word without a common ending of number or case, cut to `STEM_CHARACTERS`."""
    bare = _ENDING.sub("", word)
    return (bare if len(bare) >= _SHORTEST_STEM else word)[:STEM_CHARACTERS]


def stems_of(text: str) -> frozenset[str]:
    """The stems of the text's telling words; its numbers as they are."""
    return frozenset(
        word if word[0].isdigit() else stem_of(word)
        for word in _WORD.findall(text.casefold())
        if len(word) >= TELLING_CHARACTERS or word[0].isdigit()
    )
