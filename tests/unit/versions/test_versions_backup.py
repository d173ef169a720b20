from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from store_backends import job_of, pack_id, pack_of

from core.errors import InputError, OutputError
from core.settings import Settings
from services.stores import Stores, open_stores
from services.versions.backup import Counts, export_store, import_store


async def held(stores: Stores) -> tuple[object, object]:
    """All that the stores hold, in an order of its own."""
    jobs = [each async for each in stores.jobs.export()]
    versions = [each async for each in stores.versions.export()]
    return (
        sorted(jobs, key=lambda job: (job.tenant, job.id)),
        sorted(versions, key=lambda pair: (pair[0].tenant, pair[0].id)),
    )


def opened(home: Path) -> Stores:
    """The SQLite store of this home."""
    return open_stores(Settings.model_validate({"home": home, "store": "sqlite"}))


@pytest.fixture
async def exported(tmp_path: Path) -> Path:
    """The export of a store with two jobs and three versions of two packs."""
    path = tmp_path / "whole.jsonl.gz"
    async with opened(tmp_path / "from") as stores:
        await stores.jobs.create(job_of(1))
        await stores.jobs.create(job_of(2, "another"))
        for number, pack in enumerate((1, 1, 2)):
            await stores.versions.add("local", pack_id(pack), pack_of(number), f"{pack}")
        assert await export_store(stores, path) == Counts(2, 3)
    return path


@examples(max_examples=8, deadline=None)
@given(
    made=st.lists(
        st.tuples(st.sampled_from(["local", "another"]), st.integers(1, 3), st.integers(0, 3)),
        max_size=5,
    ),
    jobs=st.sets(st.integers(1, 9), max_size=4),
)
def test_an_imported_export_holds_the_same(
    made: list[tuple[str, int, int]], jobs: set[int]
) -> None:
    """Whatever a store held is in the other one, and importing it twice adds nothing."""

    async def there_and_back(folder: Path) -> None:
        path = folder / "store.jsonl.gz"
        async with opened(folder / "from") as stores:
            for number in jobs:
                await stores.jobs.create(job_of(number))
            for tenant, pack, content in made:
                await stores.versions.add(tenant, pack_id(pack), pack_of(content), f"{pack}")
            before = await held(stores)
            counts = await export_store(stores, path)
        async with opened(folder / "to") as stores:
            assert await import_store(stores, path) == counts
            assert await held(stores) == before
            assert await import_store(stores, path) == counts
            assert await held(stores) == before

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(there_and_back(Path(folder)))


@pytest.mark.parametrize("tenth", range(10))
async def test_a_file_cut_short_changes_nothing(exported: Path, tmp_path: Path, tenth: int) -> None:
    """An export of which the end is missing is refused, and nothing of it is stored."""
    os.truncate(exported, os.stat(exported).st_size * tenth // 10)  # noqa: PTH116 (no wait worth a thread)
    async with opened(tmp_path / "to") as stores:
        with pytest.raises(InputError, match=r"cut short|no export"):
            await import_store(stores, exported)
        assert await held(stores) == ([], [])


@examples(max_examples=30, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
async def test_a_flipped_bit_is_never_a_silent_loss(
    whole_export: tuple[bytes, tuple[object, object]], place: float, bit: int
) -> None:
    """With any one bit changed the file is refused and nothing stored, or all of it is there."""
    data, everything = whole_export
    damaged = bytearray(data)
    damaged[int(place * len(data))] ^= 1 << bit
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.jsonl.gz"
        path.write_bytes(damaged)
        async with opened(Path(folder) / "to") as stores:
            try:
                await import_store(stores, path)
            except InputError:
                assert await held(stores) == ([], [])
            else:
                assert await held(stores) == everything


@pytest.fixture(scope="module")
def whole_export() -> tuple[bytes, tuple[object, object]]:
    """An export's bytes, and what the store held."""

    async def make(folder: Path) -> tuple[bytes, tuple[object, object]]:
        async with opened(folder / "from") as stores:
            await stores.jobs.create(job_of(1))
            await stores.versions.add("local", pack_id(1), pack_of(1), "one")
            await export_store(stores, folder / "whole")
            return (folder / "whole").read_bytes(), await held(stores)

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(make(Path(folder)))


async def test_an_export_into_a_missing_folder_is_said(tmp_path: Path) -> None:
    """The folder has to be there; the error names the file."""
    async with opened(tmp_path / "from") as stores:
        with pytest.raises(OutputError, match=r"store\.gz cannot be written"):
            await export_store(stores, tmp_path / "nowhere" / "store.gz")


@pytest.mark.parametrize("data", [b"", b"no gzip at all"])
async def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """What no export wrote is an input error that names the file."""
    path = tmp_path / "other"
    path.write_bytes(data)
    async with opened(tmp_path / "to") as stores:
        with pytest.raises(InputError, match="other"):
            await import_store(stores, path)
