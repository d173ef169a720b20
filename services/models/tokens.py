"""How many tokens a text is, estimated without any provider's tokenizer."""

from __future__ import annotations

import math


def estimate_tokens(text: str) -> int:
    """About how many tokens the text is."""
    return math.ceil(len(text) / 4)


def most_tokens(text: str) -> int:
    """A number of tokens that the text will hardly exceed, with any common tokenizer."""
    return math.ceil(len(text.encode()) / 2)
