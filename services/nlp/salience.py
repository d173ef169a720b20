"""How central each sentence is: a random walk between sentences and the stems they share."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAMPING = 0.85
ROUNDS = 20


def rank(sentences: Sequence[Sequence[str]]) -> list[float]:
    """The stationary weight of each sentence, the greatest being 1; stems are given by sentence.

    The walk goes from a sentence to one of its stems by tf-idf and from the stem to a sentence,
    which is TextRank over shared stems without ever making the matrix of all pairs: each round
    costs as much as there are words.
    """
    counts = [Counter(stems) for stems in sentences]
    spread = Counter(stem for count in counts for stem in count)
    total = len(sentences)
    weights = [
        {
            stem: (1 + math.log(times)) * math.log(1 + total / spread[stem])
            for stem, times in count.items()
            if spread[stem] > 1
        }
        for count in counts
    ]
    mass: Counter[str] = Counter()
    for weight in weights:
        for stem, value in weight.items():
            mass[stem] += value  # pyright: ignore[reportArgumentType] (a Counter of floats)
    return _normalised(_walk(weights, mass))


def _walk(weights: list[dict[str, float]], mass: Counter[str]) -> list[float]:
    total = len(weights)
    scores = [1.0] * total
    sums = [sum(weight.values()) for weight in weights]
    for _ in range(ROUNDS):
        held: dict[str, float] = dict.fromkeys(mass, 0.0)
        for weight, score, whole in zip(weights, scores, sums, strict=True):
            for stem, value in weight.items():
                held[stem] += score * value / whole
        scores = [
            (1 - DAMPING)
            + DAMPING * sum(held[stem] * value / mass[stem] for stem, value in weight.items())
            for weight in weights
        ]
    return scores


def _normalised(scores: list[float]) -> list[float]:
    greatest = max(scores, default=0.0)
    return [score / greatest for score in scores] if greatest > 0 else [0.0] * len(scores)


def weighted(score: float, *, words: int, leads: bool, titled: int, defines: bool) -> float:
    """The walk's score with what it cannot see: place, heading words, definitions and length."""
    factor = 1.0
    factor += 0.15 if leads else 0.0
    factor += 0.08 * min(titled, 3)
    factor += 0.25 if defines else 0.0
    # Very long sentences gather weight for their length alone, very short ones say little.
    factor *= min(1.0, words / 10) * min(1.0, 32 / words)
    return score * factor


def scaled(scores: list[float]) -> list[float]:
    """The scores divided by their greatest, rounded so that no machine's last bit shows."""
    return [round(score, 6) for score in _normalised(scores)]
