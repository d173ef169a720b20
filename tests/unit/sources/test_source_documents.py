# ruff: noqa: PLC0415 (dear imports, needed by one test)
from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from core.errors import SourceTooLargeError, UnreadableSourceError
from services.sources.blocks import BlockKind
from services.sources.docx import check_unpacked_size, parse_docx
from services.sources.pdf import parse_pdf
from services.sources.pdf_layout import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import PdfMaker

MEBIBYTE = 1024 * 1024
TOPICS = [
    "leaves", "roots", "stems", "flowers", "seeds", "water", "light", "sugar",
    "oxygen", "carbon", "enzymes", "membranes", "cells", "pigments", "electrons", "protons",
    "stomata", "xylem", "phloem", "starch", "glucose", "rubisco", "thylakoids", "grana",
    "stroma", "fungi", "algae", "mosses", "ferns", "conifers", "grasses", "cacti",
    "maize", "wheat", "rice", "barley", "oats", "rye", "soy", "beans",
]  # fmt: skip


def test_forty_page_pdf_keeps_pages_and_headings_and_loses_running_heads(
    make_pdf: PdfMaker,
) -> None:
    """Heads and page numbers that repeat go; numbered chapter headings stay, with their pages."""
    pages = [
        [
            ("Heading1", f"Chapter {number}: On {topic}"),
            ("BodyText", f"This chapter is about {topic} and what they do in a plant. " * 6),
            ("BodyText", f"A second paragraph says more about {topic}, with other words. " * 3),
            ("Heading3", f"Uses of {topic}"),
            ("Normal", f"• {topic} are seen"),
            ("Normal", f"• {topic} are measured"),
        ]
        for number, topic in enumerate(TOPICS, 1)
    ]
    document = parse_pdf(
        make_pdf(pages, title="Plant Parts", head="A Course on Plants"), "a.pdf", 99
    )
    assert (document.title, document.pages) == ("Plant Parts", 40)
    headings = [b for b in document.blocks if b.kind is BlockKind.HEADING]
    assert [(b.text, b.level, b.page) for b in headings if b.level == 1] == [
        (f"Chapter {number}: On {topic}", 1, number) for number, topic in enumerate(TOPICS, 1)
    ]
    assert len(headings) == 80
    text = "\n".join(b.text for b in document.blocks)
    assert "A Course on Plants" not in text
    assert "Page 7" not in text
    third = [b for b in document.blocks if b.page == 3]
    assert [b.kind.value for b in third] == ["heading", "paragraph", "paragraph", "heading", "list"]
    assert (
        third[1].text == ("This chapter is about stems and what they do in a plant. " * 6).strip()
    )
    assert third[4].text == "- stems are seen\n- stems are measured"


def test_pdf_metadata_title_must_be_sensible(make_pdf: PdfMaker) -> None:
    """A title that a program made up is no title."""
    page = [("BodyText", "Plants turn light into chemical energy every day of the year.")]
    for title in ("untitled", "Microsoft Word - thesis.docx", "scan_20240101", ""):
        assert parse_pdf(make_pdf([page], title=title), "a.pdf", 9).title == ""


def test_contents_entries_of_a_pdf_are_dropped(make_pdf: PdfMaker) -> None:
    """Lines with dot leaders say nothing that the text does not."""
    page = [
        ("BodyText", "2.1 Naming . . . . . . . . . . . 3"),
        ("BodyText", "Plants turn light into chemical energy every day of the year."),
    ]
    blocks = parse_pdf(make_pdf([page]), "a.pdf", 9).blocks
    assert [b.text for b in blocks] == [page[1][1]]


@pytest.mark.parametrize(
    ("second", "texts"),
    [
        (
            "ends here, e.g. so. Then more follows.",
            ["It starts and ends here, e.g. so.", "Then more follows."],
        ),
        ("ends here.", ["It starts and ends here."]),
        ("Another begins.", ["It starts and", "Another begins."]),
    ],
)
def test_sentence_over_a_page_is_kept_whole(
    make_pdf: PdfMaker, second: str, texts: list[str]
) -> None:
    """A sentence that goes on is kept on the page where it starts; the next page has the rest."""
    pages = [[("BodyText", "It starts and")], [("BodyText", second)], [("BodyText", "Third page.")]]
    blocks = parse_pdf(make_pdf(pages), "a.pdf", 9).blocks
    assert [b.text for b in blocks] == [*texts, "Third page."]
    assert [b.page for b in blocks] == [*range(1, len(texts) + 1), 3]


def test_encrypted_pdf_opens_only_without_a_user_password(
    encrypted_pdf: Callable[[str], bytes],
) -> None:
    """An empty user password is no obstacle; any other is an error that says what to do."""
    assert "chemical energy" in parse_pdf(encrypted_pdf(""), "a.pdf", 9).blocks[0].text
    with pytest.raises(UnreadableSourceError, match="encrypted with a password") as caught:
        parse_pdf(encrypted_pdf("secret"), "a.pdf", 9)
    assert "without the password" in caught.value.hint


