from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import jsonschema
import pytest
from elements import ELEMENTS, write_book

from core.artifact import Severity
from core.content_type import CheckContext
from core.source import SourceKind
from prompts.catalog import content_types
from services.quality import check_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.pack import Pack

pytestmark = pytest.mark.server

EXAMPLES = Path(__file__).parents[2] / "examples"
ARTICLE = EXAMPLES / "photosynthesis.md"


def _copy(name: str) -> Callable[[Path], Path]:
    return lambda _folder: EXAMPLES / name


def _book(folder: Path) -> Path:
    path = folder / "elements.pdf"
    write_book(path)
    return path


def _page(folder: Path) -> Path:
    """The article as a page of a web site, boilerplate around it."""
    path = folder / "page.html"
    body = "".join(
        f"<h{len(hashes)}>{block[len(hashes) :].strip()}</h{len(hashes)}>"
        if (hashes := block[: len(block) - len(block.lstrip("#"))])
        else f"<p>{block}</p>"
        for block in ARTICLE.read_text().split("\n\n")
    )
    path.write_text(
        "<!doctype html><html lang='en'><head><title>Leaves | A site</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/shop'>Shop our amazing offers</a></nav>"
        f"<main><article>{body}</article></main>"
        "<footer>We use cookies. Subscribe to our newsletter today!</footer></body></html>"
    )
    return path


def _document(folder: Path) -> Path:
    """The article as a DOCX."""
    path = folder / "article.docx"
    document = docx.Document()
    for block in ARTICLE.read_text().split("\n\n"):
        hashes = len(block) - len(block.lstrip("#"))
        if hashes:
            document.add_heading(block[hashes:].strip(), hashes)
        else:
            document.add_paragraph(block)
    document.save(str(path))
    return path


SOURCES: dict[str, tuple[Callable[[Path], Path], SourceKind, str]] = {
    "article": (_copy("photosynthesis.md"), SourceKind.MARKDOWN, "en"),
    "book": (_book, SourceKind.PDF, "en"),
    "web page": (_page, SourceKind.HTML, "en"),
    "document": (_document, SourceKind.DOCX, "en"),
    "German": (_copy("wasserkreislauf.txt"), SourceKind.TEXT, "de"),
    "French": (_copy("revolution-francaise.md"), SourceKind.MARKDOWN, "fr"),
    "Spanish": (_copy("energia-renovable.md"), SourceKind.MARKDOWN, "es"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_becomes_a_valid_pack(coursewright: Any, tmp_path: Path, name: str) -> None:
    """Each kind of source gives a complete pack: its schema, contracts and evidence hold."""
    make, kind, language = SOURCES[name]
    run = coursewright("generate", str(make(tmp_path)), "--out", str(tmp_path / "out"), "--json")
    assert run.code == 0, run.err
    pack: Pack = run.pack
    assert (pack.source.kind, pack.language) == (kind, language)
    assert {error.content_type for error in pack.errors} == set()

    document = json.loads((tmp_path / "out" / "pack.json").read_text())
    jsonschema.validate(document, json.loads(coursewright("schema").out))
    quotes = list(_quotes(document))
    assert len(quotes) > 50
    for quote in quotes:
        assert pack.source.text[quote["start"] : quote["end"]] == quote["quote"]
    _check_again(pack)


def test_a_books_evidence_names_its_pages(coursewright: Any, tmp_path: Path) -> None:
    """Evidence from a PDF of forty pages says on which page it stands."""
    run = coursewright(
        "generate", str(_book(tmp_path)), "--types", "flashcards", "--out", str(tmp_path / "out"),
        "--json",
    )  # fmt: skip
    assert run.pack.source.pages == 40
    quotes = list(_quotes(run.pack.artifact("flashcards").content))
    assert len(quotes) >= 10
    for quote in quotes:
        name = ELEMENTS[quote["page"] - 1][0]
        assert name.lower() in quote["quote"].lower()


def test_boilerplate_of_a_page_stays_out(coursewright: Any, tmp_path: Path) -> None:
    """Navigation and footer of a web page are in no passage."""
    run = coursewright(
        "generate",
        str(_page(tmp_path)),
        "--types",
        "faqs",
        "--out",
        str(tmp_path / "out"),
        "--json",
    )
    assert "cookies" not in run.pack.source.text
    assert "amazing offers" not in run.pack.source.text


def test_standard_input_is_a_source(coursewright: Any, tmp_path: Path) -> None:
    """What is piped in is read like a file."""
    run = coursewright(
        "generate", "-", "--types", "faqs", "--out", str(tmp_path / "out"), "--json",
        given=ARTICLE.read_bytes(),
    )  # fmt: skip
    assert run.code == 0, run.err
    assert run.pack.source.words > 800


def _quotes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for each in node:
            yield from _quotes(each)
    elif isinstance(node, dict):
        if "quote" in node:
            yield node
        for each in node.values():
            yield from _quotes(each)


def _check_again(pack: Pack) -> None:
    """Every artifact passes the check when it is read back from the file."""
    assert pack.outline is not None
    for artifact in [pack.outline, *pack.artifacts]:
        outline = {} if artifact is pack.outline else pack.outline.content
        context = CheckContext(pack.source, pack.request, pack.language, outline)
        checked = check_content(content_types()[artifact.content_type], artifact.content, context)
        errors = [f for f in checked.report.findings if f.severity is Severity.ERROR]
        assert errors == [], artifact.content_type
        assert checked.content == artifact.content
