"""What every version store promises, whatever keeps the versions."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from store_backends import at, pack_id, pack_maker, pack_of

from core.errors import BadCursorError, DamagedVersionError, NoSuchVersionError, StoreError
from core.version import PackVersion, Standing
from services.stores.parts import content_digest, version_digest

if TYPE_CHECKING:
    from core.pack import Pack
    from services.stores import Stores
    from services.stores.protocols import VersionStore

ONE, TWO = pack_id(1), pack_id(2)
ABSENT = "0" * 64


async def added(
    versions: VersionStore, number: int = 0, parent: PackVersion | None = None, pack: str = ONE
) -> PackVersion:
    """The pack of this number as the next version."""
    above = None if parent is None else parent.id
    return await versions.add("local", pack, pack_of(number), "wanted", parent=above)


async def chain(versions: VersionStore, length: int, pack: str = ONE) -> list[PackVersion]:
    """Versions of a pack, each made from the one before."""
    made: list[PackVersion] = []
    for number in range(length):
        made.append(await added(versions, number, made[-1] if made else None, pack))
    return made


async def walked(versions: VersionStore, limit: int, pack: str | None = None) -> list[PackVersion]:
    """All of a list, page by page."""
    found: list[PackVersion] = []
    cursor: str | None = None
    while True:
        page = await versions.list("local", pack_id=pack, limit=limit, cursor=cursor)
        assert len(page.versions) <= limit
        found += page.versions
        assert len({each.id for each in found}) == len(found)  # a cursor that stands still
        cursor = page.cursor
        if cursor is None:
            return found


def made_again(pack: Pack) -> Pack:
    """The same content from another run: later, slower, from the cache."""
    return pack.model_copy(
        update={
            "created_at": at(999),
            "flow_run_id": "another",
            "output": "/elsewhere",
            "artifacts": tuple(
                each.model_copy(update={"seconds": 7.0, "cached": True, "created_at": at(998)})
                for each in pack.artifacts
            ),
        }
    )


def huge_pack() -> Pack:
    """A pack whose source is over 1 MiB however well it is compressed."""
    # Hexadecimal digits of random bytes compress to half their size.
    paragraphs = [random.Random(each).randbytes(1000).hex() for each in range(1500)]  # noqa: S311 (no secret)
    return pack_maker().pack(source=pack_maker().source_of(paragraphs))


async def test_pack_is_stored_whole(versions: VersionStore) -> None:
    """What is loaded equals what was added, and what is known of it is true."""
    pack = pack_of(1)
    version = await versions.add(
        "local", ONE, pack, "wanted", prompt_digests={"faqs": "d"}, note="The first."
    )
    assert await versions.load("local", version.id) == pack
    assert await versions.get("local", version.id) == version
    assert version.model_dump(exclude={"id", "bytes", "content_sha256"}) == {
        "pack_id": ONE,
        "tenant": "local",
        "number": 1,
        "parent": None,
        "fingerprint": "wanted",
        "title": pack.title,
        "state": pack.state,
        "score": pack.report.score,
        "request": pack.request.model_dump(),
        "source_sha256": pack.source.sha256,
        "prompt_digests": {"faqs": "d"},
        "created_at": pack.created_at,
        "standing": Standing.DRAFT,
        "decided_by": None,
        "decided_at": None,
        "note": "The first.",
    }
    assert version.content_sha256 == content_digest(pack)
    assert version.id == version_digest(ONE, 1, None, version.content_sha256)
    assert version.bytes > len(pack.source.text)


async def test_fields_keep_their_order(versions: VersionStore) -> None:
    """A loaded pack prints as the stored one did: prompts made from it hit the same cache."""
    version = await added(versions)
    loaded = await versions.load("local", version.id)
    assert loaded.model_dump_json() == pack_of().model_dump_json()


async def test_partial_pack_is_stored_whole(versions: VersionStore) -> None:
    """Errors, quarantined artifacts and a missing outline come back too."""
    partial = pack_maker().partial()
    kept_aside = (pack_maker().artifact("flashcards"), pack_maker().artifact("flashcards"))
    pack = partial.model_copy(update={"quarantined": kept_aside, "outline": None})
    version = await versions.add("local", ONE, pack, "wanted")
    assert await versions.load("local", version.id) == pack


async def test_huge_pack_is_stored_whole(versions: VersionStore) -> None:
    """A part of more than a mebibyte is no obstacle, in any backend."""
    pack = huge_pack()
    version = await versions.add("local", ONE, pack, "wanted")
    assert version.bytes > 3_000_000
    assert await versions.load("local", version.id) == pack
    await versions.delete("local", version.id)
    with pytest.raises(NoSuchVersionError):
        await versions.load("local", version.id)


async def test_numbers_count_from_one(versions: VersionStore) -> None:
    """Each pack's versions are numbered on their own, and each knows its parent."""
    made = await chain(versions, 3)
    other = await added(versions, 0, pack=TWO)
    assert [version.number for version in made] == [1, 2, 3]
    assert [version.parent for version in made] == [None, made[0].id, made[1].id]
    assert other.number == 1


