from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_backends import at, pack_maker, pack_of

from core.errors import DamagedVersionError
from services.stores.parts import (
    OUTLINE,
    QUARANTINED,
    REST,
    ROLES,
    SOURCE,
    content_digest,
    put_together,
    take_apart,
    version_digest,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.pack import Pack
    from services.stores.parts import Part, PartReference

VERSION = "ab" * 32
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc.", max_size=3), inner),
    max_leaves=10,
)  # fmt: skip


def kept(pack: Pack) -> tuple[list[PartReference], dict[str, bytes]]:
    """What a store keeps of a pack."""
    parts = take_apart(pack)
    return [part.reference for part in parts], {p.reference.sha256: p.data for p in parts}


def again(pack: Pack) -> Pack:
    """The pack taken apart and put together."""
    return put_together(VERSION, content_digest(pack), *kept(pack))


@given(st.dictionaries(st.text("abc", min_size=1), JSON))
def test_any_content_comes_back(content: dict[str, Any]) -> None:
    """A pack put together from its parts equals what was taken apart, field order included."""
    whole = pack_of()
    faqs = pack_maker().artifact("faqs", content)
    pack = whole.model_copy(update={"artifacts": (faqs, *whole.artifacts), "quarantined": (faqs,)})
    assert again(pack) == pack
    assert again(pack).model_dump_json() == pack.model_dump_json()


def test_parts_are_one_for_each_artifact() -> None:
    """The outline, each artifact and quarantined one, the source and the rest are parts."""
    faulty = pack_maker().artifact("faqs")
    pack = pack_of().model_copy(update={"quarantined": (faulty, faulty)})
    roles = [part.reference.role for part in take_apart(pack)]
    assert set(roles) == set(ROLES)
    assert [roles.count(role) for role in ROLES] == [1, 1, 1, len(pack.artifacts), 2]


def test_versions_share_the_parts_that_are_equal() -> None:
    """Packs that differ in one artifact differ in that part and the rest, in no other."""
    one, other = kept(pack_of(1))[1], kept(pack_of(2))[1]
    assert len(one.keys() - other.keys()) == 2


def test_data_is_compressed() -> None:
    """What a store keeps is a good deal smaller than the JSON."""
    parts = take_apart(pack_of())
    assert sum(len(part.data) for part in parts) < sum(p.reference.bytes for p in parts) / 2


TAMPERING: dict[str, Callable[[Part], bytes]] = {
    "bit flipped": lambda part: part.data[:-9] + bytes([part.data[-9] ^ 1]) + part.data[-8:],
    "cut off": lambda part: part.data[: len(part.data) // 2],
    "emptied": lambda _: b"",
    "not compressed": lambda part: zlib.decompress(part.data),
    "another text": lambda _: zlib.compress(b"{}"),
    "text added": lambda part: zlib.compress(zlib.decompress(part.data) + b" "),
    "unpacks to very much": lambda _: zlib.compress(bytes(50_000_000)),
}


@pytest.mark.parametrize("role", [REST, SOURCE, OUTLINE])
@pytest.mark.parametrize("how", TAMPERING)
def test_changed_part_is_noticed(how: str, role: str) -> None:
    """A part that is not what its digest says damages the version, and the error names it."""
    references, stored = kept(pack_of())
    part = next(each for each in take_apart(pack_of()) if each.reference.role == role)
    stored[part.reference.sha256] = TAMPERING[how](part)
    with pytest.raises(DamagedVersionError, match=f"{VERSION[:12]}.*{role}"):
        put_together(VERSION, content_digest(pack_of()), references, stored)


@given(st.integers(min_value=0))
def test_missing_part_is_noticed(place: int) -> None:
    """A version whose part is gone is damaged."""
    references, stored = kept(pack_of())
    del stored[references[place % len(references)].sha256]
    with pytest.raises(DamagedVersionError, match="missing"):
        put_together(VERSION, content_digest(pack_of()), references, stored)


@given(st.integers(min_value=0))
def test_missing_reference_is_noticed(place: int) -> None:
    """A version that has lost one of its parts' names is damaged."""
    references, stored = kept(pack_of())
    del references[place % len(references)]
    with pytest.raises(DamagedVersionError):
        put_together(VERSION, content_digest(pack_of()), references, stored)


def test_part_in_another_role_is_noticed() -> None:
    """An artifact passed off as quarantined, or as the source, damages the version."""
    references, stored = kept(pack_of())
    for role in (QUARANTINED, SOURCE, REST):
        moved = [*references[:-1], replace(references[-1], role=role)]
        with pytest.raises(DamagedVersionError):
            put_together(VERSION, content_digest(pack_of()), moved, stored)


def test_parts_that_make_no_pack_are_noticed() -> None:
    """Parts that are each what they were but do not fit together are damage, not a crash."""
    references, stored = kept(pack_of())
    source, outline = references[1], references[2]
    swapped = [references[0], replace(outline, role=SOURCE), replace(source, role=OUTLINE)]
    with pytest.raises(DamagedVersionError, match="make no pack"):
        put_together(VERSION, content_digest(pack_of()), swapped, stored)


def test_content_made_twice_has_one_digest() -> None:
    """When, where, how fast and at what price content was made is not part of it."""
    pack = pack_of()
    later = {"seconds": 9.0, "cached": True, "created_at": at(99), "reasks": 2}
    twin = pack.model_copy(
        update={
            "created_at": at(100),
            "flow_run_id": "run",
            "output": "/packs",
            "artifacts": tuple(each.model_copy(update=later) for each in pack.artifacts),
        }
    )
    assert content_digest(twin) == content_digest(pack)


def test_another_content_has_another_digest() -> None:
    """Each thing that a reader sees changes the digest, changed alone."""
    pack = pack_of()
    outline = pack.outline
    assert outline is not None
    renamed = outline.model_copy(update={"title": "Another"})
    others = [
        {"title": "Another"},
        {"language": "de"},
        {"outline": None},
        {"outline": renamed},
        {"artifacts": pack.artifacts[1:]},
        {"artifacts": (pack.artifacts[0].model_copy(update={"content": {}}), *pack.artifacts[1:])},
        {"artifacts": tuple(reversed(pack.artifacts))},
        {"source": pack_maker().source_of(["Another text."])},
    ]
    digests = {content_digest(pack.model_copy(update=change)) for change in others}
    assert len(digests | {content_digest(pack)}) == len(others) + 1


def test_version_id_covers_what_it_names() -> None:
    """Pack, number, parent and content each change the id, changed alone."""
    named = [
        ("p", 1, None, "c"),
        ("q", 1, None, "c"),
        ("p", 2, None, "c"),
        ("p", 1, "v", "c"),
        ("p", 1, None, "d"),
    ]
    assert len({version_digest(*each) for each in named}) == len(named)
