"""What every tier of the cache does, and the tiers together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis_server import RedisServer, running_redis

from services.results.breaker import Breaker
from services.results.redis_link import RedisLink
from services.results.tiers.bucket import BucketTier
from services.results.tiers.folder import FolderTier
from services.results.tiers.memory import MemoryTier
from services.results.tiers.redis_tier import RedisTier
from services.results.tiers.tier import Entry, Stored, Tier
from services.results.tiers.tiered import Lifetimes, TieredResults
from services.results.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

NOW = 2_000_000_000.0
TTL_SECONDS = 100.0
COMPRESS_BYTES = 200
KEY = "completions/local/faqs-draft-1"
OTHER = "completions/other/faqs-draft-1"


@dataclass
class Clock:
    """A clock that a test sets."""

    now: float = NOW

    def __call__(self) -> float:
        """The time it was set to."""
        return self.now


class Keeping(Protocol):
    """What the suite does with a tier, or with the tiers together."""

    def put(self, key: str, body: bytes) -> None:
        """Keep a body for `TTL_SECONDS`."""
        ...

    def get(self, key: str) -> Entry | None:
        """What is kept."""
        ...

    def delete(self, key: str) -> bool:
        """Remove it."""
        ...

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """What there is."""
        ...


@dataclass
class OneTier:
    """A tier on its own."""

    tier: Tier
    clock: Clock

    def put(self, key: str, body: bytes) -> None:
        """Keep a body."""
        assert self.tier.write(key, Entry(body, self.clock(), self.clock() + TTL_SECONDS))

    def get(self, key: str) -> Entry | None:
        """What is kept."""
        return self.tier.read(key)

    def delete(self, key: str) -> bool:
        """Remove it."""
        return self.tier.delete(key)

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """What there is."""
        return self.tier.scan(prefix)


@dataclass
class AllTiers:
    """The tiers together, as the product has them."""

    results: TieredResults

    def put(self, key: str, body: bytes) -> None:
        """Keep a body."""
        self.results.write(key, body)

    def get(self, key: str) -> Entry | None:
        """What is kept."""
        found = self.results.find(key)
        return found[1] if found else None

    def delete(self, key: str) -> bool:
        """Remove it."""
        return self.results.delete(key)

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """What the lowest tier has."""
        return self.results.tiers[-1].scan(prefix)


@pytest.fixture(scope="module")
def server() -> Generator[RedisServer]:
    """One server for the suite."""
    with running_redis() as server:
        yield server


@dataclass
class Makes:
    """Makes what the suite runs over."""

    server: RedisServer
    folder: Path
    clock: Clock = field(default_factory=Clock)
    links: list[RedisLink] = field(default_factory=list)

    def memory(self) -> MemoryTier:
        """The memory tier."""
        return MemoryTier(1024 * 1024, clock=self.clock)

    def redis(self) -> RedisTier:
        """The Redis tier, empty."""
        self.server.flush()
        link = RedisLink(self.server.url, 5.0, Breaker(60))
        self.links.append(link)
        return RedisTier(link, COMPRESS_BYTES, clock=self.clock)

    def a_folder(self) -> FolderTier:
        """The tier in a folder."""
        return FolderTier(self.folder / "results", clock=self.clock)

    def bucket(self) -> BucketTier:
        """The tier in a bucket that is in memory."""
        return BucketTier(f"memory://{uuid4().hex}/results", Breaker(60), clock=self.clock)

    def tiered(self) -> AllTiers:
        """All of them."""
        tiers = (self.memory(), self.redis(), self.a_folder())
        lifetimes = Lifetimes(TTL_SECONDS, {})
        return AllTiers(TieredResults(tiers, lifetimes, 1024, Usage(None), clock=self.clock))


@pytest.fixture
def makes(server: RedisServer, tmp_path: Path) -> Generator[Makes]:
    """Makes tiers, and closes their connections."""
    makes = Makes(server, tmp_path)
    yield makes
    for link in makes.links:
        link.close()


@pytest.fixture(params=["memory", "redis", "a_folder", "bucket", "tiered"])
def kept(makes: Makes, request: pytest.FixtureRequest) -> Keeping:
    """Each tier, and all together."""
    made = getattr(makes, request.param)()
    return made if isinstance(made, AllTiers) else OneTier(made, makes.clock)


def test_what_was_never_written_is_not_there(kept: Keeping) -> None:
    """A tier has nothing to begin with, and nothing to remove."""
    assert kept.get(KEY) is None
    assert not kept.delete(KEY)
    assert list(kept.scan()) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=2000))
def test_what_is_written_is_read(kept: Keeping, body: bytes) -> None:
    """Any bytes come back as they were, with their times, whether they are compressed or not."""
    kept.put(KEY, body)
    assert kept.get(KEY) == Entry(body, NOW, NOW + TTL_SECONDS)


def test_the_newest_result_counts(kept: Keeping) -> None:
    """A result written again takes the place of the older one, also when it is much larger."""
    for body in (b"one", b"two" * 1000, b"three"):
        kept.put(KEY, body)
        found = kept.get(KEY)
        assert found
        assert found.body == body


def test_keys_are_kept_apart(kept: Keeping) -> None:
    """Two tenants' results under keys that end alike are two results."""
    kept.put(KEY, b"mine")
    kept.put(OTHER, b"theirs")
    assert kept.delete(OTHER)
    found = kept.get(KEY)
    assert found
    assert found.body == b"mine"
    assert kept.get(OTHER) is None


