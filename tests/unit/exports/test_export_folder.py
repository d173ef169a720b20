from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from core.errors import OutputError
from core.pack import Pack
from services.exports import check_output, write_pack
from services.exports.disk import Disk, LocalDisk
from services.exports.folder import write_pack as write_pack_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Stopped(BaseException):
    """The machine went away: nothing of ours runs after this."""


class StoppingDisk:
    """A disk that stops for good before one of its steps, counted from 0."""

    def __init__(
        self, stop_at: int, stop: Callable[[], None] | None = None, *, exchanges: bool = True
    ) -> None:
        self.steps = 0
        self._stop_at = stop_at
        self._stop = stop
        self._exchanges = exchanges
        self._disk: Disk = LocalDisk()

    def _step(self) -> None:
        if self.steps >= self._stop_at:
            if self._stop:
                self._stop()
            raise Stopped
        self.steps += 1

    def make_folder(self, folder: Path) -> None:
        """Counted."""
        self._step()
        self._disk.make_folder(folder)

    def write(self, path: Path, data: bytes) -> None:
        """Counted twice, with half the data on the disk in between."""
        self._step()
        path.write_bytes(data[: len(data) // 2])
        self._step()
        path.unlink()
        self._disk.write(path, data)

    def flush(self, folder: Path) -> None:
        """Counted."""
        self._step()
        self._disk.flush(folder)

    def exchange(self, one: Path, other: Path) -> bool:
        """Counted; can be missing."""
        self._step()
        return self._exchanges and self._disk.exchange(one, other)

    def move(self, old: Path, new: Path) -> None:
        """Counted."""
        self._step()
        self._disk.move(old, new)

    def remove(self, path: Path) -> None:
        """Counted."""
        self._step()
        self._disk.remove(path)

    def remove_tree(self, folder: Path) -> None:
        """Counted, with a file less in between."""
        self._step()
        next(iter(folder.iterdir())).unlink()
        self._step()
        self._disk.remove_tree(folder)


NEVER = 10_000
FEW = ("outline", "faqs", "flashcards")


class Small:
    """Packs of few types: each step of the writing is tried, and each try renders twice."""

    def __init__(self, maker: Any) -> None:
        self.types = [maker.types_by_name[name] for name in FEW]
        self._maker = maker

    def pack(self) -> Pack:
        """With flashcards."""
        return self._few(self._maker.pack())

    def partial(self) -> Pack:
        """Without flashcards."""
        return self._few(self._maker.partial())

    def _few(self, pack: Pack) -> Pack:
        few = tuple(each for each in pack.artifacts if each.content_type in FEW)
        return pack.model_copy(update={"artifacts": few})


@pytest.fixture
def small(maker: Any) -> Small:
    """Makes small packs."""
    return Small(maker)


def state(folder: Path) -> dict[str, bytes]:
    """What a person finds in the folder."""
    if not folder.exists():
        return {}
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def leftovers(folder: Path) -> list[str]:
    """What lies beside the folder and does not belong there."""
    return [path.name for path in folder.parent.iterdir() if path != folder]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A place for a pack, with nothing beside it."""
    return tmp_path / "some where" / "pack"


def test_a_pack_is_written_and_read_back(maker: Any, out: Path) -> None:
    """All files are there, and ``pack.json`` is the pack with its output filled in."""
    check_output(out)
    assert not out.parent.exists()
    written = write_pack(maker.pack(), maker.types, out)
    names = {"pack.json", "index.html", *(f"{each.name}.md" for each in maker.types)}
    assert set(state(out)) == names
    assert leftovers(out) == []
    assert written.output == str(out)
    text = (out / "pack.json").read_text(encoding="utf-8")
    assert Pack.model_validate_json(text) == written
    assert text.startswith('{\n "format_version": 1,\n "title": "Soil: the living')


def test_an_earlier_pack_is_replaced_as_a_whole(maker: Any, out: Path) -> None:
    """Files of types that the new pack lacks are gone; the person's own stay."""
    write_pack(maker.pack(), maker.types, out)
    (out / "notes.txt").write_text("mine")
    (out / "pictures").mkdir()
    (out / "pictures" / "soil.txt").write_text("mine too")
    check_output(out)
    write_pack(maker.partial(), maker.types, out)
    assert not (out / "flashcards.md").exists()
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "pictures" / "soil.txt").read_text() == "mine too"
    assert json.loads((out / "pack.json").read_bytes())["state"] == "partial"
    assert leftovers(out) == []


def test_an_empty_folder_and_a_link_to_a_folder_will_do(maker: Any, out: Path) -> None:
    """Both are places for a pack; the link stays a link."""
    out.mkdir(parents=True)
    write_pack(maker.pack(), maker.types, out)
    link = out.parent / "link"
    link.symlink_to(out)
    write_pack(maker.partial(), maker.types, link)
    assert link.is_symlink()
    assert not (out / "flashcards.md").exists()


@pytest.mark.parametrize("exchanges", [True, False])
@pytest.mark.parametrize("before", ["nothing", "a pack", "a pack and notes"])
def test_stopped_at_any_step_there_is_the_old_pack_or_the_new_one(
    before: str, small: Small, tmp_path: Path, *, exchanges: bool
) -> None:
    """Never a mixture, the notes are never lost, and the next run leaves nothing behind."""
    total = steps_of(before, small, tmp_path / "count", exchanges=exchanges)
    assert total >= 12
    for stop_at in range(total):
        out = tmp_path / f"{stop_at}" / "pack"
        old = prepare(before, small, out)
        with pytest.raises(Stopped):
            write_pack_on(
                small.partial(), small.types, out, StoppingDisk(stop_at, exchanges=exchanges)
            )
        assert_old_or_new(out, old, exchanges=exchanges)
        write_pack(small.partial(), small.types, out)
        after = state(out)
        assert after.pop("notes.txt", None) == old.get("notes.txt")
        assert "flashcards.md" not in after
        assert len(after) == len(small.types) + 1
        assert leftovers(out) == []


def prepare(before: str, small: Small, out: Path) -> dict[str, bytes]:
    """Put into the folder what was there before."""
    if before != "nothing":
        write_pack(small.pack(), small.types, out)
    if before == "a pack and notes":
        (out / "notes.txt").write_text("mine")
    return state(out)


def steps_of(before: str, small: Small, folder: Path, *, exchanges: bool) -> int:
    """How many steps a whole run takes."""
    prepare(before, small, folder / "pack")
    disk = StoppingDisk(NEVER, exchanges=exchanges)
    write_pack_on(small.partial(), small.types, folder / "pack", disk)
    return disk.steps


def assert_old_or_new(out: Path, old: dict[str, bytes], *, exchanges: bool) -> None:
    """The folder holds one pack as a whole; the notes are in it or beside it."""
    found = state(out)
    notes = found.pop("notes.txt", None)
    if "notes.txt" in old:
        beside = list(out.parent.glob(".pack.*/notes.txt"))
        assert (notes is not None) + len(beside) == 1
    old_pack = {name: data for name, data in old.items() if name != "notes.txt"}
    if found == old_pack:
        return
    if not found:  # for one moment, where the system cannot exchange folders
        assert not exchanges
        assert state(out.parent / ".pack.coursewright-old").keys() == old.keys()
        return
    assert "flashcards.md" not in found
    assert json.loads(found["pack.json"])["state"] == "partial"
    assert b"Partial" in found["index.html"]
    assert len(found) == 4


KILLED = """
import importlib.util, os, signal, sys
from pathlib import Path
def load(place):
    spec = importlib.util.spec_from_file_location(Path(place).stem, place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
conftest, tests, out, stop_at = sys.argv[1:]
tests = load(tests)
small = tests.Small(load(conftest).PackMaker())
def die():
    os.kill(os.getpid(), signal.SIGKILL)
disk = tests.StoppingDisk(int(stop_at), die)
tests.write_pack_on(small.partial(), small.types, Path(out), disk)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("from_end", [1, 8, 10])
def test_a_process_killed_while_writing_leaves_one_whole_pack(
    from_end: int, small: Small, maker: Any, out: Path, tmp_path: Path
) -> None:
    """With SIGKILL nothing is tidied up; the next run does it."""
    stop_at = steps_of("a pack", small, tmp_path / "count", exchanges=True) - from_end
    old = prepare("a pack", small, out)
    conftest = str(sys.modules[type(maker).__module__].__file__)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, conftest, __file__, str(out), str(stop_at)],
        check=False,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert_old_or_new(out, old, exchanges=True)
    write_pack(small.partial(), small.types, out)
    assert leftovers(out) == []


def test_two_writers_at_once_leave_one_whole_pack(small: Small, out: Path) -> None:
    """Whoever is last wins, as a whole."""
    packs = [small.pack(), small.partial()] * 3
    threads = [threading.Thread(target=write_pack, args=(pack, small.types, out)) for pack in packs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    missing = json.loads((out / "pack.json").read_bytes())["state"] == "partial"
    assert (out / "flashcards.md").exists() != missing
    assert leftovers(out) == []


class FullDisk(LocalDisk):
    """A disk with no room for the page."""

    def write(self, path: Path, data: bytes) -> None:
        """Fail in the middle."""
        if path.name == "index.html":
            path.write_bytes(data[:100])
            raise OSError(28, "No space left on device")
        super().write(path, data)


def test_a_full_disk_is_said_and_leaves_nothing_behind(maker: Any, out: Path) -> None:
    """An error with what to do; the old pack is untouched."""
    old = prepare("a pack", maker, out)
    with pytest.raises(OutputError, match="No space left on device") as raised:
        write_pack_on(maker.partial(), maker.types, out, FullDisk())
    assert raised.value.hint
    assert state(out) == old
    assert leftovers(out) == []
