"""The whole ingest: open or fetch, parse, lay out, find the language, build the `Source`."""

from __future__ import annotations

import asyncio
import hashlib
import re
from concurrent.futures import Future
from pathlib import PurePosixPath
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from core.errors import UnreadableSourceError
from core.source import Passage, Source, SourceKind, SourceReference
from services.nlp.function_words import sure_language
from services.sources.cleaning import clean_title
from services.sources.fetching import AddressFetcher
from services.sources.languages import DEFAULT_LANGUAGE
from services.sources.opening import Opened, identify, open_reference, too_long
from services.sources.parsing import parse
from services.sources.passages import lay_out

if TYPE_CHECKING:
    from core.settings import Settings
    from services.sources.blocks import Document

_WORD_SEPARATORS = re.compile(r"[\s_+-]+")
_UNNAMED = frozenset({"", "stdin"})
_TITLE_FROM_TEXT_CHARACTERS = 60
_begun: dict[SourceReference, Future[Source]] = {}


async def read(
    reference: SourceReference, settings: Settings, fetcher: AddressFetcher | None = None
) -> Source:
    """The source behind a reference. See `services.sources.read_source`."""
    begun = _begun.pop(reference, None)
    if begun is not None:
        return await asyncio.wrap_future(begun)
    return await _read(reference, settings, fetcher)


async def _read(
    reference: SourceReference, settings: Settings, fetcher: AddressFetcher | None
) -> Source:
    if reference.topic is not None:
        return topic_source(reference.topic)
    if reference.address is not None:
        opened = await _fetch(reference.address, settings, fetcher or AddressFetcher(settings))
    else:
        opened = await asyncio.to_thread(open_reference, reference, settings)
    document = await parse(opened, settings)
    # Off the event loop: laying out a long book takes part of a second.
    return await asyncio.to_thread(build, opened, document, settings)


def topic_source(topic: str) -> Source:
    """A bare topic as a source: its own words are all the text there is."""
    text = " ".join(topic.split())
    return Source(
        title=text,
        kind=SourceKind.TOPIC,
        origin="a topic",
        language=sure_language(text) or DEFAULT_LANGUAGE,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        passages=(Passage(id="p0001", start=0, end=len(text), text=text),),
    )


def prefetch(reference: SourceReference, settings: Settings) -> Future[Source]:
    """Begin reading in a thread; see `services.sources.prefetch`."""
    begun: Future[Source] = Future()
    begun.set_running_or_notify_cancel()  # whoever waits for it can only stop waiting
    _begun[reference] = begun

    async def outcome() -> Source | BaseException:
        [found] = await asyncio.gather(_read(reference, settings, None), return_exceptions=True)
        return found

    def work() -> None:
        found = asyncio.run(outcome())
        if isinstance(found, BaseException):
            begun.set_exception(found)
        else:
            begun.set_result(found)

    # A daemon: an interrupted command does not wait for a slow address.
    Thread(target=work, daemon=True, name="prefetch").start()
    return begun


async def _fetch(address: str, settings: Settings, fetcher: AddressFetcher) -> Opened:
    fetched = await fetcher.fetch(address)
    parts = urlsplit(fetched.address)
    name = unquote(PurePosixPath(parts.path).name) or parts.hostname or address
    return await asyncio.to_thread(
        identify,
        fetched.data,
        name,
        address,
        settings,
        content_type=fetched.content_type,
        charset=fetched.charset,
    )


def build(opened: Opened, document: Document, settings: Settings) -> Source:
    """The source made of a parsed document.

    Raises:
        UnreadableSourceError: The document has no text, or only headings.
        SourceTooLargeError: Its text is over the limit of characters.
    """
    text, passages = lay_out(document.blocks)
    if not passages:
        raise UnreadableSourceError(
            f"{opened.name} has no text to work from.",
            hint="Give a source with whole sentences in it.",
        )
    if len(text) > settings.source_max_characters:
        raise too_long(opened.name, settings)
    return Source(
        title=_title(opened, document, text),
        kind=opened.kind,
        origin=opened.origin,
        language=document.language,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        passages=passages,
        pages=document.pages,
    )


def _title(opened: Opened, document: Document, text: str) -> str:
    """The document's own title, its first heading, its file name, or its first words."""
    titles = [document.title, document.first_heading]
    if opened.kind in (SourceKind.HTML, SourceKind.DOCX):
        titles.reverse()  # what these say about themselves is often the site's or the template's
    named = next((title for title in map(clean_title, titles) if title), "")
    if named:
        return named
    if opened.name in _UNNAMED:
        line = text.partition("\n")[0]
        if len(line) <= _TITLE_FROM_TEXT_CHARACTERS:
            return line
        return f"{line[:_TITLE_FROM_TEXT_CHARACTERS].rsplit(' ', 1)[0]}…"
    words = _WORD_SEPARATORS.sub(" ", PurePosixPath(opened.name).stem).strip()
    return clean_title(words[:1].upper() + words[1:]) or opened.name
