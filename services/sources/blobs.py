"""Sources without a file of their own (standard input, uploads), kept under their sha256."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import OutputError, SourceNotFoundError, SourceTooLargeError, UnreadableSourceError
from core.source import SourceReference

if TYPE_CHECKING:
    from core.settings import Settings

_MEBIBYTE = 1024 * 1024
_MAX_NAME_CHARACTERS = 300


def store_blob(data: bytes, name: str, settings: Settings) -> SourceReference:
    """Keep the bytes of a source, and give the reference that reads them back.

    Storing the same bytes again changes nothing. The write is atomic.

    Raises:
        SourceTooLargeError: More than `source_max_bytes`.
        UnreadableSourceError: There is nothing in them.
        OutputError: The data folder cannot be written.
    """
    if len(data) > settings.source_max_bytes:
        raise too_many_bytes(name, settings)
    if not data.strip():
        raise UnreadableSourceError(f"{name} is empty.", hint="Give a source with text in it.")
    digest = hashlib.sha256(data).hexdigest()
    target = _path(digest, settings)
    try:
        # A damaged blob is written anew.
        if not target.is_file() or hashlib.sha256(target.read_bytes()).hexdigest() != digest:
            _write(target, data)
    except OSError as error:
        raise OutputError(
            f"{name} cannot be kept in {settings.blobs_folder}: {error.strerror}.",
            hint="Make the data folder writable, or set COURSEWRIGHT_HOME to another.",
        ) from error
    return SourceReference(digest=digest, name=Path(name).name[-_MAX_NAME_CHARACTERS:])


def load(reference: SourceReference, settings: Settings) -> bytes:
    """The bytes of a stored blob.

    Raises:
        SourceNotFoundError: There is none with this digest.
        SourceTooLargeError: It is over the limit.
        UnreadableSourceError: It is not what was stored.
    """
    label = reference.label
    target = _path(reference.digest or "", settings)
    try:
        if target.stat().st_size > settings.source_max_bytes:
            raise too_many_bytes(label, settings)
        data = target.read_bytes()
    except FileNotFoundError as error:
        raise SourceNotFoundError(
            f"{label} is no longer stored.", hint="Give the source again."
        ) from error
    except OSError as error:
        raise UnreadableSourceError(
            f"{label} cannot be read from the data folder: {error.strerror}.",
            hint="Check the folder's permissions.",
        ) from error
    if hashlib.sha256(data).hexdigest() != reference.digest:
        raise UnreadableSourceError(
            f"{label} was changed after it was stored.", hint="Give the source again."
        )
    return data


def too_many_bytes(name: str, settings: Settings) -> SourceTooLargeError:
    """The error for a source over the limit of bytes."""
    return SourceTooLargeError(
        f"{name} is larger than {settings.source_max_bytes / _MEBIBYTE:g} MiB.",
        hint="Give a part of it, or raise COURSEWRIGHT_SOURCE_MAX_BYTES.",
    )


def _path(digest: str, settings: Settings) -> Path:
    return settings.blobs_folder / digest[:2] / digest


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
