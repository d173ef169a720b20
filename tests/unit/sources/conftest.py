# ruff: noqa: PLC0415 (dear imports: only the tests that need a document pay for its writer)
"""Settings of a temporary home, and makers of real documents: the tests write their own inputs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

import pytest

from core.settings import Settings
from core.source import SourceReference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class PdfMaker(Protocol):
    """Writes a PDF whose pages are lists of (style, text)."""

    def __call__(
        self, pages: Sequence[Sequence[tuple[str, str]]], *, title: str = "", head: str = ""
    ) -> bytes:
        """The bytes of the PDF."""
        ...


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that keep everything in the test's folder."""
    return Settings(home=tmp_path / "home")


@pytest.fixture
def file_reference(tmp_path: Path) -> Callable[[str, bytes | str], SourceReference]:
    """Writes a file and gives the reference to it."""

    def write(name: str, content: bytes | str) -> SourceReference:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return SourceReference(path=str(path))

    return write


@pytest.fixture
def make_pdf() -> PdfMaker:
    """Writes PDFs with reportlab: paragraphs, headings, running heads and page numbers."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()

    def make(
        pages: Sequence[Sequence[tuple[str, str]]], *, title: str = "", head: str = ""
    ) -> bytes:
        def decorate(canvas: object, document: object) -> None:
            if head:
                canvas.setFont("Helvetica", 9)
                canvas.drawString(72, 810, head)
                canvas.drawCentredString(300, 20, f"Page {document.page} of {len(pages)}")

        story = []
        for page in pages:
            story += [Paragraph(text, styles[style]) for style, text in page]
            story.append(PageBreak())
        buffer = io.BytesIO()
        SimpleDocTemplate(buffer, title=title).build(
            story, onFirstPage=decorate, onLaterPages=decorate
        )
        return buffer.getvalue()

    return make


@pytest.fixture
def encrypted_pdf(make_pdf: PdfMaker) -> Callable[[str], bytes]:
    """A PDF encrypted with the given user password."""
    from pypdf import PdfReader, PdfWriter

    def make(password: str) -> bytes:
        plain = make_pdf([[("BodyText", "Plants turn light into chemical energy every day.")]])
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
        writer.encrypt(password, owner_password="owner", algorithm="AES-256")  # noqa: S106 (a test's)
        buffer = io.BytesIO()
        writer.write(buffer)
        return buffer.getvalue()

    return make


@pytest.fixture
def scanned_pdf() -> bytes:
    """Two pages that are pictures only."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for _ in range(2):
        canvas.drawImage(ImageReader(Image.new("L", (200, 300), 200)), 50, 50)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def german_docx() -> bytes:
    """A German Word document with a title, headings, a list, a table and a moved paragraph."""
    from docx import Document

    document = Document()
    document.core_properties.title = "Word Document"
    document.add_heading("Die Photosynthese", 0)
    document.add_paragraph(
        "Die Photosynthese ist der Vorgang, bei dem Pflanzen Licht in chemische Energie umwandeln."
    )
    document.add_heading("Ablauf", 1)
    document.add_paragraph("Licht wird aufgenommen", style="List Bullet")
    document.add_paragraph("Wasser wird gespalten", style="List Number")
    document.add_heading("Stoffe", 2)
    table = document.add_table(2, 2)
    for (row, column), text in {
        (0, 0): "Stoff", (0, 1): "Formel", (1, 0): "Wasser", (1, 1): "H2O",
    }.items():  # fmt: skip
        table.cell(row, column).text = text
    document.add_paragraph("Nach der Tabelle steht noch ein ganzer Satz auf Deutsch.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def german_page() -> str:
    """A German encyclopedia page with navigation, cookie banner, references and footer."""
    return """<!doctype html><html lang="de"><head><title>Photosynthese | Lexikon</title>
<style>p { color: red }</style><script>var geheim = 1;</script></head><body>
<nav><a href="/">Startseite</a> <a href="/login">Anmelden</a></nav>
<div class="cookie-banner">Wir verwenden Cookies. <button>Alle akzeptieren</button></div>
<main><article><h1>Photosynthese</h1>
<p>Die <b>Photosynthese</b> ist ein Prozess, bei dem Pflanzen Lichtenergie in
chemische Energie umwandeln.<sup id="r1" class="reference"><a href="#n1">[1]</a></sup> Sie findet
in den Chloroplasten statt und braucht 10<sup>3</sup> Photonen.</p>
<h2>Ablauf<span class="mw-editsection">[<a href="/edit">Bearbeiten</a>]</span></h2>
<p>Zuerst wird Licht durch <a href="/c">Chlorophyll</a> aufgenommen. Danach folgt der
Calvin-Zyklus, der aus Kohlenstoffdioxid Zucker bildet.<sup><a href="#n2">2</a></sup></p>
<ul><li>Lichtreaktion: spaltet Wasser<ul><li>im Thylakoid</li></ul></li><li>Dunkelreaktion</li></ul>
<h3>Formel</h3><pre><code>6 CO2 + 6 H2O
  -> C6H12O6 + 6 O2</code></pre>
<table><tr><th>Stoff</th><th>Formel</th></tr><tr><td>Wasser</td><td>H2O</td></tr></table>
</article></main><aside>Verwandte Artikel: <a href="/a">Atmung</a></aside>
<footer>Impressum | Datenschutz</footer></body></html>"""
