"""The tier in this process's memory: the entries used last, up to a number of bytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from services.results.tiers.tier import Entry, Stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.results.tiers.tier import Clock

OVERHEAD_BYTES = 256
"""What an entry takes besides its body and its key."""
KEEP_SECONDS = 300.0
"""No copy is older: what another process removed or replaced is noticed by then."""


class MemoryTier:
    """A bounded dictionary from which the entry used least recently goes first.

    Args:
        max_bytes: Of keys, bodies and what they take besides; nothing is kept when it is 0.
        keep_seconds: How long a copy is good for, within the time its entry has.
        clock: Seconds since the epoch.
    """

    name = "memory"
    inline = True

    def __init__(
        self, max_bytes: int, keep_seconds: float = KEEP_SECONDS, clock: Clock = time.time
    ) -> None:
        self._max_bytes = max_bytes
        self._keep_seconds = keep_seconds
        self._clock = clock
        self._entries: OrderedDict[str, tuple[Entry, float]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def bytes(self) -> int:
        """What is taken now; never more than ``max_bytes``."""
        return self._bytes

    def read(self, key: str) -> Entry | None:
        """The entry, which is now the one used last."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            entry, until = found
            if until <= self._clock():
                self._remove(key)
                return None
            self._entries.move_to_end(key)
            return entry

    def write(self, key: str, entry: Entry) -> bool:
        """Keep the entry; others make room for it."""
        size = _size(key, entry)
        until = min(entry.expires_at, self._clock() + self._keep_seconds)
        with self._lock:
            self._remove(key)
            if size > self._max_bytes:
                return False
            while self._bytes + size > self._max_bytes:
                self._remove(next(iter(self._entries)))
            self._entries[key] = (entry, until)
            self._bytes += size
            return True

    def delete(self, key: str) -> bool:
        """Remove the entry."""
        with self._lock:
            return self._remove(key)

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """What is kept and has not expired."""
        with self._lock:
            found = list(self._entries.items())
        now = self._clock()
        for key, (entry, until) in found:
            if key.startswith(prefix) and until > now:
                yield Stored(key, _size(key, entry), entry.created_at, entry.expires_at)

    def _remove(self, key: str) -> bool:
        removed = self._entries.pop(key, None)
        if removed is None:
            return False
        self._bytes -= _size(key, removed[0])
        return True


def _size(key: str, entry: Entry) -> int:
    return len(key) + len(entry.body) + OVERHEAD_BYTES
