"""A whole store as one file: for backup, and for moving from one kind of store to another.

The file is gzipped JSON lines: a header, one line for each job and each version, and a last line
with their numbers, without which the file is known to be cut short.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from core.errors import InputError, OutputError
from core.job import Job
from core.pack import Pack
from core.version import PackVersion

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from services.stores import Stores

FORMAT = "coursewright-store"
FORMAT_VERSION = 1

_HINT = "Give a file that coursewright store export wrote, whole."


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each a file holds."""

    jobs: int = 0
    versions: int = 0


async def export_store(stores: Stores, path: Path) -> Counts:
    """Write everything the stores hold to a file, which is there whole or not at all.

    Raises:
        OutputError: The file cannot be written.
        StoreError: The stores cannot be read.
    """
    jobs = versions = 0
    with _whole(path) as file:
        file.write(_line({"format": FORMAT, "version": FORMAT_VERSION}))
        async for job in stores.jobs.export():
            file.write(_line({"job": job.model_dump(mode="json")}))
            jobs += 1
        async for version, pack in stores.versions.export():
            document = {
                "version": version.model_dump(mode="json"),
                "pack": pack.model_dump(mode="json"),
            }
            file.write(_line(document))
            versions += 1
        file.write(_line({"jobs": jobs, "versions": versions}))
    return Counts(jobs, versions)


@contextmanager
def _whole(path: Path) -> Generator[IO[str]]:
    """A file to write that takes its place at the end, and only then. Raises `OutputError`."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as raw, gzip.open(raw, "wt", encoding="utf-8") as file:
            yield file
        written.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        written.unlink(missing_ok=True)


async def import_store(stores: Stores, path: Path) -> Counts:
    """Put what such a file holds into the stores; what is there already stays as it is.

    The file is read through once before anything is stored, so that a damaged one changes nothing.

    Returns:
        What the file holds.

    Raises:
        InputError: It cannot be read, is no such file, is damaged or cut short.
        StoreError: The stores cannot be written.
    """
    for _ in _records(path):
        pass
    jobs = versions = 0
    for record in _records(path):
        if isinstance(record, Job):
            await stores.jobs.restore(record)
            jobs += 1
        else:
            await stores.versions.restore(*record)
            versions += 1
    return Counts(jobs, versions)


def _records(path: Path) -> Iterator[Job | tuple[PackVersion, Pack]]:
    """What the file holds, checked to its end."""
    lines = _documents(path)
    empty: dict[str, Any] = {}
    header = next(lines, empty)
    if header.get("format") != FORMAT:
        raise InputError(f"{path} is no export of a store.", hint=_HINT)
    if header.get("version") != FORMAT_VERSION:
        raise InputError(
            f"{path} has the format version {header.get('version')!r}; this version of Coursewright"
            f" reads {FORMAT_VERSION}.",
            hint="Import it with the version that wrote it, or a newer one.",
        )
    counts: dict[str, Any] = {"jobs": 0, "versions": 0}
    for number, document in enumerate(lines, 2):
        if document.keys() == counts.keys():
            if document == counts and next(lines, None) is None:
                return
            break
        try:
            if "job" in document:
                counts["jobs"] += 1
                yield Job.model_validate(document["job"])
            else:
                counts["versions"] += 1
                version = PackVersion.model_validate(document.get("version"))
                yield version, Pack.model_validate(document.get("pack"))
        except ValidationError as error:
            raise InputError(f"{path}, line {number}, is damaged.", hint=_HINT) from error
    raise InputError(f"{path} is cut short, or was changed.", hint=_HINT)


def _documents(path: Path) -> Generator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                document: Any = json.loads(line)
                if not isinstance(document, dict):
                    raise InputError(f"{path}, line {number}, is damaged.", hint=_HINT)
                yield cast("dict[str, Any]", document)
    except (EOFError, gzip.BadGzipFile, zlib.error, ValueError) as error:
        raise InputError(f"{path} is damaged or cut short: {error}.", hint=_HINT) from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}.", hint=_HINT
        ) from error


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} cannot be written: {error.strerror or error}.",
        hint="Name a file in a folder that exists and is writable.",
    )
