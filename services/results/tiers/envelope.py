"""How an entry is written down: a line about it, then its body, so that damage is noticed."""

from __future__ import annotations

import hashlib
import json

from services.results.tiers.tier import Entry

FORMAT = 1
HEADER_MAX_BYTES = 512
"""No first line of ours is longer: enough of a file to know what it holds."""


class DamagedError(Exception):
    """The bytes are not a whole entry of this format. It never leaves the tiers."""


def pack(entry: Entry) -> bytes:
    """The entry as bytes: one line of JSON, then the body."""
    header = {
        "format": FORMAT,
        "created_at": entry.created_at,
        "expires_at": entry.expires_at,
        "sha256": hashlib.sha256(entry.body).hexdigest(),
    }
    return json.dumps(header).encode() + b"\n" + entry.body


def unpack(data: bytes) -> Entry:
    """The entry that was packed.

    Raises:
        DamagedError: Cut short, changed, or of another format.
    """
    digest, created_at, expires_at = _header(data)
    body = data[data.index(b"\n") + 1 :]
    if hashlib.sha256(body).hexdigest() != digest:
        raise DamagedError
    return Entry(body, created_at, expires_at)


def read_times(beginning: bytes) -> tuple[float, float]:
    """When an entry was made and when it expires, from its first `HEADER_MAX_BYTES`.

    Raises:
        DamagedError: As for `unpack`; the body is not looked at.
    """
    _, created_at, expires_at = _header(beginning)
    return created_at, expires_at


def _header(data: bytes) -> tuple[str, float, float]:
    line, end, _ = data[:HEADER_MAX_BYTES].partition(b"\n")
    try:
        header = json.loads(line)
        if not end or header["format"] != FORMAT:
            raise DamagedError
        return str(header["sha256"]), float(header["created_at"]), float(header["expires_at"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError from error
