from __future__ import annotations

import asyncio
import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from store_backends import at, job_of, pack_id, pack_of

from core.errors import DamagedVersionError, NoSuchJobError, StoreError, StoreUnavailableError
from core.settings import Settings
from services.stores import open_stores
from services.stores.sqlite import Database, SqliteJobStore
from services.stores.sqlite.schema import MIGRATIONS, migrate

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from core.job import Job
    from services.stores import Stores


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the tests' store is."""
    return Settings(home=tmp_path).store_file


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncGenerator[Stores]:
    """Stores in that file."""
    opened = open_stores(Settings(home=tmp_path, store_timeout_seconds=0.3))
    yield opened
    await opened.close()


def shape(path: Path) -> list[tuple[str, ...]]:
    """Tables and indexes of a file."""
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return found


def content_of(path: Path) -> bytes:
    """What is in the file."""
    return path.read_bytes()


def overwrite(path: Path, content: bytes) -> None:
    """Put something else into the file."""
    path.write_bytes(content)


def migrated(path: Path, steps: int) -> None:
    """Bring a file to this step."""
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, 5, MIGRATIONS[:steps])
    connection.close()


@pytest.mark.parametrize("step", range(len(MIGRATIONS) + 1))
def test_older_file_comes_to_the_newest_step(step: int, tmp_path: Path) -> None:
    """A file that an older program left at any step gets the same tables as a new one."""
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    migrated(old, step)
    migrated(old, len(MIGRATIONS))
    migrated(new, len(MIGRATIONS))
    assert shape(old) == shape(new)


async def test_jobs_of_an_older_file_stay(file: Path, stores: Stores) -> None:
    """What was stored before a migration is there after it."""
    migrated(file, 1)
    old = sqlite3.connect(file)
    job = job_of(1)
    columns = ("local", job.id, "queued", 0, 1, 1, 1, None, job.model_dump_json())
    old.execute("INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", columns)
    old.commit()
    old.close()
    assert await stores.jobs.get("local", job.id) == job
    assert await stores.versions.tenants() == ()


async def test_newer_file_is_refused(file: Path, stores: Stores) -> None:
    """A file of a newer program is left alone, and the error says to upgrade."""
    migrated(file, len(MIGRATIONS))
    newer = sqlite3.connect(file)
    newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.close()
    with pytest.raises(StoreError, match="upgrade"):
        await stores.jobs.get("local", job_of(1).id)


async def test_another_programs_file_is_refused(file: Path, stores: Stores) -> None:
    """A database that is not this product's is not written to."""
    foreign = sqlite3.connect(file)
    foreign.execute("CREATE TABLE theirs (x)")
    foreign.close()
    before = content_of(file)
    with pytest.raises(StoreError, match="another program"):
        await stores.jobs.create(job_of(1))
    assert content_of(file) == before


async def test_file_that_is_no_database_is_refused(file: Path, stores: Stores) -> None:
    """A file that SQLite cannot read gives an error with the way out, and stays as it is."""
    content = b"No database at all, only a text. " * 200
    overwrite(file, content)
    with pytest.raises(StoreError, match=r"damaged.*backup"):
        await stores.jobs.create(job_of(1))
    assert content_of(file) == content


async def test_damaged_pages_are_told(file: Path, stores: Stores) -> None:
    """A file whose tables were overwritten on the disk gives a clear error."""
    for number in range(50):
        await stores.jobs.create(job_of(number))
    await stores.close()
    data = content_of(file)
    overwrite(file, data[:4096] + os.urandom(len(data) - 4096))
    other = open_stores(Settings(home=file.parent))
    with pytest.raises(StoreError, match="damaged"):
        await other.jobs.list("local")
    await other.close()


async def test_unreadable_document_is_told(file: Path, stores: Stores) -> None:
    """A document of another shape, a newer program's perhaps, gives an error with a hint."""
    await stores.jobs.create(job_of(1))
    other = sqlite3.connect(file)
    other.execute("UPDATE jobs SET document = '{}'")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match=r"Job that cannot be read.*upgrade"):
        await stores.jobs.get("local", job_of(1).id)


