from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import psutil
import pytest

from core.errors import (
    AddressRefusedError,
    OutputError,
    SourceError,
    SourceNotFoundError,
    SourceTooLargeError,
    UnreadableSourceError,
    UnsupportedSourceError,
)
from core.source import SourceKind, SourceReference
from services.sources import check_reference, read_source, store_blob
from services.sources.blocks import Block, BlockKind, Document
from services.sources.child import answer_to, main
from services.sources.opening import Opened
from services.sources.parsing import parse
from services.sources.reading import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import PdfMaker

    from core.settings import Settings

    FileReference = Callable[[str, bytes | str], SourceReference]

SENTENCE = "Plants turn light into chemical energy in the chloroplasts of their cells."
GERMAN = "Pflanzen wandeln Licht in chemische Energie um. Das geschieht in den Chloroplasten."


async def test_each_kind_of_file_gives_a_source(
    file_reference: FileReference,
    settings: Settings,
    make_pdf: PdfMaker,
    german_docx: bytes,
    german_page: str,
) -> None:
    """Title, kind, language, pages and heading paths come out of every kind."""
    pdf = make_pdf([[("Heading1", "Cells"), ("BodyText", SENTENCE * 3)]], title="The Cell")
    cases = [
        ("my_first-notes.txt", GERMAN, "My first notes", SourceKind.TEXT, "de", ()),
        ("a.md", f"# Light\n\n{SENTENCE}", "Light", SourceKind.MARKDOWN, "en", ("Light",)),
        ("a.html", german_page, "Photosynthese", SourceKind.HTML, "de", ("Photosynthese",)),
        ("a.pdf", pdf, "The Cell", SourceKind.PDF, "en", ("Cells",)),
        ("a.docx", german_docx, "Die Photosynthese", SourceKind.DOCX, "de", ("Die Photosynthese",)),
    ]
    for name, content, title, kind, language, path in cases:
        reference = file_reference(name, content)
        check_reference(reference, settings)
        source = await read_source(reference, settings)
        assert (source.title, source.kind, source.language) == (title, kind, language)
        assert source.passages[0].heading_path == path
        assert source.pages == (1 if kind is SourceKind.PDF else None)
        assert source.passages[0].page == source.pages
        assert source.origin == name


async def test_same_text_has_the_same_digest_in_every_encoding(
    file_reference: FileReference, settings: Settings
) -> None:
    """Encoding and line ends are no part of the normalised text."""
    text = "Die Blätter sind grün.\n\nSie nehmen das Licht auf, das die Pflanze braucht."
    digests = set()
    for name, data in {
        "u.txt": text.encode(),
        "w.txt": text.replace("\n", "\r\n").encode("utf-16"),
        "l.txt": text.encode("cp1252"),
    }.items():
        digests.add((await read_source(file_reference(name, data), settings)).sha256)
    assert len(digests) == 1


BAD_FILES = [
    ("empty.txt", b"", UnreadableSourceError, "is empty"),
    ("blank.md", b" \n\t ", UnreadableSourceError, "is empty"),
    ("junk.txt", bytes(range(256)) * 20, UnreadableSourceError, "is not text"),
    ("a.pdf", b"just text", UnsupportedSourceError, "is not a PDF"),
    ("a.docx", b"just text", UnsupportedSourceError, "is not a Word document"),
    ("a.txt", b"%PDF-1.7 ...", UnsupportedSourceError, "is a PDF"),
    ("a.docx", b"PK\x03\x04 cut off", UnreadableSourceError, "is damaged"),
    (
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99,
        UnsupportedSourceError,
        "password",
    ),
    ("a.txt", b"PK\x03\x04 cut off", UnsupportedSourceError, "ZIP"),
    ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, UnsupportedSourceError, "PNG"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UnsupportedSourceError, "save it as DOCX"),
    ("talk.pptx", b"PK\x03\x04", UnsupportedSourceError, "Export it as PDF"),
    ("photo.jpg", b"\xff\xd8\xff", UnsupportedSourceError, "OCR"),
    ("film.mp4", b"abc", UnsupportedSourceError, "transcript"),
]


