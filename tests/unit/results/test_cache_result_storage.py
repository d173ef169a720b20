from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from prefect import flow
from prefect.results import ResultStore
from prefect.transactions import IsolationLevel, atransaction, transaction

from core.artifact import Completion
from core.errors import SettingsError
from core.settings import settings
from services.results.opening import LOCK_FILE, open_results
from services.results.single_flight import call_locks
from services.results.storage import result_storage
from services.results.usage import HIT, MISS, WRITE, Event

if TYPE_CHECKING:
    from pathlib import Path

KEY = "completions/local/faqs-draft-1"
ANSWER = Completion(text="An answer", model="m", finish_reason="stop")


@pytest.fixture
def store() -> ResultStore:
    """A result store as the engine makes one for `call_model`."""
    return ResultStore(
        result_storage=result_storage(),
        lock_manager=call_locks(),
        cache_result_in_memory=False,
    )


async def _run(store: ResultStore, *, refresh: bool = False) -> tuple[bool, Any]:
    """What the engine does in a task run; whether it found a result, and what it has."""
    async with atransaction(
        KEY, store, isolation_level=IsolationLevel.SERIALIZABLE, overwrite=refresh
    ) as running:
        if running.is_committed():
            record = await running.read()
            assert record
            return True, record.result
        running.stage(ANSWER)
        return False, ANSWER


def test_prefect_takes_it_though_no_server_knows_it() -> None:
    """A flow is made with the storage without asking a server to save it."""

    @flow(result_storage=result_storage())
    def empty() -> None: ...

    assert empty.result_storage is result_storage()


async def test_a_result_is_found_by_the_next_run_and_counted_once(store: ResultStore) -> None:
    """Prefect reads a result twice; a hit is counted once, as is a miss and a write."""
    assert await _run(store) == (False, ANSWER)
    assert await _run(store) == (True, ANSWER)
    assert open_results().tiers.usage.counts == {
        Event(MISS, "", "faqs"): 1,
        Event(WRITE, "folder", "faqs"): 1,
        Event(HIT, "memory", "faqs"): 1,
    }


async def test_a_refresh_makes_anew_and_stores(store: ResultStore) -> None:
    """A run that may not use the cache writes over what is there."""
    await _run(store)
    assert await _run(store, refresh=True) == (False, ANSWER)
    assert open_results().tiers.usage.counts[Event(WRITE, "folder", "faqs")] == 2


async def test_an_expired_result_is_made_again(
    store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result whose time to live is over is a miss, whichever tier had it."""
    monkeypatch.setenv("COURSEWRIGHT_CACHE_TTL_SECONDS_BY_TYPE", '{"faqs": 1}')
    settings.cache_clear()
    await _run(store)
    tiers = open_results().tiers
    (stored,) = tiers.tiers[-1].scan()
    assert stored.expires_at - stored.created_at == 1
    entry = tiers.tiers[-1].read(KEY)
    assert entry
    later = type(entry)(entry.body, 0.0, 1.0)
    for tier in tiers.tiers:
        tier.write(KEY, later)
    assert (await _run(store))[0] is False


async def test_a_result_that_goes_between_the_two_readings_is_still_a_hit(
    store: ResultStore,
) -> None:
    """What was said to be there is given, though another process removes it in between."""
    await _run(store)
    async with atransaction(KEY, store, isolation_level=IsolationLevel.SERIALIZABLE) as running:
        assert running.is_committed()
        open_results().tiers.delete(KEY)
        record = await running.read()
    assert record
    assert record.result == ANSWER
    assert (await _run(store))[0] is False


async def test_a_record_of_the_older_format_is_a_miss(store: ResultStore, own_home: Path) -> None:
    """Results that an earlier version left are made again, and are no error."""
    file = own_home / "results" / KEY
    file.parent.mkdir(parents=True)
    file.write_bytes(store.create_result_record(ANSWER, KEY).serialize())
    assert (await _run(store))[0] is False
    assert (await _run(store))[0] is True


def test_it_is_used_without_an_event_loop_too(store: ResultStore) -> None:
    """A task that is no coroutine has the same cache."""
    for found in (False, True):
        with transaction(KEY, store, isolation_level=IsolationLevel.SERIALIZABLE) as running:
            assert running.is_committed() is found
            running.stage(ANSWER)
    assert not call_locks().is_locked(KEY)


def test_the_embedded_cache_imports_no_client(own_home: Path) -> None:
    """Without Redis and a bucket the tiers and locks import neither's library, nor Prefect."""
    code = (
        "import sys\n"
        "from services.results.opening import open_results\n"
        "results = open_results()\n"
        "results.tiers.write('a/b/c-1', b'body')\n"
        "assert results.tiers.read('a/b/c-1') == b'body'\n"
        "print({'redis', 'fsspec', 'gcsfs', 'prefect'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    assert (own_home / LOCK_FILE).exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COURSEWRIGHT_CACHE_REDIS_URL", "http://127.0.0.1"),
        ("COURSEWRIGHT_CACHE_URL", "nothing-known://bucket"),
    ],
)
async def test_an_address_that_cannot_be_used_is_said(
    store: ResultStore, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """A wrong address of Redis or of the bucket names the setting, instead of caching nothing."""
    monkeypatch.setenv(variable, value)
    settings.cache_clear()
    with pytest.raises(SettingsError, match=variable):
        await _run(store)
    assert not call_locks().is_locked(KEY)