async def test_same_version_told_twice_is_one(versions: VersionStore) -> None:
    """A version that is added again, because the answer was lost, is the one that is there."""
    first, second = await chain(versions, 2)
    again = await versions.add("local", ONE, made_again(pack_of(1)), "wanted", parent=first.id)
    assert again == second
    assert len(await walked(versions, 10)) == 2


async def test_same_content_from_another_parent_is_another_version(versions: VersionStore) -> None:
    """An older content made the newest again is a new version with the old content's digest."""
    first, second = await chain(versions, 2)
    restored = await added(versions, 0, second)
    assert restored.number == 3
    assert restored.content_sha256 == first.content_sha256
    assert restored.id not in (first.id, second.id)
    assert await versions.load("local", restored.id) == pack_of(0)


async def test_parent_must_be_of_the_pack(versions: VersionStore) -> None:
    """A parent that is missing, or another pack's or tenant's, is refused; nothing is stored."""
    elsewhere = await added(versions, 0, pack=TWO)
    theirs = await versions.add("other", ONE, pack_of(), "wanted")
    for parent in (ABSENT, elsewhere.id, theirs.id):
        with pytest.raises(NoSuchVersionError):
            await versions.add("local", ONE, pack_of(1), "wanted", parent=parent)
    assert await walked(versions, 10) == [elsewhere]


async def test_versions_added_together_have_numbers_of_their_own(versions: VersionStore) -> None:
    """Versions of one pack that are added at the same time are numbered without gaps."""
    made = await asyncio.gather(*(added(versions, number) for number in range(4)))
    assert sorted(version.number for version in made) == [1, 2, 3, 4]


async def test_another_tenants_version_is_not_there(versions: VersionStore) -> None:
    """No operation sees a version through another tenant's name."""
    version = await added(versions)
    with pytest.raises(NoSuchVersionError):
        await versions.get("other", version.id)
    with pytest.raises(NoSuchVersionError):
        await versions.load("other", version.id)
    with pytest.raises(NoSuchVersionError):
        await versions.decide("other", version.id, Standing.APPROVED, "me", at(9))
    await versions.delete("other", version.id)
    assert (await versions.list("other")).versions == ()
    assert await versions.newest("other", "wanted") is None
    assert await versions.load("local", version.id) == pack_of()


async def test_newest_answers_a_request(versions: VersionStore) -> None:
    """The newest version with the fingerprint is found, if it is not too old."""
    await chain(versions, 3)
    newest = await versions.newest("local", "wanted")
    assert newest is not None
    assert newest.number == 3
    assert await versions.newest("local", "wanted", not_before=at(2)) == newest
    assert await versions.newest("local", "wanted", not_before=at(2.5)) is None
    assert await versions.newest("local", "something else") is None


async def test_newest_is_complete_and_not_withdrawn(versions: VersionStore) -> None:
    """A partial version never answers a request, nor one that was withdrawn."""
    first, second = await chain(versions, 2)
    partial = pack_maker().partial().model_copy(update={"created_at": at(500)})
    await versions.add("local", ONE, partial, "wanted", parent=second.id)
    assert await versions.newest("local", "wanted") == second
    await versions.decide("local", second.id, Standing.WITHDRAWN, "me", at(600))
    assert await versions.newest("local", "wanted") == first
    again = await versions.decide("local", second.id, Standing.DRAFT, "me", at(601))
    assert await versions.newest("local", "wanted") == again
    await versions.delete("local", second.id)
    assert await versions.newest("local", "wanted") == first


async def test_list_is_newest_first(versions: VersionStore) -> None:
    """Lists go by creation, then by id, both descending, and page size does not matter."""
    ours = await chain(versions, 4)
    theirs = await chain(versions, 3, TWO)
    await versions.add("other", ONE, pack_of(), "wanted")
    for wanted, made in ((None, [*ours, *theirs]), (ONE, ours), (TWO, theirs)):
        expected = sorted(made, key=lambda each: (each.created_at, each.id), reverse=True)
        for limit in (1, 2, 7, 50):
            assert await walked(versions, limit, wanted) == expected


async def test_cursor_outlives_changes(versions: VersionStore) -> None:
    """A cursor goes on where it was, though its element is deleted and a newer one came."""
    made = await chain(versions, 4)
    page = await versions.list("local", limit=2)
    assert list(page.versions) == [made[3], made[2]]
    await versions.delete("local", made[2].id)
    await added(versions, 9)
    rest = await versions.list("local", cursor=page.cursor)
    assert list(rest.versions) == [made[1], made[0]]
    assert rest.cursor is None


