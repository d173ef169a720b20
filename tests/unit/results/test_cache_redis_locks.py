from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from redis_server import RedisServer, running_redis

from core.errors import SettingsError
from services.results.breaker import Breaker
from services.results.locks.redis_locks import RedisLocks
from services.results.redis_link import RedisLink
from services.results.tiers.redis_tier import RedisTier
from services.results.tiers.tier import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

KEY = "completions/local/faqs-draft-1"
NAME = f"coursewright:local:locks:{KEY}"
LEASE_SECONDS = 0.6
TIMEOUT_SECONDS = 0.2
ENTRY = Entry(b"body", 1.0, 1e11)


@pytest.fixture
def server() -> Generator[RedisServer]:
    """A Redis of the test's own."""
    with running_redis() as server:
        yield server


@pytest.fixture
def link(server: RedisServer) -> Generator[Callable[[], RedisLink]]:
    """Makes connections, as processes of several machines have them."""
    links: list[RedisLink] = []

    def make() -> RedisLink:
        links.append(RedisLink(server.url, TIMEOUT_SECONDS, Breaker(0.3)))
        return links[-1]

    yield make
    for each in links:
        each.close()


@pytest.fixture
def locks(link: Callable[[], RedisLink]) -> Generator[Callable[[], RedisLocks]]:
    """Makes the locks of one process of a machine each."""
    made: list[RedisLocks] = []

    def make() -> RedisLocks:
        made.append(RedisLocks(link(), LEASE_SECONDS))
        return made[-1]

    yield make
    for each in made:
        each.close()  # before their connections, which are an older fixture's


def _until(holds: Callable[[], object], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_held_lock_is_renewed_and_then_given_back(locks: Callable[[], RedisLocks]) -> None:
    """For as long as its holder lives a lock outlasts its lease; released, another may have it."""
    mine, other = locks(), locks()
    assert mine.acquire(KEY) is True
    time.sleep(2 * LEASE_SECONDS)
    assert other.acquire(KEY) is False
    mine.release(KEY)
    _until(lambda: other.acquire(KEY))


def test_a_lock_that_is_not_renewed_is_lost(locks: Callable[[], RedisLocks]) -> None:
    """A holder that has stopped renewing loses its lock when the lease is over."""
    dead, other = locks(), locks()
    assert dead.acquire(KEY) is True
    dead.close()
    assert other.acquire(KEY) is False
    _until(lambda: other.acquire(KEY), LEASE_SECONDS + 5)


def test_a_lock_that_was_lost_is_neither_given_back_nor_renewed(
    locks: Callable[[], RedisLocks], server: RedisServer
) -> None:
    """A holder that comes late leaves the lock of its successor alone, and knows that it lost."""
    late = locks()
    assert late.acquire(KEY) is True
    with server.client() as client:
        client.set(NAME, "successor")
        _until(lambda: not late.holds(KEY))
        late.release(KEY)
        time.sleep(0.1)
        assert client.get(NAME) == b"successor"


def test_an_emptied_redis_is_given_the_lock_again(
    locks: Callable[[], RedisLocks], server: RedisServer
) -> None:
    """A holder whose lock Redis has forgotten takes it anew, before another does."""
    mine = locks()
    assert mine.acquire(KEY) is True
    server.flush()
    with server.client() as client:
        _until(lambda: client.exists(NAME))
    assert mine.holds(KEY)


def test_a_frozen_redis_keeps_no_lock_that_nobody_knows_of(
    locks: Callable[[], RedisLocks], server: RedisServer
) -> None:
    """A lock that was asked for, but not answered in time, is given back once Redis goes on."""
    mine = locks()
    server.freeze()
    assert mine.acquire(KEY) is None
    assert not mine.holds(KEY)
    server.thaw()
    with server.client() as client:
        _until(lambda: not client.exists(NAME))


def test_a_full_redis_has_no_locks_and_keeps_no_results(
    locks: Callable[[], RedisLocks], link: Callable[[], RedisLink], server: RedisServer
) -> None:
    """Full is no answer: nothing is raised, what was there is still read, and it comes back."""
    tier = RedisTier(link(), 1000)
    assert tier.write(KEY, ENTRY)
    server.fill()
    assert not tier.write("other", ENTRY)
    assert tier.read(KEY) == ENTRY
    assert locks().acquire(KEY) is None
    server.make_room()
    assert tier.write("other", ENTRY)


def test_a_redis_that_is_gone_answers_nothing_and_comes_back(
    link: Callable[[], RedisLink], server: RedisServer
) -> None:
    """Gone, the tier has nothing and takes nothing; started again, it is used by itself."""
    tier = RedisTier(link(), 1000)
    assert tier.write(KEY, ENTRY)
    server.stop()
    assert tier.read(KEY) is None
    assert not tier.write(KEY, ENTRY)
    assert not tier.delete(KEY)
    assert list(tier.scan()) == []
    server.start()
    _until(lambda: tier.write(KEY, ENTRY))
    assert tier.read(KEY) == ENTRY


def test_a_frozen_redis_costs_one_time_out_until_the_pause_is_over(
    server: RedisServer,
) -> None:
    """Of many reads one waits for the time-out; the others are answered below at once."""
    patient = RedisLink(server.url, TIMEOUT_SECONDS, Breaker(60))
    tier = RedisTier(patient, 1000)
    server.freeze()
    started = time.monotonic()
    assert [tier.read(KEY) for _ in range(100)] == [None] * 100
    assert time.monotonic() - started < 20 * TIMEOUT_SECONDS
    patient.close()


def test_an_address_that_is_none_is_said() -> None:
    """What is no address of a Redis names the setting to correct."""
    with pytest.raises(SettingsError, match="COURSEWRIGHT_CACHE_REDIS_URL"):
        RedisLink("http://127.0.0.1", TIMEOUT_SECONDS, Breaker(1))
