"""Opening of sources that are at hand (files and stored blobs): their bytes, name and kind."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import (
    SourceError,
    SourceNotFoundError,
    SourceTooLargeError,
    UnreadableSourceError,
    UnsupportedSourceError,
)
from core.source import SourceKind, SourceReference
from services.sources import blobs, decoding, sniffing

if TYPE_CHECKING:
    from core.settings import Settings

_TEXT_KINDS = frozenset({SourceKind.TEXT, SourceKind.MARKDOWN, SourceKind.HTML})
# No encoding takes more bytes for a character; a larger text is over the limit for certain.
_MAX_BYTES_A_CHARACTER = 4
_HTML_MARKUP_FACTOR = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A source whose bytes are there and of a kind that is read.

    ``text`` is set for text, Markdown and HTML, ``data`` counts for PDF and DOCX.
    """

    name: str
    origin: str
    kind: SourceKind
    data: bytes
    text: str | None = None


def open_reference(reference: SourceReference, settings: Settings) -> Opened:
    """Open a file or a stored blob.

    Raises:
        SourceNotFoundError: There is no file at the path, or no such blob.
        SourceTooLargeError: Over the limit of bytes or characters.
        UnsupportedSourceError: Not a kind that is read, or not what the name says.
        UnreadableSourceError: Empty, not permitted, or not decodable.
    """
    if reference.digest is not None:
        data = blobs.load(reference, settings)
        name = reference.name or "stdin"
        origin = "standard input" if name == "stdin" else name
    else:
        path = Path(reference.path or "")
        data = _read_file(path, settings)
        name = origin = path.name  # a pack is passed on: where it was made is nobody's business
    return identify(data, name, origin, settings)


def identify(
    data: bytes,
    name: str,
    origin: str,
    settings: Settings,
    *,
    content_type: str = "",
    charset: str | None = None,
) -> Opened:
    """Find out what the bytes are, and decode them when they are text.

    Args:
        data: The bytes of the source.
        name: A file name, whose extension counts.
        origin: Where the source is, as a person would say it.
        settings: The limits.
        content_type: What a server says the bytes are.
        charset: The encoding a server says they are in.

    Raises:
        SourceError: As `open_reference`.
    """
    if not data.strip():
        raise UnreadableSourceError(f"{name} is empty.", hint="Give a source with text in it.")
    kind = sniffing.kind_of(data, name, content_type=content_type)
    if kind not in _TEXT_KINDS:
        return Opened(name, origin, kind, data)
    if kind is SourceKind.HTML:
        charset = charset or decoding.declared_in_html(data)
    limit = settings.source_max_characters * (_HTML_MARKUP_FACTOR if kind is SourceKind.HTML else 1)
    if len(data) > limit * _MAX_BYTES_A_CHARACTER:
        raise too_long(name, settings)
    text = decoding.decode(data, name, charset)
    if len(text) > limit:
        raise too_long(name, settings)
    if kind is SourceKind.TEXT and not sniffing.is_declared(name, content_type):
        kind = SourceKind.MARKDOWN if sniffing.is_markdown(text) else kind
    return Opened(name, origin, kind, data, text)


def too_long(name: str, settings: Settings) -> SourceTooLargeError:
    """The error for a text over the limit of characters."""
    return SourceTooLargeError(
        f"{name} has more than {settings.source_max_characters:,} characters.",
        hint="Give a part of it, or raise COURSEWRIGHT_SOURCE_MAX_CHARACTERS.",
    )


def _read_file(path: Path, settings: Settings) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise SourceNotFoundError(f"{path} is a folder.", hint="Give one file in it.")
        if not stat.S_ISREG(status.st_mode):
            raise UnsupportedSourceError(
                f"{path} is not a regular file.", hint="Pipe it to standard input and give -."
            )
        if status.st_size > settings.source_max_bytes:
            raise blobs.too_many_bytes(path.name, settings)
        with path.open("rb") as file:
            data = file.read(settings.source_max_bytes + 1)
    except (OSError, ValueError) as error:
        # ValueError: the path holds a NUL.
        raise _cannot_open(path, error) from error
    if len(data) > settings.source_max_bytes:  # it grew since
        raise blobs.too_many_bytes(path.name, settings)
    return data


def _cannot_open(path: Path, error: OSError | ValueError) -> SourceError:
    if isinstance(error, (FileNotFoundError, NotADirectoryError, ValueError)):
        return SourceNotFoundError(f"There is no file {path}.", hint="Check the path.")
    reason = (error.strerror or type(error).__name__).lower()
    return UnreadableSourceError(
        f"{path} cannot be opened: {reason}.", hint="Check its permissions."
    )
