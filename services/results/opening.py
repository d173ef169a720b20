"""The one place where the cache's tiers are put together from the settings."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from core.settings import settings as current_settings
from services.results.breaker import Breaker
from services.results.locks.machine import machine_locks
from services.results.locks.outer import OuterLocks
from services.results.tiers.folder import FolderTier
from services.results.tiers.memory import MemoryTier
from services.results.tiers.tiered import Lifetimes, TieredResults
from services.results.usage import Usage

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings import Settings
    from services.results.locks.redis_locks import RedisLocks
    from services.results.redis_link import RedisLink
    from services.results.tiers.tier import Tier


LOCK_FILE = "cache.lock"
USAGE_FOLDER = "cache-usage"


class Results:
    """The cache of one data folder, as the settings say.

    Attributes:
        settings: What it was opened with.
        link: The connection to Redis; None when none is configured.
        tiers: What keeps the results.
        locks: What has equal calls of several processes share a flight.

    Raises:
        SettingsError: An address cannot be used, or what it needs is not installed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.link = _link(settings)
        self.tiers = TieredResults(
            tiers=_tiers(settings, self.link),
            lifetimes=Lifetimes(settings.cache_ttl_seconds, settings.cache_ttl_seconds_by_type),
            entry_max_bytes=settings.cache_entry_max_bytes,
            usage=Usage(usage_folder(settings)),
        )
        self.locks = OuterLocks(
            machine_locks(settings.home / LOCK_FILE), _shared(settings, self.link)
        )

    def close(self) -> None:
        """Close what is open."""
        if self.locks.shared:
            self.locks.shared.close()
        self.tiers.usage.close()
        if self.link:
            self.link.close()


_opened: list[Results] = []
_opening = Lock()


def open_results() -> Results:
    """The cache of this process, opened once for its settings.

    Raises:
        SettingsError: An address cannot be used, or what it needs is not installed.
    """
    settings = current_settings()
    if _opened and _opened[0].settings is settings:
        return _opened[0]
    with _opening:
        if not _opened or _opened[0].settings is not settings:
            opened = Results(settings)
            for before in _opened:
                before.close()
            _opened[:] = [opened]
        return _opened[0]


def usage_folder(settings: Settings) -> Path:
    """Where hits and misses are counted."""
    return settings.home / USAGE_FOLDER


def _link(settings: Settings) -> RedisLink | None:
    if settings.cache_redis_url is None:
        return None
    from services.results.redis_link import RedisLink  # noqa: PLC0415 (only with Redis)

    return RedisLink(
        settings.cache_redis_url.get_secret_value(),
        settings.cache_redis_timeout_seconds,
        Breaker(settings.cache_redis_pause_seconds),
    )


def _shared(settings: Settings, link: RedisLink | None) -> RedisLocks | None:
    if link is None:
        return None
    from services.results.locks.redis_locks import RedisLocks  # noqa: PLC0415 (only with Redis)

    return RedisLocks(link, settings.cache_lease_seconds)


def _tiers(settings: Settings, link: RedisLink | None) -> tuple[Tier, ...]:
    memory = MemoryTier(settings.cache_memory_bytes)
    if link is None:
        return memory, _lowest(settings)
    from services.results.tiers.redis_tier import RedisTier  # noqa: PLC0415 (only with Redis)

    return memory, RedisTier(link, settings.cache_compress_bytes), _lowest(settings)


def _lowest(settings: Settings) -> Tier:
    if settings.cache_url is None:
        return FolderTier(settings.results_folder)
    from services.results.tiers.bucket import BucketTier  # noqa: PLC0415 (only with an address)

    return BucketTier(settings.cache_url, Breaker(settings.cache_redis_pause_seconds))
