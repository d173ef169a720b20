"""Cursors: opaque, url-safe names of the last element that a page of a list showed.

A cursor is good only for the list that gave it: same tenant, same filters (``limit`` may differ).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.errors import BadCursorError

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.job import JobState

_CHECK_BYTES = 12
_LONGEST = 1024


@dataclass(frozen=True, slots=True)
class Position:
    """Where a list goes on: after this element, in descending order of both fields."""

    created_at: datetime
    id: str


def job_list(
    tenant: str,
    states: Collection[JobState] = (),
    created_after: datetime | None = None,
    created_before: datetime | None = None,
) -> str:
    """The name of a list of jobs; the order and repetition of ``states`` do not matter."""
    times = [_instant(created_after), _instant(created_before)]
    return json.dumps(["jobs", tenant, sorted(set(states)), *times])


def version_list(tenant: str, pack_id: str | None = None) -> str:
    """The name of a list of versions."""
    return json.dumps(["versions", tenant, pack_id])


def cursor_at(list_name: str, position: Position) -> str:
    """The cursor of this list for the page after ``position`` (url-safe characters only)."""
    body = json.dumps([_instant(position.created_at), position.id]).encode()
    return base64.urlsafe_b64encode(_check(list_name, body) + body).decode().rstrip("=")


def position_of(list_name: str, cursor: str) -> Position:
    """The position that the list gave this cursor for.

    Raises:
        BadCursorError: The cursor was changed, or is another list's.
    """
    try:
        padded = cursor[:_LONGEST].encode("ascii") + b"=" * (-len(cursor) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise _bad() from error
    check, body = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
    # Base64 has spellings that decode alike: only the one that was given out is taken.
    if check != _check(list_name, body) or base64.urlsafe_b64encode(raw).rstrip(b"=") != (
        cursor.encode()
    ):
        raise _bad()
    created_at, element = json.loads(body)
    return Position(datetime.fromisoformat(created_at), element)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def _check(list_name: str, body: bytes) -> bytes:
    return hashlib.sha256(list_name.encode() + b"\0" + body).digest()[:_CHECK_BYTES]


def _bad() -> BadCursorError:
    return BadCursorError(
        "The cursor does not belong to this list.",
        hint="Take it from the last page as it is, and keep the filters; or start without one.",
    )
