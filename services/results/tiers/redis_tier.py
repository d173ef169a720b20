"""The tier in Redis, which processes and machines share."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, Any, cast

from services.results.keys import key_parts
from services.results.tiers.envelope import DamagedError, pack, read_times, unpack
from services.results.tiers.tier import Entry, Stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis

    from services.results.redis_link import RedisLink
    from services.results.tiers.tier import Clock

PLAIN, COMPRESSED = b"p", b"z"
BEGINNING_BYTES = 4096
"""Of a compressed entry: enough to inflate its first line."""
MOST_INFLATED_BYTES = 256 * 1024 * 1024
"""No entry is larger; what says it is, is not ours."""
SCAN_COUNT = 500


class RedisTier:
    """Entries under ``coursewright:TENANT:results:KEY``, which expire by themselves.

    Args:
        link: The connection.
        compress_bytes: Entries from this size on are compressed.
        clock: Seconds since the epoch.
    """

    name = "redis"
    inline = False

    def __init__(self, link: RedisLink, compress_bytes: int, clock: Clock = time.time) -> None:
        self._link = link
        self._compress_bytes = compress_bytes
        self._clock = clock

    def read(self, key: str) -> Entry | None:
        """The entry, if Redis answers in time and has it."""
        data = self._link.call(lambda redis: redis.get(redis_key(key)))
        if not isinstance(data, bytes):
            return None
        try:
            entry = unpack(_inflated(data))
        except DamagedError:
            self.delete(key)
            return None
        return entry if entry.expires_at > self._clock() else None

    def write(self, key: str, entry: Entry) -> bool:
        """Keep the entry until it expires."""
        seconds = int(entry.expires_at - self._clock())
        if seconds < 1:
            return False
        data = _deflated(pack(entry), self._compress_bytes)
        return bool(self._link.call(lambda redis: redis.set(redis_key(key), data, ex=seconds)))

    def delete(self, key: str) -> bool:
        """Remove the entry, if Redis answers."""
        return bool(self._link.call(lambda redis: redis.delete(redis_key(key))))

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """What Redis keeps for all tenants, as far as it answers."""
        cursor = 0
        while True:
            page = self._link.call(lambda redis, at=cursor: _page(redis, at))
            if page is None:
                return
            cursor, names = page
            for name in names:
                key = name.decode().partition(":results:")[2]
                stored = self._stored(key) if key.startswith(prefix) else None
                if stored is not None:
                    yield stored
            if cursor == 0:
                return

    def _stored(self, key: str) -> Stored | None:
        found = self._link.call(lambda redis: _beginning(redis, redis_key(key)))
        if found is None:
            return None
        beginning, size = found
        try:
            created_at, expires_at = read_times(_inflated(beginning, BEGINNING_BYTES))
        except DamagedError:
            return None
        return Stored(key, size, created_at, expires_at) if expires_at > self._clock() else None


def redis_key(key: str) -> str:
    """The name of a result in Redis; a tenant's begin with its name."""
    return f"coursewright:{key_parts(key).tenant}:results:{key}"


def _page(redis: Redis, cursor: int) -> tuple[int, list[bytes]]:
    match = "coursewright:*:results:*"
    return cast("Any", redis).scan(cursor, match=match, count=SCAN_COUNT)


def _beginning(redis: Redis, name: str) -> tuple[bytes, int]:
    client = cast("Any", redis)
    return bytes(client.getrange(name, 0, BEGINNING_BYTES)), int(client.strlen(name))


def _deflated(data: bytes, compress_bytes: int) -> bytes:
    return COMPRESSED + zlib.compress(data, 6) if len(data) >= compress_bytes else PLAIN + data


def _inflated(data: bytes, most_bytes: int = MOST_INFLATED_BYTES) -> bytes:
    """What was deflated, or its beginning.

    Raises:
        DamagedError: It cannot be inflated.
    """
    if data[:1] == PLAIN:
        return data[1:]
    if data[:1] != COMPRESSED:
        raise DamagedError
    try:
        return zlib.decompressobj().decompress(data[1:], most_bytes)
    except zlib.error as error:
        raise DamagedError from error
