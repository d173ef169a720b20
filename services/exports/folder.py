"""Putting a pack into a folder: the old pack or the new one, never a mixture, nobody else's files.

How it is done. Everything is rendered first, then written to a *staging* folder beside the output
and flushed to the disk, ``pack.json`` last. Then staging and output change places in one step
(where the system cannot do that: the old pack steps *aside*, the new one takes its place). What
then stands in staging or aside is the old pack: files in it that are not ours are moved over into
the new one, ours are removed. Whatever moment a crash picks, the output is the old pack or the
new one (or, on systems without the exchange, for one moment absent, with the old pack aside), and
the next run into that folder brings leftovers to their end before it begins.

A folder is a pack of ours when its ``pack.json`` says so. A folder that holds anything else, and
no pack, is refused.
"""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from core.errors import OutputError
from services.exports.disk import Disk, LocalDisk, one_writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.content_type import ContentType
    from core.pack import Pack

PACK = "pack.json"
PAGE = "index.html"
_TYPE_NAME = re.compile(r"[A-Za-z]\w*")
_HINT = "Name another folder for the pack."


def write_pack(
    pack: Pack, content_types: Sequence[ContentType], folder: Path, disk: Disk | None = None
) -> Pack:
    """See `services.exports.write_pack`."""
    folder = _usable(folder)
    written = pack.model_copy(update={"output": str(folder)})
    files = _render(written, content_types)
    try:
        _replace(folder, files, disk or LocalDisk())
    except OSError as error:
        raise _unwritable(folder, error) from error
    return written


def check_output(folder: Path) -> None:
    """See `services.exports.check_output`."""
    folder = _usable(folder)
    if folder.is_mount():
        raise OutputError(
            f"The output {folder} is a mount point, and so cannot be replaced as a whole.",
            hint="Name a folder inside it.",
        )
    above = next(parent for parent in folder.parents if parent.exists())
    try:
        # Permission bits do not tell the whole story (read-only disks, root): try it.
        Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=above)).rmdir()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _usable(folder: Path) -> Path:
    """The folder's true path. Raises OutputError when a pack must not be put there."""
    try:
        folder = folder.expanduser().resolve()
        entries = {entry.name for entry in folder.iterdir()} if folder.exists() else set[str]()
    except NotADirectoryError as error:
        raise OutputError(f"The output {folder} is a file.", hint=_HINT) from error
    except (OSError, ValueError, RuntimeError) as error:  # a NUL, a loop of links, no home
        raise _unwritable(folder, error) from error
    if entries and not _own_files(folder):
        raise OutputError(
            f"The output {folder} holds files, and no learning pack that could be replaced.",
            hint=_HINT,
        )
    return folder


def _unwritable(folder: Path, error: Exception) -> OutputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return OutputError(f"The output {str(folder)!r} cannot be written: {reason}.", hint=_HINT)


def _render(pack: Pack, content_types: Sequence[ContentType]) -> dict[str, bytes]:
    """The pack's files by name, in the order to write them."""
    from services.exports import render_markdown, render_page  # noqa: PLC0415 (they import late)

    files: dict[str, str] = {}
    for content_type in content_types:
        artifact = pack.artifact(content_type.name)
        if artifact is not None:
            of_pack = [
                each for each in pack.report.findings if each.content_type == content_type.name
            ]
            files[f"{content_type.name}.md"] = render_markdown(
                artifact, content_type, pack.language, pack.source, of_pack
            )
    files[PAGE] = render_page(pack, content_types)
    data = pack.model_dump(mode="json")
    files[PACK] = f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"
    # Lone surrogates have no UTF-8; pydantic lets none in, but a view could make one.
    return {name: text.encode("utf-8", "replace") for name, text in files.items()}


def _own_files(folder: Path) -> frozenset[str]:
    """Names of the files a pack of ours in this folder is made of; none when there is no pack."""
    try:
        data: Any = json.loads((folder / PACK).read_bytes())
    except (OSError, ValueError, RecursionError):
        return frozenset()
    if not isinstance(data, dict):
        return frozenset()
    pack = cast("dict[str, Any]", data)
    if not {"format_version", "product_version", "outline", "artifacts", "source"} <= pack.keys():
        return frozenset()
    outline, artifacts = pack["outline"], pack["artifacts"]
    made: list[Any] = [
        outline,
        *(cast("list[Any]", artifacts) if isinstance(artifacts, list) else []),
    ]
    return frozenset({PACK, PAGE, *(f"{name}.md" for each in made if (name := _type_name(each)))})


def _type_name(artifact: Any) -> str | None:
    if not isinstance(artifact, dict):
        return None
    name = cast("dict[str, Any]", artifact).get("content_type")
    return name if isinstance(name, str) and _TYPE_NAME.fullmatch(name) else None


def _replace(folder: Path, files: dict[str, bytes], disk: Disk) -> None:
    parent = folder.parent
    parent.mkdir(parents=True, exist_ok=True)
    staging, aside = (
        parent / f".{folder.name}.{what}" for what in ("coursewright-new", "coursewright-old")
    )
    with one_writer(parent), ExitStack() as ending:
        _recover(folder, staging, aside, disk)
        _refuse_to_overwrite(folder, files)
        # Also when a write fails or the person interrupts: whatever then stands there.
        ending.callback(_recover, folder, staging, aside, disk)
        disk.make_folder(staging)
        for name, data in files.items():
            disk.write(staging / name, data)
        disk.flush(staging)
        _swap(folder, staging, aside, disk)
        disk.flush(parent)


def _swap(folder: Path, staging: Path, aside: Path, disk: Disk) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        disk.move(staging, folder)
    elif not disk.exchange(staging, folder):
        disk.move(folder, aside)
        disk.move(staging, folder)


def _recover(folder: Path, staging: Path, aside: Path, disk: Disk) -> None:
    """Bring what an earlier writing left to its end. Does nothing when nothing was left."""
    if aside.exists() and not folder.exists():
        disk.move(aside, folder)  # stopped between the two moves: the old pack stays
    for leftover in (staging, aside):
        if leftover.exists():
            _clear(leftover, folder, disk)


def _clear(leftover: Path, folder: Path, disk: Disk) -> None:
    """Remove a staging folder or an old pack; files in it that are not ours go to ``folder``."""
    own = _own_files(leftover)
    if not own:
        # Without a pack.json, which is written last and removed last, all of it is ours.
        disk.remove_tree(leftover)
        return
    names = sorted(entry.name for entry in leftover.iterdir())
    for name in names:
        if name not in own:
            _move_over(leftover / name, folder / name, disk)
    for name in sorted(own.intersection(names), key=lambda name: name == PACK):
        disk.remove(leftover / name)
    disk.remove(leftover)


def _move_over(old: Path, new: Path, disk: Disk) -> None:
    if new.exists() or new.is_symlink():
        raise OutputError(
            f"The file {old} is not the pack's, and there is another of that name in its place.",
            hint="Move it to where you want it.",
        )
    disk.move(old, new)


def _refuse_to_overwrite(folder: Path, files: dict[str, bytes]) -> None:
    """A person's own ``quiz.md`` in an old pack's folder must not give way to ours."""
    foreign = sorted(
        name for name in files if (folder / name).exists() and name not in _own_files(folder)
    )
    if foreign:
        raise OutputError(
            f"The output {folder} holds {foreign[0]}, which no pack of ours put there.",
            hint=f"Move it away, or: {_HINT[0].lower()}{_HINT[1:]}",
        )
