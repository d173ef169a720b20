"""Counts of what the cache answered: in this process, and in files that all processes add to.

Each event is one line at the end of the day's file, added by one system call: some microseconds,
safe under several processes, and nothing is lost when a process is killed. Files of past days are
folded into a line for each kind of event when they are next read.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.results.tiers.tier import Clock

HIT, MISS, WRITE, UNWRITTEN = "hit", "miss", "write", "unwritten"
SUFFIX = ".tsv"


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """A kind of event.

    Attributes:
        what: ``hit`` (answered by the tier), ``miss`` (by none), ``write`` (a new result, kept in
            the lowest tier), ``unwritten`` (a tier did not take a new result).
        tier: Name of the tier; empty for a miss.
        content_type: Name of the content type.
    """

    what: str
    tier: str
    content_type: str


class Usage:
    """Counts events.

    Args:
        folder: Where the files are; None counts in this process only. A folder that cannot be
            written is as none.
        clock: Seconds since the epoch.
    """

    def __init__(self, folder: Path | None, clock: Clock = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._counts: Counter[Event] = Counter()
        self._file: int | None = None
        self._day: date | None = None
        self._lock = Lock()

    @property
    def counts(self) -> Counter[Event]:
        """What this process has counted."""
        with self._lock:
            return Counter(self._counts)

    def count(self, event: Event) -> None:
        """Count one event."""
        with self._lock:
            self._counts[event] += 1
            self._add(event)

    def recorded(self, since: date | None = None) -> dict[date, Counter[Event]]:
        """What all processes have counted, by day (UTC), oldest first.

        Args:
            since: The first day; all there are when None.
        """
        days = {day: file for day, file in sorted(self._files()) if since is None or day >= since}
        yesterday = self._today() - timedelta(days=1)
        found: dict[date, Counter[Event]] = {}
        for day, file in days.items():
            found[day] = _read(file)
            if day < yesterday:  # whoever began a line at midnight has ended it
                _fold(file, found[day])
        return found

    def close(self) -> None:
        """Close the file; a later event opens it again."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            self._file = self._day = None

    def _add(self, event: Event) -> None:
        try:
            file = self._today_file()
            if file is not None:
                os.write(file, _line(event, 1))
        except OSError:
            self._folder = None  # counting is not worth a failure

    def _today_file(self) -> int | None:
        if self._folder is None:
            return None
        today = self._today()
        if self._file is None or self._day != today:
            if self._file is not None:
                os.close(self._file)
                self._file = None
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = self._folder / f"{today.isoformat()}{SUFFIX}"
            self._file = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._day = today
        return self._file

    def _files(self) -> Iterator[tuple[date, Path]]:
        if self._folder is None:
            return
        for file in self._folder.glob(f"????-??-??{SUFFIX}"):
            try:
                yield date.fromisoformat(file.stem), file
            except ValueError:
                continue

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock(), UTC).date()


def _line(event: Event, count: int) -> bytes:
    return f"{event.what}\t{event.tier}\t{event.content_type}\t{count}\n".encode()


def _read(file: Path) -> Counter[Event]:
    counts: Counter[Event] = Counter()
    try:
        lines = Counter(file.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return counts
    for line, times in lines.items():
        match line.split("\t"):
            case [what, tier, content_type, count] if count.isdecimal():
                counts[Event(what, tier, content_type)] += int(count) * times
            case _:
                continue
    return counts


def _fold(file: Path, counts: Counter[Event]) -> None:
    folded = b"".join(_line(event, count) for event, count in sorted(counts.items()))
    try:
        if file.stat().st_size <= len(folded):
            return
        unfinished = file.with_name(f".{uuid4().hex}")
        unfinished.write_bytes(folded)
        unfinished.replace(file)
    except OSError:
        return  # read as it is, next time too