def test_what_has_expired_is_not_there(kept: Keeping, makes: Makes) -> None:
    """A result is there until its time is over, and neither read nor listed from then on."""
    kept.put(KEY, b"body")
    makes.clock.now += TTL_SECONDS - 0.5
    assert kept.get(KEY)
    makes.clock.now += 1
    assert list(kept.scan()) == []
    assert kept.get(KEY) is None


def test_a_scan_lists_what_begins_so(kept: Keeping) -> None:
    """A scan has the keys under a prefix, with the times and the size of each."""
    kept.put(KEY, b"x" * 600)
    kept.put(OTHER, b"y")
    (stored,) = kept.scan("completions/local/")
    assert (stored.key, stored.created_at, stored.expires_at) == (KEY, NOW, NOW + TTL_SECONDS)
    assert stored.bytes > 0
    assert {each.key for each in kept.scan()} == {KEY, OTHER}


@pytest.mark.parametrize("tier", ["redis", "a_folder", "bucket"])
@pytest.mark.parametrize("damage", ["cut short", "changed", "emptied", "foreign"])
def test_a_damaged_entry_is_a_miss_and_is_removed(makes: Makes, tier: str, damage: str) -> None:
    """Bytes that are not what was written are no result, and are not looked at twice."""
    kept = getattr(makes, tier)()
    kept.write(KEY, Entry(b"A body of some length", NOW, NOW + TTL_SECONDS))
    _damage(makes, kept, damage)
    assert kept.read(KEY) is None
    assert not kept.delete(KEY)


def _damage(makes: Makes, tier: Tier, damage: str) -> None:
    def damaged(data: bytes) -> bytes:
        return {
            "cut short": data[:-5],
            "changed": data[:-5] + b"?" + data[-4:],
            "emptied": b"",
            "foreign": b'{"metadata":{"storage_key":"a"},"result":"{}"}',
        }[damage]

    if isinstance(tier, FolderTier):
        file = makes.folder / "results" / KEY
        file.write_bytes(damaged(file.read_bytes()))
    elif isinstance(tier, BucketTier):
        path = f"{tier._root}/{KEY}"
        tier._files.pipe_file(path, damaged(tier._files.cat_file(path)))
    else:
        with makes.server.client() as client:
            name = f"coursewright:local:results:{KEY}"
            client.set(name, damaged(client.get(name)))


def test_a_bucket_that_cannot_be_used_fails_nothing_and_comes_back(tmp_path: Path) -> None:
    """Where the address leads nowhere nothing is kept; once it does, the tier is used again."""
    now = [0.0]
    in_the_way = tmp_path / "results"
    in_the_way.write_text("in the way")
    tier = BucketTier(f"file://{in_the_way}/below", Breaker(5.0, clock=lambda: now[0]))
    assert not tier.write(KEY, Entry(b"body", NOW, NOW * 2))
    in_the_way.unlink()
    (in_the_way / "below" / KEY).parent.mkdir(parents=True)
    assert not tier.write(KEY, Entry(b"body", NOW, NOW * 2))
    now[0] = 5.0
    assert tier.write(KEY, Entry(b"body", NOW, NOW * 2))
    assert tier.read(KEY)
