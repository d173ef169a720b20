"""Locks among machines, in Redis: leases that their holder renews, and loses when it dies."""

from __future__ import annotations

import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from services.results.keys import key_parts

if TYPE_CHECKING:
    from redis import Redis

    from services.results.redis_link import RedisLink

RENEWALS = 3
"""In the time of a lease: two may fail before it is lost."""
LEAVING_SECONDS = 1.0
"""How often a lock that could not be given back is tried again."""
CLOSING_SECONDS = 5.0
_RENEW = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('pexpire', KEYS[1], ARGV[2])"
_RELEASE = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])"


class RedisLocks:
    """Leases under ``coursewright:TENANT:locks:KEY``.

    A thread of its own renews them and gives them back, so that nobody waits for Redis to end.

    Args:
        link: The connection.
        lease_seconds: A holder that does not renew loses its lock after this time.
    """

    def __init__(self, link: RedisLink, lease_seconds: float) -> None:
        self._link = link
        self._lease_seconds = lease_seconds
        self._held: dict[str, str] = {}
        self._leaving: dict[tuple[str, str], float] = {}
        self._lock = Lock()
        self._wake = Event()
        self._closed = False
        self._thread: Thread | None = None

    def acquire(self, key: str) -> bool | None:
        """Take the lock: True when it is taken, False when another has it, None without an answer.

        Without an answer the lock may be ours nevertheless: it is given back as soon as may be.
        """
        token = uuid4().hex
        taken = self._link.call(lambda redis: self._set(redis, key, token))
        with self._lock:
            if taken:
                self._held[key] = token
            elif taken is None:
                self._leaving[key, token] = time.monotonic() + self._lease_seconds
        if taken is not False:
            self._start()
        return taken

    def release(self, key: str) -> None:
        """Have the lock given back soon."""
        with self._lock:
            token = self._held.pop(key, None)
            if token is None:
                return
            self._leaving[key, token] = time.monotonic() + self._lease_seconds
        self._wake.set()

    def holds(self, key: str) -> bool:
        """Whether the lock was taken, and has not been lost since, as far as is known."""
        return key in self._held

    def close(self) -> None:
        """Renew nothing any more; to be called before the connection is closed."""
        self._closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._keep, name="cache-leases", daemon=True)
                self._thread.start()

    def _keep(self) -> None:
        every = self._lease_seconds / RENEWALS
        renew_at = time.monotonic() + every
        while not self._closed:
            pause = max(0.0, renew_at - time.monotonic())
            self._wake.wait(min(pause, LEAVING_SECONDS) if self._leaving else pause)
            self._wake.clear()
            self._leave()
            if time.monotonic() >= renew_at:
                self._renew()
                renew_at = time.monotonic() + every

    def _leave(self) -> None:
        with self._lock:
            leaving = list(self._leaving.items())
        for (key, token), until in leaving:
            answered = self._link.call(lambda redis, k=key, t=token: _run(redis, _RELEASE, k, t))
            if answered is not None or time.monotonic() > until:
                with self._lock:
                    self._leaving.pop((key, token), None)

    def _renew(self) -> None:
        with self._lock:
            held = list(self._held.items())
        for key, token in held:
            if self._link.call(lambda redis, k=key, t=token: self._renewed(redis, k, t)) is False:
                with self._lock:
                    if self._held.get(key) == token:
                        del self._held[key]

    def _renewed(self, redis: Redis, key: str, token: str) -> bool:
        if _run(redis, _RENEW, key, token, self._milliseconds):
            return True
        return self._set(redis, key, token)  # Redis was emptied, or restarted without its data

    def _set(self, redis: Redis, key: str, token: str) -> bool:
        return bool(redis.set(_name(key), token, nx=True, px=self._milliseconds))

    @property
    def _milliseconds(self) -> int:
        return max(1, int(self._lease_seconds * 1000))


def _run(redis: Redis, script: str, key: str, *arguments: str | int) -> bool:
    return bool(cast("Any", redis).eval(script, 1, _name(key), *arguments))


def _name(key: str) -> str:
    return f"coursewright:{key_parts(key).tenant}:locks:{key}"