@pytest.mark.parametrize(("name", "content", "kind", "words"), BAD_FILES)
async def test_bad_files_are_refused_early_and_alike(
    file_reference: FileReference,
    settings: Settings,
    name: str,
    content: bytes,
    kind: type[SourceError],
    words: str,
) -> None:
    """The preflight and the reading say the same, on one line, with advice."""
    reference = file_reference(name, content)
    started = time.perf_counter()
    with pytest.raises(kind, match=words) as early:
        check_reference(reference, settings)
    assert time.perf_counter() - started < 1
    with pytest.raises(kind) as late:
        await read_source(reference, settings)
    assert str(early.value) == str(late.value)
    assert early.value.hint
    assert "\n" not in str(early.value)


def test_zips_are_told_apart(file_reference: FileReference, settings: Settings) -> None:
    """A presentation is no Word document; a Word document without extension is read."""
    for part, words in (("ppt/presentation.xml", "is not a Word"), ("x", "is not a Word")):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(part, "x")
        with pytest.raises(UnsupportedSourceError, match=words):
            check_reference(file_reference("a.docx", buffer.getvalue()), settings)
        with pytest.raises(UnsupportedSourceError, match="not read"):
            check_reference(file_reference("noname", buffer.getvalue()), settings)
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "x")
    check_reference(file_reference("noname", buffer.getvalue()), settings)


def test_paths_that_are_no_readable_file(tmp_path: Path, settings: Settings) -> None:
    """Nothing there, a folder, a pipe, a path under a file, an impossible name."""
    (tmp_path / "file").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    for path, kind in (
        (tmp_path / "none.txt", SourceNotFoundError),
        (tmp_path, SourceNotFoundError),
        (tmp_path / "file" / "x", SourceNotFoundError),
        (tmp_path / "pipe", UnsupportedSourceError),
        (tmp_path / "a\0b", SourceNotFoundError),
        (tmp_path / ("x" * 300), UnreadableSourceError),
    ):
        with pytest.raises(kind):
            check_reference(SourceReference(path=str(path)), settings)


def test_limits_of_bytes_and_characters(file_reference: FileReference, settings: Settings) -> None:
    """Both limits are checked before anything is parsed; pages of a book may hold markup."""
    small = settings.model_copy(update={"source_max_bytes": 20_000, "source_max_characters": 1000})
    for name, size in (("a.txt", 20_001), ("b.txt", 4001), ("c.txt", 1001)):
        with pytest.raises(SourceTooLargeError):
            check_reference(file_reference(name, "x" * size), small)
    check_reference(file_reference("a.html", f"<html>{'<p></p>' * 700}"), small)


async def test_long_pages_and_headings_without_text(
    file_reference: FileReference, settings: Settings
) -> None:
    """The limit of characters holds after parsing too, and headings alone are no source."""
    small = settings.model_copy(update={"source_max_characters": 1000})
    page = f"<html><body><article><p>{SENTENCE * 30}</p></article></body></html>"
    with pytest.raises(SourceTooLargeError):
        await read_source(file_reference("a.html", page), small)
    with pytest.raises(SourceTooLargeError):
        build(opened(), Document((Block(BlockKind.PARAGRAPH, "ab"),) * 400), small)
    with pytest.raises(UnreadableSourceError, match="no text to work from"):
        await read_source(file_reference("a.md", "# Only\n\n## Headings\n"), settings)