async def test_cursor_of_another_list_is_refused(versions: VersionStore) -> None:
    """A cursor works for its own tenant and pack only, and not at all once changed."""
    await chain(versions, 2)
    cursor = (await versions.list("local", limit=1)).cursor
    assert cursor is not None
    with pytest.raises(BadCursorError):
        await versions.list("other", cursor=cursor)
    with pytest.raises(BadCursorError):
        await versions.list("local", pack_id=ONE, cursor=cursor)
    with pytest.raises(BadCursorError):
        await versions.list("local", cursor=f"x{cursor}")


async def test_decision_is_all_that_changes(versions: VersionStore) -> None:
    """The last decision stands, with who made it and when; the rest of the version stays."""
    version = await added(versions)
    for standing, seconds in (
        (Standing.APPROVED, 60),
        (Standing.WITHDRAWN, 61),
        (Standing.DRAFT, 62),
    ):
        decision = {"standing": standing, "decided_by": "Mo", "decided_at": at(seconds)}
        decided = await versions.decide("local", version.id, standing, "Mo", at(seconds))
        assert decided == version.model_copy(update=decision)
        assert await versions.get("local", version.id) == decided
    assert (await versions.list("local")).versions == (decided,)
    with pytest.raises(NoSuchVersionError):
        await versions.decide("local", ABSENT, Standing.APPROVED, "Mo", at(63))


async def test_deleted_version_leaves_the_others(versions: VersionStore) -> None:
    """Versions that share parts with a deleted one still load; numbers and parents stay."""
    first, second, third = await chain(versions, 3)
    await versions.delete("local", second.id)
    await versions.delete("local", second.id)
    with pytest.raises(NoSuchVersionError):
        await versions.get("local", second.id)
    assert await walked(versions, 10) == [third, first]
    for number, version in ((0, first), (2, third)):
        assert await versions.load("local", version.id) == pack_of(number)


async def test_number_is_never_given_twice(versions: VersionStore) -> None:
    """The number of a deleted version, the newest or the only one, is not given again."""
    first, second = await chain(versions, 2)
    await versions.delete("local", second.id)
    third = await added(versions, 1, first)
    assert third.number == 3
    await versions.delete("local", first.id)
    await versions.delete("local", third.id)
    assert (await added(versions, 0)).number == 4


async def test_tenants_are_those_with_versions(versions: VersionStore) -> None:
    """Tenants come in order, each once, and only while they have a version."""
    for tenant in ("zoe", "adam", "zoe"):
        version = await versions.add(tenant, ONE, pack_of(), "wanted")
    assert await versions.tenants() == ("adam", "zoe")
    await versions.delete("zoe", version.id)
    assert await versions.tenants() == ("adam",)


async def test_versions_move_to_another_store(stores: Stores, empty_stores: Stores) -> None:
    """What is exported and restored elsewhere is the same; parents come before children."""
    made = await chain(stores.versions, 3)
    await chain(stores.versions, 2, TWO)
    theirs = await stores.versions.add("other", ONE, pack_of(), "wanted")
    await stores.versions.decide("local", made[1].id, Standing.APPROVED, "Mo", at(60))
    exported = [each async for each in stores.versions.export()]
    assert len(exported) == 6
    for earlier, later in pairwise(exported):
        assert earlier[0].parent != later[0].id
    for version, pack in exported:
        await empty_stores.versions.restore(version, pack)
        await empty_stores.versions.restore(version, pack)
    assert await walked(empty_stores.versions, 2) == await walked(stores.versions, 2)
    assert await empty_stores.versions.load("other", theirs.id) == pack_of()
    assert await empty_stores.versions.newest("local", "wanted") == (
        await stores.versions.newest("local", "wanted")
    )
    fourth = await added(empty_stores.versions, 3, made[2])
    assert fourth.number == 4


async def test_restore_changes_nothing_that_is_there(versions: VersionStore) -> None:
    """A restored version never overwrites one, nor takes the number of another."""
    version = await added(versions)
    await versions.decide("local", version.id, Standing.APPROVED, "Mo", at(60))
    await versions.restore(version, pack_of())
    assert (await versions.get("local", version.id)).standing is Standing.APPROVED
    digest = content_digest(pack_of(5))
    rival = version.model_copy(
        update={"id": version_digest(ONE, 1, None, digest), "content_sha256": digest}
    )
    with pytest.raises(StoreError, match="another version 1"):
        await versions.restore(rival, pack_of(5))
    assert await versions.load("local", version.id) == pack_of()


async def test_restore_refuses_another_pack(versions: VersionStore) -> None:
    """A version is restored only with the pack that it describes."""
    version = await added(versions)
    await versions.delete("local", version.id)
    with pytest.raises(DamagedVersionError):
        await versions.restore(version, pack_of(1))