def test_scanned_pdf_asks_for_ocr(scanned_pdf: bytes) -> None:
    """Pages of pictures have no text; the hint names the tool."""
    with pytest.raises(UnreadableSourceError, match=r"has 2 pages but no text.*ocrmypdf"):
        parse_pdf(scanned_pdf, "a.pdf", 9)


def test_pdf_limits_and_damage(make_pdf: PdfMaker) -> None:
    """Too many pages and a broken file are different errors."""
    data = make_pdf([[("BodyText", "Some text that is long enough to read.")]] * 4)
    with pytest.raises(SourceTooLargeError, match="has 4 pages; at most 3"):
        parse_pdf(data, "a.pdf", 3)
    with pytest.raises(UnreadableSourceError, match="is damaged"):
        parse_pdf(b"%PDF-1.7\nnothing else", "a.pdf", 3)


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["the photo-", "synthesis of"], "the photosynthesis of"),
        (["a well-", "known fact"], "a well-known fact"),
        (["Vor-", "und Nachteile"], "Vor- und Nachteile"),
        (["Nord-", "Süd"], "Nord-Süd"),
        (["plain", "lines"], "plain lines"),
        (["1990-", "2000"], "1990- 2000"),
        (["odd-", "“quote"], "odd-“quote"),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], whole: str) -> None:
    """A broken word is whole again; a hyphen that belongs to the word stays."""
    assert joined(lines, Counter({"well-known": 2})) == whole


def test_german_docx_in_document_order(german_docx: bytes) -> None:
    """Title, headings, lists and tables come in order; the template's title is kept apart."""
    document = parse_docx(german_docx, "a.docx", 10 * MEBIBYTE)
    assert [(b.kind.value, b.level, b.text[:25]) for b in document.blocks] == [
        ("heading", 0, "Die Photosynthese"),
        ("paragraph", 0, "Die Photosynthese ist der"),
        ("heading", 1, "Ablauf"),
        ("list", 0, "- Licht wird aufgenommen\n"),
        ("heading", 2, "Stoffe"),
        ("table", 0, "Stoff | Formel\nWasser | H"),
        ("paragraph", 0, "Nach der Tabelle steht no"),
    ]
    assert document.first_heading == "Die Photosynthese"


def test_docx_localised_styles_tracked_changes_and_frames() -> None:
    """Headings by outline level, insertions but no deletions, one-cell tables as text, boxes."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    base = document.styles.add_style("Kapitelüberschrift", WD_STYLE_TYPE.PARAGRAPH)
    base.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {space} w:val="1"/>'))
    derived = document.styles.add_style("Meine", WD_STYLE_TYPE.PARAGRAPH)
    derived.base_style = base
    document.add_paragraph("Kapitel", style="Meine")
    direct = document.add_paragraph("Direkt")
    direct._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {space} w:val="0"/>'))
    listed = document.add_paragraph("Numbered", style="List Paragraph")
    listed._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {space}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    )
    document.add_paragraph("Indented only", style="List Paragraph")
    body = document.element.body
    body.insert(
        len(body) - 1,
        parse_xml(
            f"<w:p {space}><w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs></w:pPr>"
            "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>new</w:t><w:br/><w:t>line</w:t></w:r></w:ins>"
            "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
            "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>"
        ),
    )
    body.insert(
        len(body) - 1,
        parse_xml(
            f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    document.add_table(1, 1).cell(0, 0).text = "Framed"
    buffer = io.BytesIO()
    document.save(buffer)
    blocks = parse_docx(buffer.getvalue(), "a.docx", 10 * MEBIBYTE).blocks
    assert [(b.kind.value, b.level, b.text) for b in blocks] == [
        ("heading", 2, "Kapitel"),
        ("heading", 1, "Direkt"),
        ("list", 0, "- Numbered"),
        ("paragraph", 0, "Indented only"),
        ("paragraph", 0, "new\nline"),
        ("paragraph", 0, "In the box"),
        ("paragraph", 0, "Controlled"),
        ("paragraph", 0, "Framed"),
    ]


def test_zip_bombs_and_damage_are_found_by_unpacking(german_docx: bytes) -> None:
    """Declared sizes, actual sizes, broken data and encrypted entries are all noticed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (3 * MEBIBYTE))
    bomb = buffer.getvalue()
    with pytest.raises(SourceTooLargeError, match="unpacks to more than 2 MiB"):
        check_unpacked_size(bomb, "a.docx", 2 * MEBIBYTE)
    # The same with an index that claims 10 bytes: reading stops there, and the check sum differs.
    lie = bomb.replace((3 * MEBIBYTE).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(UnreadableSourceError, match="damaged"):
        check_unpacked_size(lie, "a.docx", 2 * MEBIBYTE)
    broken = bytearray(german_docx)
    broken[200:400] = b"\xff" * 200
    with pytest.raises(UnreadableSourceError, match="damaged"):
        check_unpacked_size(bytes(broken), "a.docx", 10 * MEBIBYTE)


def test_zip_with_endless_entries_is_refused() -> None:
    """The number of entries is limited as well as their size."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(SourceTooLargeError):
        check_unpacked_size(buffer.getvalue(), "a.docx", 200 * MEBIBYTE)
