"""What only Firestore can show: its limits, its time-outs, and many clients without a lock."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import firestore_emulator as emulators
import psutil
import pytest
from firestore_queries import recording, undeclared
from google.api_core import exceptions
from google.cloud.firestore_v1 import AsyncClient
from google.cloud.firestore_v1.base_query import FieldFilter
from store_backends import at, job_of, pack_id, pack_maker, pack_of

from core.errors import (
    IllegalTransitionError,
    NoSuchJobError,
    NoSuchVersionError,
    StoreError,
    StoreUnavailableError,
)
from core.job import JobState, StepProgress
from core.settings import Settings
from services.stores import Stores, open_stores
from services.stores.firestore.chunks import Uploads, release, stored_parts
from services.stores.firestore.connection import Connection
from services.stores.firestore.database import Database
from services.stores.firestore.paths import job_path
from services.stores.firestore.transaction import Transaction
from services.stores.parts import take_apart

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
    from pathlib import Path

    from core.pack import Pack

own_emulator = emulators.own_firestore_emulator
firestore_emulator = emulators.firestore_emulator
firestore_project = emulators.firestore_project

pytestmark = pytest.mark.server

MEBIBYTE = 1024 * 1024
ONE, TWO = pack_id(1), pack_id(2)


def settings_of(tmp_path: Path, **given: Any) -> Settings:
    """Settings of the project that the environment names."""
    return Settings.model_validate({"home": tmp_path, "store": "firestore", **given})


@pytest.fixture
def settings(firestore_project: str, tmp_path: Path) -> Settings:
    """Settings of an empty project of the shared emulator."""
    made = settings_of(tmp_path)
    assert made.google_cloud_project == firestore_project
    return made


@pytest.fixture
async def stores(settings: Settings) -> AsyncGenerator[Stores]:
    """Both stores, empty."""
    opened = open_stores(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def others(settings: Settings) -> AsyncGenerator[Stores]:
    """The same stores over another connection, as another machine has them."""
    opened = open_stores(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    """The database below the stores."""
    opened = Database(Connection(settings), settings.store_timeout_seconds)
    yield opened
    await opened.close()


async def documents(database: Database, collection: str) -> list[Any]:
    """Snapshots of all documents in the collections of this name."""
    return await database.client().collection_group(collection).get(timeout=30)


def big_pack(megabytes: int) -> Pack:
    """A pack whose source has so many megabytes and hardly can be compressed below half of it."""
    paragraphs = [random.Random(n).randbytes(2000).hex() for n in range(megabytes * 250)]  # noqa: S311 (no secret)
    return pack_maker().pack(source=pack_maker().source_of(paragraphs))


@pytest.mark.parametrize("megabytes", [3, 24])
async def test_big_parts_are_kept_in_documents_under_a_mebibyte(
    stores: Stores, database: Database, megabytes: int
) -> None:
    """A part over the limits of a document, and one over that of a request, come back whole."""
    pack = big_pack(megabytes)
    version = await stores.versions.add("local", ONE, pack, "wanted")
    assert await stores.versions.load("local", version.id) == pack
    sizes = [len(each.to_dict()["data"]) for each in await documents(database, "chunks")]
    assert sum(sizes) > megabytes * MEBIBYTE // 3
    assert max(sizes) < MEBIBYTE - 10_000
    await stores.versions.delete("local", version.id)
    assert await documents(database, "chunks") == []
    assert await documents(database, "parts") == []


async def test_uploads_without_a_version_expire(stores: Stores, database: Database) -> None:
    """Chunks of a stored version stay for ever; those of a version never stored have an end."""
    await stores.versions.add("local", ONE, pack_of(1), "wanted")
    kept = await documents(database, "chunks")
    assert [each.id for each in kept if "expire_at" in each.to_dict()] == []
    with pytest.raises(RuntimeError, match="killed"):
        await database.transact(lambda transaction: killed(database, transaction))
    lost = [each for each in await documents(database, "chunks") if each not in kept]
    assert lost
    assert all(each.to_dict()["expire_at"] > datetime.now(UTC) for each in lost)


async def killed(database: Database, transaction: Transaction) -> None:
    """Dies between the upload and the commit."""
    await Uploads(database, "local", take_apart(pack_of(2))).refer(transaction)
    raise RuntimeError("killed")


async def test_concurrent_additions_have_numbers_of_their_own(
    stores: Stores, others: Stores
) -> None:
    """Two clients that add five versions each to one pack get the numbers one to ten."""
    added = await asyncio.gather(
        *(
            each.versions.add("local", ONE, pack_of(number), "wanted")
            for number, each in enumerate([stores, others] * 5)
        )
    )
    assert sorted(version.number for version in added) == list(range(1, 11))
    page = await stores.versions.list("local", pack_id=ONE)
    assert {version.id for version in page.versions} == {version.id for version in added}


async def test_concurrent_reports_are_all_kept(stores: Stores, others: Stores) -> None:
    """Two clients that report five steps each of one job lose none of them."""
    await stores.jobs.create(job_of(1))
    await stores.jobs.begin("local", job_of(1).id, None, at(1))
    done = StepProgress(state="done", at=at(2))
    await asyncio.gather(
        *(
            each.jobs.advance("local", job_of(1).id, 1, at(2), {f"step {number}": done})
            for number, each in enumerate([stores, others] * 5)
        )
    )
    job = await stores.jobs.get("local", job_of(1).id)
    assert set(job.progress) == {f"step {number}" for number in range(10)}
    assert job.revision == 11


async def test_stalled_client_holds_nobody_up(stores: Stores, database: Database) -> None:
    """A client that has read a job and then does nothing does not keep others from writing it."""
    await stores.jobs.create(job_of(1))
    seen = 0

    async def work(transaction: Transaction) -> None:
        nonlocal seen
        (document,) = (await transaction.read([job_path("local", job_of(1).id)])).values()
        transaction.change(document, {"stalled": True})
        if not seen:
            await asyncio.wait_for(stores.jobs.begin("local", job_of(1).id, None, at(1)), 5)
        seen += 1

    await database.transact(work)
    assert seen == 2
    assert (await stores.jobs.get("local", job_of(1).id)).state is JobState.RUNNING


async def test_one_of_many_begins_a_job(stores: Stores, others: Stores) -> None:
    """Of eight who want to begin a job in the same words, one does."""
    await stores.jobs.create(job_of(1))
    begun = await asyncio.gather(
        *(each.jobs.begin("local", job_of(1).id, None, at(1)) for each in [stores, others] * 4),
        return_exceptions=True,
    )
    refused = [each for each in begun if isinstance(each, IllegalTransitionError)]
    assert len(refused) == 7
    assert (await stores.jobs.get("local", job_of(1).id)).attempt == 1


async def test_parts_survive_deletions_beside_additions(stores: Stores, others: Stores) -> None:
    """Versions added while others that share their parts are deleted never lose a part."""
    for round_number in range(6):
        old = await stores.versions.add("local", pack_id(round_number), pack_of(7), "wanted")
        new, _ = await asyncio.gather(
            others.versions.add("local", pack_id(100 + round_number), pack_of(7), "wanted"),
            stores.versions.delete("local", old.id),
        )
        assert await stores.versions.load("local", new.id) == pack_of(7)
        await stores.versions.delete("local", new.id)


async def test_addition_notices_that_its_parts_were_deleted(
    stores: Stores, database: Database
) -> None:
    """An addition that counted on parts which are then deleted brings them itself."""
    old = await stores.versions.add("local", ONE, pack_of(1), "wanted")
    parts = take_apart(pack_of(1))
    uploads = Uploads(database, "local", parts)
    tries = 0

    async def work(transaction: Transaction) -> None:
        nonlocal tries
        tries += 1
        await uploads.refer(transaction)
        await stores.versions.delete("local", old.id)

    await database.transact(work)
    assert tries == 2
    digests = [each.reference.sha256 for each in parts]
    stored = await stored_parts(database, "local", digests)
    assert stored == {each.reference.sha256: each.data for each in parts}


async def test_deletion_notices_that_its_parts_were_taken(
    stores: Stores, database: Database
) -> None:
    """A deletion that saw the last reference to a part leaves it to a version added since."""
    await stores.versions.add("local", ONE, pack_of(1), "wanted")
    digests = [each.reference.sha256 for each in take_apart(pack_of(1))]
    added = []

    async def work(transaction: Transaction) -> None:
        await release(transaction, "local", digests)
        added.append(await stores.versions.add("local", TWO, pack_of(1), "wanted"))

    await database.transact(work)
    assert len(added) == 2
    assert await stores.versions.load("local", added[0].id) == pack_of(1)


async def test_two_deletions_leave_no_part_behind(stores: Stores, database: Database) -> None:
    """Of two deletions that both saw two references the later one removes the parts."""
    other = await stores.versions.add("local", ONE, pack_of(1), "wanted")
    await stores.versions.add("local", TWO, pack_of(1), "wanted")
    digests = [each.reference.sha256 for each in take_apart(pack_of(1))]

    async def work(transaction: Transaction) -> None:
        await release(transaction, "local", digests)
        await stores.versions.delete("local", other.id)

    await database.transact(work)
    assert await documents(database, "parts") == []
    assert await documents(database, "chunks") == []


async def test_upload_is_not_anothers_to_delete(stores: Stores, database: Database) -> None:
    """What was uploaded stays when another upload of the same part is stored and deleted."""
    parts = take_apart(pack_of(1))
    uploads = Uploads(database, "local", parts)
    tries = 0

    async def work(transaction: Transaction) -> None:
        nonlocal tries
        tries += 1
        await uploads.refer(transaction)
        other = await stores.versions.add("local", ONE, pack_of(1), "wanted")
        await stores.versions.delete("local", other.id)

    await database.transact(work)
    assert tries == 1
    stored = await stored_parts(database, "local", [each.reference.sha256 for each in parts])
    assert stored == {each.reference.sha256: each.data for each in parts}


async def test_both_may_bring_the_same_part(
    stores: Stores, others: Stores, database: Database
) -> None:
    """Of two that upload a part at once one copy is referred to, and the other one expires."""
    one, two = await asyncio.gather(
        stores.versions.add("local", ONE, pack_of(1), "wanted"),
        others.versions.add("local", TWO, pack_of(1), "wanted"),
    )
    await stores.versions.delete("local", one.id)
    assert await stores.versions.load("local", two.id) == pack_of(1)
    kept = [
        each for each in await documents(database, "chunks") if "expire_at" not in each.to_dict()
    ]
    assert len(kept) == len({each.reference.sha256 for each in take_apart(pack_of(1))})


async def test_version_deleted_while_it_is_loaded_is_gone(
    stores: Stores, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version whose parts go between two reads is not there, rather than damaged."""
    version = await stores.versions.add("local", ONE, pack_of(1), "wanted")
    read = Database.read

    async def deleting(self: Database, deadline: Any, paths: Any, fields: Any = None) -> Any:
        if any("parts" in path for path in paths) and self is not database:
            monkeypatch.setattr(Database, "read", read)
            await stores.versions.delete("local", version.id)
        return await read(self, deadline, paths, fields)

    monkeypatch.setattr(Database, "read", deleting)
    with pytest.raises(NoSuchVersionError):
        await stores.versions.load("local", version.id)


