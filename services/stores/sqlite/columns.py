"""What the file's columns hold besides documents: times, as whole microseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """The time as a column holds it: exact, and in the order of time."""
    return (at - _EPOCH) // _MICROSECOND