async def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A data folder below a file gives an error that names the setting."""
    (tmp_path / "file").write_text("")
    stores = open_stores(Settings(home=tmp_path / "file" / "home"))
    with pytest.raises(StoreError, match="COURSEWRIGHT_HOME"):
        await stores.jobs.get("local", job_of(1).id)
    await stores.close()


async def test_folder_in_the_files_place_is_told(file: Path, stores: Stores) -> None:
    """A store that cannot be opened says so."""
    await asyncio.to_thread(file.mkdir)
    with pytest.raises(StoreError, match="cannot be opened"):
        await stores.jobs.get("local", job_of(1).id)


async def test_busy_file_is_waited_for_and_then_told(file: Path, stores: Stores) -> None:
    """A file that another program keeps locked is unavailable after the time-out, not before."""
    await stores.jobs.create(job_of(1))
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(StoreUnavailableError, match="busy"):
        await stores.jobs.begin("local", job_of(1).id, None, at(60))
    assert time.monotonic() - started >= 0.25
    assert (await stores.jobs.get("local", job_of(1).id)).attempt == 0
    holder.execute("ROLLBACK")
    holder.close()
    assert (await stores.jobs.begin("local", job_of(1).id, None, at(60))).attempt == 1


async def test_full_disk_is_told_and_changes_nothing(file: Path) -> None:
    """When there is no room a write fails as a whole, and reading goes on."""

    class SmallDatabase(Database):
        def _connect(self) -> sqlite3.Connection:
            connection = super()._connect()
            connection.execute("PRAGMA max_page_count = 30")
            return connection

    jobs = SqliteJobStore(SmallDatabase(file, timeout_seconds=1))
    acknowledged: list[Job] = []

    async def fill() -> None:
        for number in range(1000):
            job = await jobs.create(job_of(number))
            acknowledged.append(job)

    with pytest.raises(StoreError, match="full"):
        await fill()
    assert acknowledged
    assert [job async for job in jobs.export()] == acknowledged
    await jobs.close()


async def test_missing_part_is_damage(file: Path, stores: Stores) -> None:
    """A version whose part was removed from the file does not load."""
    version = await stores.versions.add("local", pack_id(1), pack_of(), "wanted")
    other = sqlite3.connect(file)
    other.execute("DELETE FROM parts WHERE rowid = 3")
    other.commit()
    other.close()
    with pytest.raises(DamagedVersionError, match="missing"):
        await stores.versions.load("local", version.id)


async def test_parts_are_kept_once_and_go_with_their_last_version(
    file: Path, stores: Stores
) -> None:
    """Versions share equal parts; deleting the last version that has one deletes it."""

    def parts() -> int:
        connection = sqlite3.connect(file)
        count = connection.execute("SELECT count(*) FROM parts").fetchone()[0]
        connection.close()
        return count

    one = await stores.versions.add("local", pack_id(1), pack_of(1), "wanted")
    alone = parts()
    other = await stores.versions.add("local", pack_id(1), pack_of(2), "wanted", parent=one.id)
    assert parts() == alone + 2
    await stores.versions.delete("local", one.id)
    assert parts() == alone
    await stores.versions.delete("local", other.id)
    assert parts() == 0


async def test_half_a_version_is_none(file: Path, stores: Stores) -> None:
    """A version whose last part cannot be written is not there at all."""
    await stores.versions.tenants()
    other = sqlite3.connect(file)
    other.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON version_parts WHEN new.position = 5 "
        "BEGIN SELECT raise(ABORT, 'no more'); END"
    )
    other.close()
    with pytest.raises(StoreError, match="no more"):
        await stores.versions.add("local", pack_id(1), pack_of(), "wanted")
    assert (await stores.versions.list("local")).versions == ()
    assert await stores.versions.tenants() == ()


async def test_closed_store_says_so(stores: Stores) -> None:
    """A store that was closed, once or twice, is not used any more."""
    await stores.jobs.create(job_of(1))
    await stores.close()
    await stores.close()
    with pytest.raises(StoreError, match="closed"):
        await stores.jobs.get("local", job_of(1).id)


def test_stores_work_in_one_loop_after_another(tmp_path: Path) -> None:
    """The same stores serve event loops that come and go in a process."""
    stores = open_stores(Settings(home=tmp_path))
    asyncio.run(_create(stores, 1))
    asyncio.run(_create(stores, 2))
    page = asyncio.run(_listed(stores))
    assert page == [job_of(2).id, job_of(1).id]
    asyncio.run(stores.close())


def test_stores_work_in_a_forked_child(tmp_path: Path) -> None:
    """A child that inherits open stores uses connections of its own; both see all."""
    stores = open_stores(Settings(home=tmp_path))
    asyncio.run(_create(stores, 1))
    child = multiprocessing.get_context("fork").Process(target=_create_apart, args=(stores, 2))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert asyncio.run(_listed(stores)) == [job_of(2).id, job_of(1).id]
    asyncio.run(stores.close())


def test_new_file_is_made_by_several_processes_at_once(tmp_path: Path) -> None:
    """Processes that find no file make one, together, and each stores its job in it."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(4)
    children = [
        context.Process(target=_create_at_gate, args=(gate, tmp_path, number))
        for number in range(4)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0, 0]
    stores = open_stores(Settings(home=tmp_path))
    assert len(asyncio.run(_listed(stores))) == 4
    asyncio.run(stores.close())


