from __future__ import annotations

import http.server
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from core.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ROOT = Path(__file__).parents[2]
GERMAN = ROOT / "examples" / "wasserkreislauf.txt"
OPEN_NETWORK = Path(__file__).parent / "drivers" / "open_network.py"
GOOD_TEXT = "Bees make honey from the nectar of flowers. " * 30
NOBODY = "http://127.0.0.1:9/api"
"""No Prefect server is there: what is said in spite of that was found without one."""


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Runs ``generate`` on what cannot work, and checks how it ends; gives the error as data."""

    def run(source: str | Path, *options: str, given: bytes = b"", **variables: str) -> Any:
        program = ["-m", "cli.main"]
        if "driver" in variables:
            program = [variables.pop("driver")]
        out = [] if "--out" in options else ["--out", str(tmp_path / "not yet" / "pack")]
        before = _tree(tmp_path)
        done = subprocess.run(
            [sys.executable, *program, "generate", str(source), "--json", *out, *options],
            input=given,
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=child_environment(
                {"PREFECT_API_URL": NOBODY, "PYTHONPATH": str(ROOT), **variables}
            ),
            timeout=60,
        )
        said = done.stderr.decode()
        assert done.returncode == 2, said
        error = json.loads(done.stdout)["error"]
        assert said == f"coursewright: {error['message']} {error['hint']}\n"
        assert error["hint"]
        assert _tree(tmp_path) == before
        return error

    return run


def _tree(folder: Path) -> set[Path]:
    # The data folder is the product's own, and no part of what was asked for.
    return {path for path in folder.rglob("*") if "data home" not in path.parts}


def _encrypted(path: Path) -> None:
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, GOOD_TEXT[:80])
    canvas.save()


def _scanned(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.rect(72, 72, 300, 500, fill=1)
    canvas.save()


def _document(path: Path) -> bytes:
    document = docx.Document()
    document.add_paragraph(GOOD_TEXT)
    document.save(str(path))
    return path.read_bytes()


def _torn(path: Path) -> None:
    whole = _document(path)
    path.write_bytes(whole[: len(whole) // 2])


def _rotten(path: Path) -> None:
    data = bytearray(_document(path))
    start = data.find(b"word/document.xml") + 40
    data[start : start + 200] = b"\xa5" * 200
    path.write_bytes(data)


def _rotten_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog " * 40)


FILES: dict[str, tuple[str, Callable[[Path], object], str, str]] = {
    "missing": ("notes.md", lambda _path: None, "source_not_found", "There is no file"),
    "folder": ("notes", lambda path: path.mkdir(), "source_not_found", "is a folder"),
    "empty": ("notes.md", lambda path: path.touch(), "source_unreadable", "is empty"),
    "blank": ("notes.md", lambda path: path.write_text(" \n\n"), "source_unreadable", "is empty"),
    "junk": (
        "notes.txt",
        lambda path: path.write_bytes(bytes(range(256)) * 20),
        "source_unreadable",
        "is not text",
    ),
    "text as pdf": (
        "notes.pdf",
        lambda path: path.write_text(GOOD_TEXT),
        "source_unsupported",
        "is not a PDF",
    ),
    "image": (
        "notes.png",
        lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 99),
        "source_unsupported",
        "PNG",
    ),
    "torn docx": ("notes.docx", _torn, "source_unreadable", "is damaged"),
    # What only parsing finds is said as soon as the parser knows.
    "rotten docx": ("notes.docx", _rotten, "source_unreadable", "is damaged"),
    "rotten pdf": ("notes.pdf", _rotten_pdf, "source_unreadable", "is damaged"),
    "encrypted pdf": ("notes.pdf", _encrypted, "source_unreadable", "password"),
    "scanned pdf": ("notes.pdf", _scanned, "source_unreadable", "no text"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_one_line(
    refusal: Callable[..., dict[str, str]], tmp_path: Path, name: str
) -> None:
    """Each file that cannot be read is said in one line, with exit 2 and nothing written."""
    file_name, make, code, said = FILES[name]
    path = tmp_path / file_name
    make(path)
    error = refusal(path)
    assert error["code"] == code
    assert said in error["message"]
    assert file_name in error["message"]


LIMITS = {
    "bytes": ("COURSEWRIGHT_SOURCE_MAX_BYTES", "1024", "larger than"),
    "characters": ("COURSEWRIGHT_SOURCE_MAX_CHARACTERS", "1000", "more than 1,000 characters"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_source_over_a_limit_names_the_setting(
    refusal: Callable[..., dict[str, str]], tmp_path: Path, name: str
) -> None:
    """A source that is too large is said with the setting that allows more."""
    variable, value, said = LIMITS[name]
    path = tmp_path / "notes.md"
    path.write_text(GOOD_TEXT)
    error = refusal(path, **{variable: value})
    assert error["code"] == "source_too_large"
    assert said in error["message"]
    assert variable in error["hint"]


def test_too_many_pages_are_refused(refusal: Callable[..., dict[str, str]], tmp_path: Path) -> None:
    """A PDF over the limit of pages is refused, with both numbers."""
    canvas = Canvas(str(tmp_path / "book.pdf"))
    for _ in range(3):
        canvas.drawString(72, 700, GOOD_TEXT[:80])
        canvas.showPage()
    canvas.save()
    error = refusal(tmp_path / "book.pdf", COURSEWRIGHT_SOURCE_MAX_PAGES="2")
    assert error["message"] == "book.pdf has 3 pages; at most 2 are read."


OPTIONS: dict[str, tuple[list[str], str, str]] = {
    "content type": (["--types", "faqs,quizz"], "unknown_content_type", "'quizz'"),
    "model": (["--model", "gpt"], "unknown_model", "'gpt'"),
    "model of nobody": (["--model", "nobody:m"], "unknown_model", "'nobody:m'"),
    "option": (["--bogus"], "bad_input", "--bogus"),
    "number": (["--minutes", "soon"], "bad_input", "--minutes"),
    "language not written": (["--language", "xx"], "source_unsupported", "'xx'"),
    "output below a file": (["--out", "{notes}/pack"], "output_unwritable", "Not a directory"),
    "output is a file": (["--out", "{notes}"], "output_unwritable", "is a file"),
    "output of others": (["--out", "{folder}"], "output_unwritable", "holds files"),
    "output without name": (["--out", ""], "output_unwritable", "names no folder"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_a_bad_option_is_one_line(
    refusal: Callable[..., dict[str, str]], tmp_path: Path, name: str
) -> None:
    """Each option that cannot be followed is said in one line, before anything is written."""
    options, code, said = OPTIONS[name]
    notes = tmp_path / "notes.md"
    notes.write_text(GOOD_TEXT)
    filled = [option.format(notes=notes, folder=tmp_path) for option in options]
    error = refusal(notes, *filled)
    assert error["code"] == code
    assert said in error["message"]


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode there")
def test_a_name_that_is_not_unicode_is_said(refusal: Callable[..., dict[str, str]]) -> None:
    """A file name in another encoding cannot be recorded, and is refused, not a traceback."""
    assert "not UTF-8" in refusal("bad\udcff.md")["message"]


def test_a_data_folder_that_cannot_be_written_is_said(
    refusal: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    """A data folder that is a file: the message names it, the hint the variable."""
    notes = tmp_path / "notes.md"
    notes.write_text(GOOD_TEXT)
    error = refusal(notes, COURSEWRIGHT_HOME=str(notes))
    assert str(notes) in error["message"]
    assert "COURSEWRIGHT_HOME" in error["hint"]


def test_standard_input_that_is_no_text_is_refused(
    refusal: Callable[..., dict[str, str]],
) -> None:
    """What is piped in is held to the same rules as a file."""
    assert "is empty" in refusal("-")["message"]
    assert "is not text" in refusal("-", given=bytes(range(256)) * 20)["message"]


ADDRESSES = {
    "http://127.0.0.1/page": ("address_refused", "not public"),
    "http://[::1]/page": ("address_refused", "not public"),
    "http://192.0.2.1/page": ("address_refused", "not public"),
    "http://localhost:8080/": ("address_refused", "not public"),
    "ftp://example.org/page": ("address_refused", "only http and https"),
    "http://nowhere.invalid/": ("address_failed", "nowhere.invalid"),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_bad_address_is_one_line(refusal: Callable[..., dict[str, str]], address: str) -> None:
    """Each address that must not or cannot be fetched is said in one line."""
    code, said = ADDRESSES[address]
    error = refusal(address)
    assert error["code"] == code
    assert said in error["message"]


def test_a_public_address_out_of_reach_is_one_line(
    refusal: Callable[..., dict[str, str]],
) -> None:
    """However a network fails to reach a public address, the person is told in one line."""
    address = "http://example.org:81/"
    assert refusal(address, COURSEWRIGHT_FETCH_TIMEOUT_SECONDS="0.5")["code"] == "address_failed"


class _Errors(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/inward":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            return
        self.send_error(404)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def web_server() -> Generator[int]:
    """The port of a web server that has no page."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Errors) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()


