"""The tiers one over the other: what a lower one has, the ones above it learn."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.results.keys import key_parts
from services.results.tiers.tier import Entry
from services.results.usage import HIT, MISS, UNWRITTEN, WRITE, Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from services.results.tiers.tier import Clock, Stored, Tier
    from services.results.usage import Usage


@dataclass(frozen=True)
class Lifetimes:
    """How long results are kept.

    Attributes:
        seconds: A result of a type that is not named.
        by_type: Results of some content types.
    """

    seconds: float
    by_type: Mapping[str, float]

    def of(self, key: str) -> float:
        """How long the result under this key is kept, in seconds."""
        return self.by_type.get(key_parts(key).content_type, self.seconds)


@dataclass(frozen=True)
class TieredResults:
    """Reads from the quickest tier that has a result; writes to all.

    Attributes:
        tiers: From the quickest to the lowest, which keeps all there is.
        lifetimes: How long results are kept.
        entry_max_bytes: A larger result is in the lowest tier only.
        usage: What counts hits and misses.
        clock: Seconds since the epoch.
    """

    tiers: Sequence[Tier]
    lifetimes: Lifetimes
    entry_max_bytes: int
    usage: Usage
    clock: Clock = time.time

    @property
    def quick(self) -> TieredResults:
        """The tiers from the top that an event loop may wait for."""
        count = next((i for i, tier in enumerate(self.tiers) if not tier.inline), len(self.tiers))
        return TieredResults(
            self.tiers[:count], self.lifetimes, self.entry_max_bytes, self.usage, self.clock
        )

    @property
    def inline(self) -> bool:
        """Whether an event loop may wait for all tiers."""
        return all(tier.inline for tier in self.tiers)

    def read(self, key: str) -> bytes | None:
        """The result, counted as a hit of the tier that had it, or as a miss."""
        found = self.recall(key)
        if found is None:
            self.count_miss(key)
        return found

    def recall(self, key: str) -> bytes | None:
        """The result, counted when it is there; a miss is not."""
        found = self.find(key)
        if found is None:
            return None
        tier, entry = found
        self.usage.count(Event(HIT, tier.name, key_parts(key).content_type))
        return entry.body

    def find(self, key: str) -> tuple[Tier, Entry] | None:
        """The entry and the tier that had it, not counted; the tiers above it have it from now."""
        for index, tier in enumerate(self.tiers):
            entry = tier.read(key)
            if entry is not None:
                if len(entry.body) <= self.entry_max_bytes:
                    for upper in self.tiers[:index]:
                        upper.write(key, entry)
                return tier, entry
        return None

    def count_miss(self, key: str) -> None:
        """Count that no tier had the result."""
        self.usage.count(Event(MISS, "", key_parts(key).content_type))

    def write(self, key: str, body: bytes) -> None:
        """Keep a new result in all tiers, for as long as results of its type are kept."""
        now = self.clock()
        entry = Entry(body, now, now + self.lifetimes.of(key))
        content_type = key_parts(key).content_type
        # The lowest first: what a quicker tier has, the one that lasts has too.
        for tier in reversed(self.tiers):
            if tier is not self.tiers[-1] and len(body) > self.entry_max_bytes:
                tier.delete(key)  # an older and smaller result would hide this one
                continue
            kept = tier.write(key, entry)
            if tier is self.tiers[-1] or not kept:
                self.usage.count(Event(WRITE if kept else UNWRITTEN, tier.name, content_type))

    def delete(self, key: str) -> bool:
        """Remove the result from all tiers; whether any had it.

        The memory of other processes still has it for `memory.KEEP_SECONDS` at most.
        """
        deleted = [tier.delete(key) for tier in self.tiers]
        return any(deleted)

    def scan(self, prefix: str = "") -> Iterator[tuple[Tier, Stored]]:
        """What each tier keeps under keys that begin so; a result comes once for each tier."""
        for tier in self.tiers:
            for stored in tier.scan(prefix):
                yield tier, stored