def test_opening_is_cheap(tmp_path: Path) -> None:
    """Opening a store and one look at it take milliseconds, and no library that is dear."""
    asyncio.run(_create_and_close(tmp_path))
    program = (
        "import asyncio, sys, time\n"
        "from pathlib import Path\n"
        "from core.settings import Settings\n"
        "from services.stores import open_stores\n"
        "import services.stores.sqlite\n"
        f"settings = Settings(home=Path({str(tmp_path)!r}))\n"
        "async def main():\n"
        "    started = time.perf_counter()\n"
        "    stores = open_stores(settings)\n"
        f"    await stores.jobs.get('local', {job_of(1).id!r})\n"
        "    print(time.perf_counter() - started)\n"
        "    await stores.close()\n"
        "asyncio.run(main())\n"
        "dear = {'google.auth', 'grpc', 'prefect', 'pydantic_ai', 'httpx'} & sys.modules.keys()\n"
        "assert not dear, dear\n"
    )
    best = min(
        float(subprocess.run([sys.executable, "-c", program], check=True, stdout=-1).stdout)
        for _ in range(3)
    )
    # Some 3 ms on a quiet machine; the bound is for a busy one.
    assert best < 0.1


async def test_missing_job_does_not_cost_the_connection(file: Path) -> None:
    """A refusal leaves the connection fit for the next call."""
    opened: list[sqlite3.Connection] = []

    class CountingDatabase(Database):
        def _connect(self) -> sqlite3.Connection:
            opened.append(super()._connect())
            return opened[-1]

    jobs = SqliteJobStore(CountingDatabase(file, timeout_seconds=1))
    for _ in range(3):
        with pytest.raises(NoSuchJobError):
            await jobs.get("local", job_of(1).id)
    assert len(opened) == 1
    await jobs.close()


async def test_store_is_for_its_owner_only(file: Path, stores: Stores) -> None:
    """Nobody else on the machine reads the requests and packs of others."""
    await stores.jobs.create(job_of(1))
    modes = {path.name: path.stat().st_mode for path in file.parent.iterdir()}
    assert {"store.db", "store.db-wal"} <= modes.keys()
    assert [name for name, mode in modes.items() if stat.S_IMODE(mode) & 0o077] == []


async def _create(stores: Stores, number: int) -> None:
    await stores.jobs.create(job_of(number))


async def _create_and_close(home: Path) -> None:
    stores = open_stores(Settings(home=home))
    await _create(stores, 1)
    await stores.close()


async def _listed(stores: Stores) -> list[str]:
    return [job.id for job in (await stores.jobs.list("local")).jobs]


def _create_apart(stores: Stores, number: int) -> None:
    asyncio.run(_create(stores, number))
    asyncio.run(stores.close())


def _create_at_gate(gate: multiprocessing.Barrier, home: Path, number: int) -> None:  # pyright: ignore[reportInvalidTypeForm]
    stores = open_stores(Settings(home=home))
    gate.wait(30)
    asyncio.run(_create(stores, number))
    asyncio.run(stores.close())
