"""Prefix caching as providers do it: what a finished request has sent is read from their cache."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHARACTERS_PER_TOKEN = 4
BLOCK_TOKENS = 256
MINIMUM_TOKENS = 1024
"""A shorter common prefix is not cached."""


def tokens_of(text: str) -> int:
    """The tokens a text is counted as."""
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)


class PrefixCache:
    """The prefixes of finished requests, by model, in whole blocks."""

    def __init__(self) -> None:
        self._known: defaultdict[str, set[bytes]] = defaultdict(set)

    def cached_tokens(self, model: str, sent: str) -> int:
        """How many tokens at the start of ``sent`` an earlier request to the model has sent too."""
        known = self._known[model]
        blocks = sum(1 for _ in itertools.takewhile(known.__contains__, _chain(sent)))
        tokens = blocks * BLOCK_TOKENS
        return tokens if tokens >= MINIMUM_TOKENS else 0

    def remember(self, model: str, sent: str) -> None:
        """A request has finished: its prefixes are known from here on."""
        self._known[model].update(_chain(sent))


def _chain(sent: str) -> Iterator[bytes]:
    """A digest for each whole block, over everything up to its end."""
    characters = BLOCK_TOKENS * CHARACTERS_PER_TOKEN
    digest = hashlib.sha256()
    for start in range(0, len(sent) - characters + 1, characters):
        digest.update(sent[start : start + characters].encode("utf-8", "surrogatepass"))
        yield digest.digest()
