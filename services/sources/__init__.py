"""Sources in: files, web addresses and stored bytes become a `Source` with passages.

The public functions are here; importing them is cheap, what they need is imported when called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from core.settings import Settings
    from core.source import Source, SourceReference
    from services.sources.fetching import AddressFetcher

__all__ = ["check_reference", "prefetch", "read_source", "store_blob", "topic_source"]

# ruff: noqa: PLC0415 (the parsing child imports this package and must stay small)


async def read_source(
    reference: SourceReference, settings: Settings, *, fetcher: AddressFetcher | None = None
) -> Source:
    """Read a source; nothing is written.

    Args:
        reference: Where it is.
        settings: The limits.
        fetcher: Fetches web addresses; made from the settings when None.

    Raises:
        SourceError: One of its kinds: missing, too large, unsupported, unreadable, bad address.
    """
    from services.sources.reading import read

    return await read(reference, settings, fetcher)


def prefetch(reference: SourceReference, settings: Settings) -> Future[Source]:
    """Begin to read a source; the next `read_source` of it in this process waits for that.

    For a caller that knows what will be read while it still has other things to get ready. An
    error comes out of `read_source` too. What is returned cannot be cancelled.
    """
    from services.sources.reading import prefetch as begin

    return begin(reference, settings)


def check_reference(reference: SourceReference, settings: Settings) -> None:
    """What can be said at once about a source: no parsing, no network, no server.

    Raises:
        SourceError: The source cannot be read, as `read_source` would find too.
    """
    from services.sources.addresses import check_address, check_literal
    from services.sources.opening import open_reference

    if reference.address is not None:
        check_literal(check_address(reference.address))
    else:
        open_reference(reference, settings)


def topic_source(topic: str) -> Source:
    """A bare topic as a source: its own words are all the text there is."""
    from services.sources.reading import topic_source as make

    return make(topic)


def store_blob(data: bytes, name: str, settings: Settings) -> SourceReference:
    """Keep the bytes of standard input or an upload, and give the reference that reads them back.

    Args:
        data: The bytes, at most `source_max_bytes`.
        name: What to call the source: "stdin", or the upload's file name.
        settings: Where blobs are kept, and the limit.

    Raises:
        SourceTooLargeError: Over the limit.
        OutputError: The data folder cannot be written.
    """
    from services.sources.blobs import store_blob as store

    return store(data, name, settings)