@dataclass
class LostAnswers:
    """The next commits, whose answers do not come back; before or after they are made."""

    monkeypatch: pytest.MonkeyPatch
    commit: Callable[[Transaction], Awaitable[None]] = Transaction.commit

    def lose(self, *answers: str) -> None:
        """Lose as many answers as are named, each "made" or "not made"."""
        left = list(answers)

        async def commit(transaction: Transaction) -> None:
            if not left:
                await self.commit(transaction)
                return
            if left.pop(0) == "made":
                await self.commit(transaction)
            raise exceptions.ServiceUnavailable("The connection was closed.")

        self.monkeypatch.setattr(Transaction, "commit", commit)


@pytest.mark.parametrize(
    "answers", [["made"], ["not made"], ["not made", "made"], ["not made", "not made"]]
)
async def test_lost_answer_is_looked_up(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    """A job is begun once, and by us, although the answer to the commit was lost."""
    await stores.jobs.create(job_of(1))
    LostAnswers(monkeypatch).lose(*answers)
    job = await stores.jobs.begin("local", job_of(1).id, "run", at(1))
    assert (job.attempt, job.state) == (1, JobState.RUNNING)
    assert await stores.jobs.get("local", job.id) == job
    with pytest.raises(IllegalTransitionError):
        await stores.jobs.begin("local", job.id, "run", at(1))


async def test_version_with_lost_answer_is_added_once(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    """A version whose commit gave no answer is stored once and counts once in its parts."""
    LostAnswers(monkeypatch).lose("made")
    version = await stores.versions.add("local", ONE, pack_of(1), "wanted")
    assert (await stores.versions.list("local")).versions == (version,)
    assert {each.to_dict()["references"] for each in await documents(database, "parts")} == {1}


@pytest.mark.parametrize("name", ["a/b", "..", "__a__", "", "ä" * 2000, "A b"])
async def test_any_tenant_has_documents_of_its_own(stores: Stores, name: str) -> None:
    """Names that Firestore would refuse, or read as a path, are tenants like others."""
    await stores.jobs.create(job_of(1, name))
    assert (await stores.jobs.list(name)).jobs == (job_of(1, name),)
    with pytest.raises(NoSuchJobError):
        await stores.jobs.get("b", job_of(1).id)
    version = await stores.versions.add(name, ONE, pack_of(1), "wanted")
    assert await stores.versions.tenants() == (name,)
    assert [each async for each in stores.versions.export()] == [(version, pack_of(1))]


def test_stores_serve_several_event_loops(settings: Settings) -> None:
    """What one loop wrote another loop reads, with the same stores."""
    opened = open_stores(settings)

    async def created() -> None:
        await opened.jobs.create(job_of(1))
        await opened.close()

    async def found() -> object:
        try:
            return await opened.jobs.get("local", job_of(1).id)
        finally:
            await opened.close()

    asyncio.run(created())
    assert asyncio.run(found()) == job_of(1)


async def test_sent_queries_are_seen(
    firestore_emulator: emulators.FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recorder sees what is sent, and tells a declared query from one that is not."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore_emulator.host)
    client = AsyncClient(project=firestore_emulator.project())
    jobs = client.collection("tenants", "local", "jobs")
    with recording(monkeypatch) as sent:
        await jobs.order_by("created_at").get(timeout=10)
        assert undeclared(sent) == []
        missing = jobs.where(filter=FieldFilter("tenant", "==", "a")).order_by("created_at")
        await missing.count().get(timeout=10)
    assert len(sent) == 2
    assert [each.collection for each in undeclared(sent)] == ["jobs"]
    await client._firestore_api.transport.close()


CALLS: dict[str, Callable[[Stores], Awaitable[object]]] = {
    "create": lambda stores: stores.jobs.create(job_of(2)),
    "get": lambda stores: stores.jobs.get("local", job_of(1).id),
    "begin": lambda stores: stores.jobs.begin("local", job_of(1).id, None, at(1)),
    "list": lambda stores: stores.jobs.list("local"),
    "silent": lambda stores: stores.jobs.silent(at(9)),
    "add": lambda stores: stores.versions.add("local", ONE, pack_of(1), "wanted"),
    "newest": lambda stores: stores.versions.newest("local", "wanted"),
}


async def test_silent_server_is_unavailable_in_time(
    own_emulator: emulators.FirestoreEmulator, tmp_path: Path
) -> None:
    """With the server stopped each method gives up within its time, and works when it goes on."""
    patient = open_stores(settings_of(tmp_path, store_timeout_seconds=60))
    await patient.jobs.create(job_of(1))
    opened = open_stores(settings_of(tmp_path, store_timeout_seconds=1))
    own_emulator.pause()
    try:
        for name, call in CALLS.items():
            began = time.monotonic()
            with pytest.raises(StoreUnavailableError, match="did not answer in time"):
                await call(opened)
            assert time.monotonic() - began < 5, name
    finally:
        own_emulator.resume()
    assert (await patient.jobs.get("local", job_of(1).id)).id == job_of(1).id
    await patient.close()
    await opened.close()


async def test_absent_server_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing listens the error says so within the time, and names the emulator."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{emulators.free_port()}")
    opened = open_stores(settings_of(tmp_path, store_timeout_seconds=1, GOOGLE_CLOUD_PROJECT="p"))
    with pytest.raises(StoreUnavailableError) as raised:
        await opened.jobs.get("local", job_of(1).id)
    assert "FIRESTORE_EMULATOR_HOST" in raised.value.hint
    await opened.close()


async def test_missing_credentials_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without credentials the first call says how to give them."""
    monkeypatch.delenv("FIRESTORE_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))
    opened = open_stores(settings_of(tmp_path, GOOGLE_CLOUD_PROJECT="p"))
    with pytest.raises(StoreError, match="project p") as raised:
        await opened.jobs.get("local", job_of(1).id)
    assert "gcloud auth application-default login" in raised.value.hint
    await opened.close()


WORKER = """
import sys, time
from pathlib import Path
from firestore_emulator import shared_emulator
with shared_emulator(Path(sys.argv[1])) as emulator:
    print('{"host": "%s", "pid": %d}' % (emulator.host, emulator.pid), flush=True)
    time.sleep(120)
"""


@pytest.fixture
def workers(tmp_path: Path, firestore_emulator: object) -> Generator[list[subprocess.Popen[str]]]:
    """Two processes that share an emulator, as the workers of a test run do."""
    assert firestore_emulator
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path / "emulator")],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(2)
    ]
    yield started
    for each in started:
        each.kill()
        each.communicate()


def test_emulator_ends_with_its_last_worker(workers: list[subprocess.Popen[str]]) -> None:
    """Workers share one emulator, which outlives a killed one and ends after the last."""
    told = [json.loads(each.stdout.readline()) for each in workers if each.stdout]
    assert told[0] == told[1]
    process = psutil.Process(told[0]["pid"])
    workers[0].send_signal(signal.SIGKILL)
    workers[0].wait(10)
    with pytest.raises(psutil.TimeoutExpired):
        process.wait(1.5)
    assert emulators.answers(told[0]["host"])
    workers[1].send_signal(signal.SIGKILL)
    process.wait(30)
