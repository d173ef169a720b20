"""The tier in a bucket, or any other place that fsspec knows: an object for each entry."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

from core.errors import SettingsError
from services.results.tiers.envelope import (
    HEADER_MAX_BYTES,
    DamagedError,
    pack,
    read_times,
    unpack,
)
from services.results.tiers.tier import Entry, Stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.results.breaker import Breaker
    from services.results.tiers.tier import Clock

TIMEOUT_SECONDS = 5.0
"""For an object; libraries of buckets would try again for half a minute."""
LIST_TIMEOUT_SECONDS = 300.0


class BucketTier:
    """Entries as objects below an address.

    Args:
        url: ``gs://bucket/folder``, ``memory://…`` or another address of fsspec.
        breaker: A bucket that failed is left alone for a while.
        clock: Seconds since the epoch.

    Raises:
        SettingsError: The address is none, or what it needs is not installed.
    """

    name = "bucket"
    inline = False

    def __init__(self, url: str, breaker: Breaker, clock: Clock = time.time) -> None:
        self._files, self._root = _opened(url)
        self._errors = _errors(url)
        self._breaker = breaker
        self._clock = clock

    def read(self, key: str) -> Entry | None:
        """The entry; an object that is damaged or expired is removed."""
        data = self._ask("cat_file", self._path(key), TIMEOUT_SECONDS)
        if not isinstance(data, bytes):
            return None
        try:
            entry = unpack(data)
        except DamagedError:
            self.delete(key)
            return None
        if entry.expires_at <= self._clock():
            self.delete(key)
            return None
        return entry

    def write(self, key: str, entry: Entry) -> bool:
        """Keep the entry; an object appears whole or not at all."""
        return (
            self._ask("pipe_file", self._path(key), TIMEOUT_SECONDS, value=pack(entry)) is not False
        )

    def delete(self, key: str) -> bool:
        """Remove the object."""
        return self._ask("rm_file", self._path(key), TIMEOUT_SECONDS) is not False

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """What is kept: one request for the list, and one for the first line of each."""
        listed = self._ask("find", self._root, LIST_TIMEOUT_SECONDS, detail=True)
        found = cast("dict[str, dict[str, Any]] | bool", listed)
        for path, about in found.items() if isinstance(found, dict) else ():
            key = path.removeprefix(self._root).lstrip("/")
            stored = self._stored(key, int(about["size"] or 0)) if key.startswith(prefix) else None
            if stored is not None:
                yield stored

    def _stored(self, key: str, size: int) -> Stored | None:
        beginning = self._ask("cat_file", self._path(key), TIMEOUT_SECONDS, end=HEADER_MAX_BYTES)
        if not isinstance(beginning, bytes):
            return None
        try:
            created_at, expires_at = read_times(beginning)
        except DamagedError:
            return None
        return Stored(key, size, created_at, expires_at) if expires_at > self._clock() else None

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _ask(self, method: str, path: str, timeout_seconds: float, **options: object) -> object:
        """What the file system answers; False when it does not, or has no such object."""
        if not self._breaker.allows():
            return False
        try:
            if self._files.async_impl:  # a client of a network: fsspec waits for it
                options["timeout"] = timeout_seconds
            answer = getattr(self._files, method)(path, **options)
        except FileNotFoundError:
            self._breaker.succeeded()
            return False
        except self._errors:
            self._breaker.failed()
            return False
        self._breaker.succeeded()
        return answer


def _opened(url: str) -> tuple[Any, str]:
    """The file system and the path in it."""
    import fsspec  # noqa: PLC0415 (some 0.1 s, and only with an address)  # pyright: ignore[reportMissingTypeStubs]

    try:
        # Lists are not remembered: another process writes there too.
        files, root = cast("Any", fsspec).url_to_fs(url, use_listings_cache=False)
    except (ValueError, ImportError, OSError) as error:
        raise SettingsError(
            f"COURSEWRIGHT_CACHE_URL cannot be used: {error}.",
            hint='For gs:// addresses: pip install "coursewright[bucket]"',
        ) from error
    return files, str(root).rstrip("/")


def _errors(url: str) -> tuple[type[Exception], ...]:
    """What a file system raises when it cannot do as it was asked."""
    if not url.startswith(("gs://", "gcs://")):
        return (OSError,)
    from aiohttp import ClientError  # noqa: PLC0415 (only with a bucket, and loaded by it)
    from gcsfs.retry import HttpError  # noqa: PLC0415 (as above)  # pyright: ignore[reportMissingTypeStubs]
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 (as above)

    return (OSError, ClientError, HttpError, GoogleAuthError, TimeoutError)
