from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store_backends import at, empty_store, pack_id, pack_of

from core.errors import NoSuchVersionError
from core.version import Standing
from services.stores import open_stores
from services.versions.browsing import all_versions, find_version
from services.versions.cleaning import delete_versions, expired_versions
from services.versions.restoring import restore_version
from services.versions.retention import RetentionPolicy

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from services.stores.protocols import VersionStore


@pytest.fixture
async def store(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncGenerator[VersionStore]:
    """An empty store."""
    async with open_stores(empty_store("sqlite", request, tmp_path)) as stores:
        yield stores.versions


async def test_a_version_is_found_by_the_beginning_of_its_id(store: VersionStore) -> None:
    """Six characters that only one id begins with will do; so will the whole id."""
    made = [await store.add("local", pack_id(1), pack_of(n), "one") for n in range(3)]
    for each in made:
        assert await find_version(store, "local", each.id[:12]) == each
        assert await find_version(store, "local", each.id) == each


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("", "too short"),
        ("abcde", "too short"),
        ("zzzzzz", "No version begins"),
        ("0" * 64, "0000"),
    ],
)
async def test_a_version_that_is_not_there_is_said(
    store: VersionStore, reference: str, said: str
) -> None:
    """Nothing is taken for a version that is not clearly one."""
    await store.add("local", pack_id(1), pack_of(), "one")
    with pytest.raises(NoSuchVersionError, match=said):
        await find_version(store, "local", reference)


async def test_another_tenants_version_is_not_found(store: VersionStore) -> None:
    """An id is good for its own tenant only."""
    made = await store.add("another", pack_id(1), pack_of(), "one")
    for reference in (made.id, made.id[:12]):
        with pytest.raises(NoSuchVersionError):
            await find_version(store, "local", reference)


async def test_a_restored_version_is_the_newest_and_the_old_one_stays(store: VersionStore) -> None:
    """History grows by one: the same content, made now, a child of what was restored."""
    first, second = [await store.add("local", pack_id(1), pack_of(n), "one") for n in range(2)]
    pack = await restore_version(store, first, at(60))
    assert pack.stored is not None
    restored = await store.get("local", pack.stored.version_id)
    assert (restored.number, restored.parent, restored.created_at) == (3, first.id, at(60))
    assert pack.artifacts == pack_of(0).artifacts
    found = [each async for each in all_versions(store, "local", pack_id(1))]
    assert found == [restored, second, first]
    assert await store.newest("local", "one") == restored


async def test_what_a_policy_lets_go_of_is_only_said_until_it_is_deleted(
    store: VersionStore,
) -> None:
    """Of every tenant's packs the old ones go, the approved and the last good one stay."""
    kept: set[str] = set()
    for tenant in ("local", "another"):
        made = [await store.add(tenant, pack_id(1), pack_of(n), "one") for n in range(4)]
        await store.decide(tenant, made[1].id, Standing.APPROVED, "Ada", at(9))
        kept |= {made[1].id, made[3].id}
    policy = RetentionPolicy(max_versions=1)
    gone = await expired_versions(store, policy, at(10))
    assert len(gone) == 4
    assert not kept & {each.id for each in gone}
    assert len([each async for each in all_versions(store, "local")]) == 4
    await delete_versions(store, gone)
    await delete_versions(store, gone)
    left = {each.id for name in ("local", "another") async for each in all_versions(store, name)}
    assert left == kept
    assert await expired_versions(store, policy, at(10)) == ()


async def test_a_policy_for_one_tenant_leaves_the_others(store: VersionStore) -> None:
    """Only the tenant named loses versions."""
    for tenant in ("local", "another"):
        for number in range(2):
            await store.add(tenant, pack_id(1), pack_of(number), "one")
    gone = await expired_versions(store, RetentionPolicy(max_versions=1), at(10), "another")
    assert [each.tenant for each in gone] == ["another"]