async def test_a_topic_is_a_source_of_its_own_words(settings: Settings) -> None:
    """There is no text to read: whether that is enough is for the model to say."""
    source = await read_source(SourceReference(topic="Photosynthesis"), settings)
    assert (source.kind, source.text) == (SourceKind.TOPIC, "Photosynthesis")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "example.org",
        "http://",
        "http:///path",
        "http://user:secret@example.org/",
        "ftp://user:secret@example.org/",
        "http://user:secret@exa mple.org/",
        "http://exa mple.org/",
        "http://example.org\\@127.0.0.1/",
        "http://[::1/",
        "http://example.org:port/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://LOCALHOST./",
    ],
)
def test_addresses_refused_without_asking_anybody(address: str, settings: Settings) -> None:
    """Form and literal hosts are checked at once; a password is never shown again."""
    with pytest.raises(AddressRefusedError) as caught:
        check_reference(SourceReference(address=address), settings)
    assert "secret" not in str(caught.value)


def test_good_address_passes_the_preflight(settings: Settings) -> None:
    """Nothing is resolved or fetched."""
    check_reference(SourceReference(address="https://no.such.host.invalid/a.pdf"), settings)
    check_reference(SourceReference(address="https://93.184.215.14/"), settings)


async def test_standard_input_is_stored_and_sniffed(
    settings: Settings, make_pdf: PdfMaker, german_page: str
) -> None:
    """A blob without a telling name is what it looks like; its title comes from its text."""
    pdf = make_pdf([[("BodyText", SENTENCE)]])
    cases = [
        (
            SENTENCE.encode(),
            SourceKind.TEXT,
            "Plants turn light into chemical energy in the chloroplasts…",
        ),
        (f"# T\n\n{SENTENCE}".encode(), SourceKind.MARKDOWN, "T"),
        (b"Short **text**\n\n- [a](b)", SourceKind.MARKDOWN, "Short text"),
        (german_page.encode(), SourceKind.HTML, "Photosynthese"),
        (pdf, SourceKind.PDF, None),
    ]
    for data, kind, title in cases:
        reference = store_blob(data, "stdin", settings)
        assert store_blob(data, "stdin", settings) == reference
        source = await read_source(reference, settings)
        assert source.kind is kind
        assert source.origin == "standard input"
        assert title in {None, source.title}
    source = await read_source(store_blob(b"plain # text", "../up/notes.md", settings), settings)
    assert (source.title, source.kind, source.origin) == ("Notes", SourceKind.MARKDOWN, "notes.md")


def test_changed_missing_and_oversized_blobs(settings: Settings, tmp_path: Path) -> None:
    """A blob is only what its digest says; a damaged one is written anew when given again."""
    reference = store_blob(b"some text", "a.txt", settings)
    stored = next(path for path in settings.blobs_folder.rglob("*") if path.is_file())
    stored.write_bytes(b"other text")
    with pytest.raises(UnreadableSourceError, match="was changed"):
        check_reference(reference, settings)
    store_blob(b"some text", "a.txt", settings)
    check_reference(reference, settings)
    small = settings.model_copy(update={"source_max_bytes": 5})
    with pytest.raises(SourceTooLargeError):
        store_blob(b"123456", "a.txt", small)
    with pytest.raises(SourceTooLargeError):
        check_reference(reference, small)
    stored.unlink()
    with pytest.raises(SourceNotFoundError, match="no longer stored"):
        check_reference(reference, settings)
    stored.mkdir()
    with pytest.raises(UnreadableSourceError, match="cannot be read"):
        check_reference(reference, settings)
    with pytest.raises(OutputError):
        store_blob(b"some text", "a.txt", settings)
    assert [p for p in stored.parent.iterdir() if p.is_file()] == []
    (tmp_path / "blocked").write_text("a file")
    with pytest.raises(OutputError, match="cannot be kept"):
        store_blob(b"x", "a.txt", settings.model_copy(update={"home": tmp_path / "blocked"}))


def opened(text: str = SENTENCE, kind: SourceKind = SourceKind.TEXT) -> Opened:
    """A source as `opening` hands it over."""
    return Opened("a.txt", "a.txt", kind, text.encode(), text)


def python(code: str) -> tuple[str, ...]:
    """A child that runs this code instead of the parser."""
    return (sys.executable, "-c", code)


