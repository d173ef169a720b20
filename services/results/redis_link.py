"""The connection to Redis that the tier and the locks share, with a short time-out and a breaker.

Redis is a help, never a need: a call that it does not answer has no answer, and is not an error.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis import Redis

    from services.results.breaker import Breaker

R = TypeVar("R")


class RedisLink:
    """Calls Redis while it answers.

    Args:
        url: ``redis://…``, ``rediss://…`` or ``unix://…``.
        timeout_seconds: For connecting, and for each answer.
        breaker: What is asked before Redis is.

    Raises:
        SettingsError: The address is none, or the client is not installed.
    """

    def __init__(self, url: str, timeout_seconds: float, breaker: Breaker) -> None:
        self.breaker = breaker
        self._client = _client(url, timeout_seconds)

    @cached_property
    def _errors(self) -> tuple[type[Exception], type[Exception]]:
        from redis.exceptions import RedisError, ResponseError  # noqa: PLC0415 (only with Redis)

        return RedisError, ResponseError

    def call(self, ask: Callable[[Redis], R]) -> R | None:
        """What Redis answers, or None when it does not.

        An answer that is an error (full, read only, another type) is no answer either, but Redis
        is asked again next time: it costs a round trip, not a time-out.
        """
        if not self.breaker.allows():
            return None
        redis_error, response_error = self._errors
        try:
            answer = ask(self._client)
        except response_error:
            self.breaker.succeeded()
            return None
        except (redis_error, OSError):
            self.breaker.failed()
            return None
        self.breaker.succeeded()
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _client(url: str, timeout_seconds: float) -> Redis:
    try:
        from redis import Redis  # noqa: PLC0415 (some 0.2 s, and only with Redis)
        from redis.backoff import NoBackoff  # noqa: PLC0415 (as above)
        from redis.exceptions import ConnectionError as LostError  # noqa: PLC0415 (as above)
        from redis.retry import Retry  # noqa: PLC0415 (as above)
    except ImportError as error:
        raise SettingsError(
            "COURSEWRIGHT_CACHE_REDIS_URL is set, but the Redis client is not installed.",
            hint='Install it with: pip install "coursewright[redis]"',
        ) from error
    try:
        return cast("Any", Redis).from_url(
            url,
            socket_timeout=timeout_seconds,
            socket_connect_timeout=timeout_seconds,
            # A connection kept from before Redis was restarted is opened anew, once; a time-out
            # is not waited for twice.
            retry=Retry(NoBackoff(), 1, supported_errors=(LostError,)),
        )
    except ValueError as error:
        raise SettingsError(
            f"COURSEWRIGHT_CACHE_REDIS_URL is no address of a Redis: {error}.",
            hint="An address looks like redis://host:6379/0.",
        ) from error
