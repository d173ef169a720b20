"""The workload of `cache.py`: who asks for what and when, and what an ideal cache would answer.

Requests follow Zipf's law: the source of rank k is asked for in proportion to 1/k. Now and then a
source is edited, which makes the keys of its answers new ones; drawn by the same law, for what is
used is what is worked on. Answers expire.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

REQUESTS, SOURCES = 2000, 200
EXPONENT = 1.0
EDITS_PER_REQUEST = 0.02
SPAN_SECONDS = 7200.0
LIFETIME_SECONDS = SPAN_SECONDS / 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes:
        at: When, in seconds since the trace's beginning.
        source: Rank of the source, 1 for the one that is asked for most.
        edition: How often the source had been edited by then.
    """

    at: float
    source: int
    edition: int


def trace(seed: int) -> list[Asked]:
    """The requests in the order of time; equal seeds make equal traces."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    ranks = range(1, SOURCES + 1)
    shares = list(accumulate(rank**-EXPONENT for rank in ranks))
    editions = dict.fromkeys(ranks, 0)
    times = sorted(chance.uniform(0, SPAN_SECONDS) for _ in range(REQUESTS))
    asked: list[Asked] = []
    for at in times:
        if chance.random() < EDITS_PER_REQUEST:
            editions[chance.choices(ranks, cum_weights=shares)[0]] += 1
        source = chance.choices(ranks, cum_weights=shares)[0]
        asked.append(Asked(at, source, editions[source]))
    return asked


def answers(asked: list[Asked]) -> list[int]:
    """For each request the number of the answer it gets, from a cache that loses nothing.

    An answer is made when there is none for the edition, or the one there was has expired. This is
    so whatever the tiers above the lowest hold, since copies expire with the original.
    """
    made: dict[tuple[int, int], tuple[int, float]] = {}
    got: list[int] = []
    count = 0
    for each in asked:
        number, expires_at = made.get((each.source, each.edition), (0, each.at))
        if expires_at <= each.at:
            number, count = count, count + 1
            made[each.source, each.edition] = (number, each.at + LIFETIME_SECONDS)
        got.append(number)
    return got


def ideal_hit_ratio(got: list[int], capacity: int | None = None) -> float:
    """Belady's MIN: whose next use is farthest away goes first, a new answer among them.

    No cache that does with so much room answers more, for all answers are of one size.

    Args:
        got: For each request the number of its answer; its first request is never a hit.
        capacity: How many answers there is room for; for all of them when None.
    """
    next_use = [len(got)] * len(got)
    seen: dict[int, int] = {}
    for index in range(len(got) - 1, -1, -1):
        next_use[index] = seen.get(got[index], len(got))
        seen[got[index]] = index
    kept: dict[int, int] = {}
    hits = 0
    for index, answer in enumerate(got):
        hits += answer in kept
        kept[answer] = next_use[index]
        if capacity is not None and len(kept) > capacity:
            del kept[max(kept, key=kept.__getitem__)]
    return hits / len(got)