def children() -> list[psutil.Process]:
    """Processes below this one that are still alive."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE
    ]


async def test_child_that_takes_too_long_is_killed_with_its_children(settings: Settings) -> None:
    """The time limit ends the whole group."""
    quick = settings.model_copy(update={"parse_timeout_seconds": 1.0})
    code = "import subprocess; subprocess.run(['sleep', '60'])"
    with pytest.raises(UnreadableSourceError, match="took more than 1 seconds"):
        await parse(opened(), quick, python(code))
    await asyncio.sleep(0.2)
    assert not [p for p in children() if "sleep" in " ".join(p.cmdline())]


async def test_cancelling_kills_the_child(settings: Settings) -> None:
    """A cancelled reading leaves no process behind."""
    task = asyncio.create_task(parse(opened(), settings, python("import time; time.sleep(61)")))
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not [p for p in children() if "sleep(61)" in " ".join(p.cmdline())]


@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit(3)",
        "print('no json')",
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
async def test_child_that_crashes_is_a_damaged_source(settings: Settings, code: str) -> None:
    """Whatever kills the parser, the person gets one line."""
    with pytest.raises(UnreadableSourceError, match=r"damaged|more time"):
        await parse(opened(), settings, python(code))


async def test_child_gets_no_secrets(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys in the environment stay with the parent."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    code = (
        "import os, json; assert 'OPENAI_API_KEY' not in os.environ;"
        "document = {'blocks': [], 'title': '', 'language': '', 'pages': None};"
        "print(json.dumps({'document': document}))"
    )
    assert (await parse(opened(), settings, python(code))).blocks == ()


async def test_memory_of_the_child_is_limited(settings: Settings) -> None:
    """A parser that needs more memory than it may have is stopped, and says so or crashes."""
    tight = settings.model_copy(update={"parse_memory_bytes": 64 * 1024 * 1024})
    text = "# a\n\n" + "- *b*\n" * 150_000
    with pytest.raises(SourceError, match=r"memory|damaged"):
        await parse(opened(text, SourceKind.MARKDOWN), tight)


def order(kind: str, **limits: int) -> dict[str, object]:
    """An order to the child."""
    defaults = {"max_pages": 9, "max_characters": 9999, "max_unpacked_bytes": 9_999_999}
    return {"kind": kind, "name": "a", **defaults, **limits}


def test_child_answers_for_every_kind(make_pdf: PdfMaker, german_docx: bytes) -> None:
    """Each kind has its parser, errors come back as data."""
    pdf = make_pdf([[("BodyText", SENTENCE)]])
    for kind, data in {
        "text": b"text", "markdown": b"# a", "html": b"<p>a</p>", "pdf": pdf, "docx": german_docx,
    }.items():  # fmt: skip
        assert answer_to(order(kind), data)["document"]["blocks"]
    assert answer_to(order("pdf", max_pages=0), pdf)["error"] == SourceTooLargeError.code
    assert answer_to(order("text", max_characters=2), b"text")["error"] == SourceTooLargeError.code


def test_child_speaks_json_over_its_pipes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One order in, one answer out; limits are set first."""
    limited: list[tuple[float, int]] = []
    monkeypatch.setattr(
        "services.sources.child.limit_resources", lambda *limits: limited.append(limits)
    )
    answer = io.BytesIO()
    line = (
        b'{"kind": "text", "name": "a", "timeout_seconds": 5, "memory_bytes": 7,'
        b' "max_characters": 99}\n'
    )
    main(io.BytesIO(line + b"Some text."), answer)
    assert b"Some text." in answer.getvalue()
    assert limited == [(5, 7)]


def test_importing_the_package_is_cheap() -> None:
    """Neither parsers nor the HTTP client come with the public functions."""
    code = (
        "import sys, services.sources, services.sources.child;"
        "heavy = {'pypdf', 'docx', 'trafilatura', 'py3langid', 'charset_normalizer', 'httpx',"
        " 'pydantic', 'markdown_it'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