def test_an_address_without_a_page_is_said(
    refusal: Callable[..., dict[str, str]], web_server: int
) -> None:
    """A server's own error, and its redirect to where nothing is fetched, are told."""
    site = f"http://site.example:{web_server}"
    missing = refusal(f"{site}/gone", driver=str(OPEN_NETWORK))
    assert missing["code"] == "address_failed"
    assert "404" in missing["message"]
    inward = refusal(f"{site}/inward", driver=str(OPEN_NETWORK))
    assert inward["code"] == "address_refused"


def test_an_address_that_never_answers_times_out(refusal: Callable[..., dict[str, str]]) -> None:
    """A server that takes the connection and is silent is given up after the time limit."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = refusal(
            f"http://slow.example:{silent.getsockname()[1]}/page",
            driver=str(OPEN_NETWORK),
            COURSEWRIGHT_FETCH_TIMEOUT_SECONDS="0.5",
        )
    assert error["code"] == "address_failed"
    assert error["message"] == "slow.example did not answer within 0.5 seconds."


@pytest.mark.server
def test_a_bad_source_is_no_run(coursewright: Any, tmp_path: Path) -> None:
    """With a server at hand too a scanned PDF is an error, on a terminal's side only."""
    _scanned(tmp_path / "scan.pdf")
    out = tmp_path / "out"
    run = coursewright("generate", str(tmp_path / "scan.pdf"), "--out", str(out))
    assert run.code == 2
    assert run.out == ""
    *progress, last = run.err.splitlines()
    assert last.startswith("coursewright: scan.pdf has 1 page but no text.")
    assert all(line.startswith("server done") for line in progress)
    assert not out.exists()


@pytest.mark.server
@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp1252", "utf-16"])
def test_text_that_is_not_utf_8_is_read(coursewright: Any, tmp_path: Path, encoding: str) -> None:
    """A German text in an older encoding makes a pack with its umlauts right."""
    text = GERMAN.read_text()
    if encoding == "iso-8859-1":
        text = text.encode(encoding, "ignore").decode(encoding)
    source = tmp_path / "text.txt"
    source.write_bytes(text.encode(encoding))
    run = coursewright(
        "generate", str(source), "--types", "one_pager", "--out", str(tmp_path / "out"), "--json"
    )
    assert run.code == 0, run.err
    read = run.pack.source
    assert read.language == "de"
    assert [c for c in read.text if c in "äöüßÄÖÜ"] == [c for c in text if c in "äöüßÄÖÜ"]
