from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from core.errors import OutputError
from services.exports import check_output, write_pack


def state(folder: Path) -> dict[str, bytes]:
    """What a person finds in the folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def leftovers(folder: Path) -> list[str]:
    """What lies beside the folder and does not belong there."""
    return [path.name for path in folder.parent.iterdir() if path != folder]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A place for a pack, with nothing beside it."""
    return tmp_path / "some where" / "pack"


def test_a_file_is_refused(maker: Any, out: Path) -> None:
    """Neither a file nor a place under one will do."""
    out.parent.mkdir()
    out.write_text("mine")
    for place in (out, out / "below", out / "far" / "below"):
        with pytest.raises(OutputError):
            check_output(place)
        with pytest.raises(OutputError):
            write_pack(maker.pack(), maker.types, place)
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "not JSON",
        "[]",
        '{"name": "another product"}',
        "[" * 100_000,
        '{"format_version": 1, "product_version": "0", "outline": null, "source": {}}',
    ],
)
def test_a_folder_that_is_not_a_pack_of_ours_is_refused(
    text: str | None, maker: Any, out: Path
) -> None:
    """A folder with files, and no ``pack.json`` of ours, is never touched."""
    out.mkdir(parents=True)
    (out / "thesis.md").write_text("years of work")
    if text is not None:
        (out / "pack.json").write_text(text)
    before = state(out)
    with pytest.raises(OutputError, match="holds files"):
        check_output(out)
    with pytest.raises(OutputError, match="holds files"):
        write_pack(maker.pack(), maker.types, out)
    assert state(out) == before
    assert leftovers(out) == []


def test_a_persons_file_with_a_name_of_ours_is_not_overwritten(maker: Any, out: Path) -> None:
    """``flashcards.md`` in a pack that had none is the person's: the new pack is refused."""
    write_pack(maker.partial(), maker.types, out)
    (out / "flashcards.md").write_text("mine")
    with pytest.raises(OutputError, match=r"flashcards\.md"):
        write_pack(maker.pack(), maker.types, out)
    assert (out / "flashcards.md").read_text() == "mine"
    assert leftovers(out) == []


def test_a_file_that_came_in_between_is_not_lost(maker: Any, out: Path) -> None:
    """A leftover's own file and another of that name in the pack: both stay, and it is said."""
    write_pack(maker.pack(), maker.types, out)
    (out / "notes.txt").write_text("mine")
    leftover = out.parent / ".pack.coursewright-old"
    out.rename(leftover)
    write_pack(maker.partial(), maker.types, out.parent / "other")
    (out.parent / "other").rename(out)
    (out / "notes.txt").write_text("newer")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        write_pack(maker.partial(), maker.types, out)
    assert (out / "notes.txt").read_text() == "newer"
    assert (leftover / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "made_of",
    [
        {"artifacts": 3, "outline": 4},
        {"artifacts": [None, {"content_type": "../../x"}, {"content_type": 5}], "outline": None},
    ],
)
def test_names_in_a_damaged_pack_are_not_believed(
    made_of: dict[str, Any], maker: Any, out: Path
) -> None:
    """Only what can be a content type's name counts as a file of ours."""
    out.mkdir(parents=True)
    (out.parent / "x.md").write_text("mine")
    base = {"format_version": 1, "product_version": "0", "source": {}}
    (out / "pack.json").write_text(json.dumps(base | made_of))
    write_pack(maker.pack(), maker.types, out)
    assert (out.parent / "x.md").read_text() == "mine"


def test_places_that_cannot_be_written_are_refused(maker: Any) -> None:
    """A virtual file system, a NUL, a name too long: one line that says why."""
    places = [Path("bad\0name"), Path(tempfile.gettempdir()) / ("n" * 300), Path("/")]
    if Path("/proc/self").exists():
        places.append(Path("/proc/pack"))
    for place in places:
        with pytest.raises(OutputError) as raised:
            check_output(place)
        assert "\n" not in raised.value.message
        with pytest.raises(OutputError):
            write_pack(maker.pack(), maker.types, place)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_without_permission_is_refused(out: Path) -> None:
    """A read-only folder above is noticed before any work."""
    out.parent.mkdir(mode=0o500)
    with pytest.raises(OutputError):
        check_output(out)


def test_a_mount_point_is_refused() -> None:
    """It cannot be replaced as a whole; the hint names a way."""
    mounts = [place for place in map(Path, ("/dev/shm", "/sys/fs/cgroup")) if place.is_mount()]  # noqa: S108 (looked at only)
    empty = [place for place in mounts if not any(place.iterdir())]
    if not empty:
        pytest.skip("no empty mount point on this machine")
    with pytest.raises(OutputError, match="mount point"):
        check_output(empty[0])
