"""PDF as blocks, page by page, by way of pypdf: lines become paragraphs, running heads go away."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import SourceTooLargeError, UnreadableSourceError
from services.sources.blocks import Document
from services.sources.cleaning import sensible_title
from services.sources.pdf_layout import Line, body_size, to_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

_MIN_LETTERS = 20
_LETTER = re.compile(r"[^\W\d_]")
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.|s\.|página|pág\.)\s*)?#\W*(?:(?:of|von|de|sur|/)\s*#)?\W*",
    re.IGNORECASE,
)
# "2.1 Naming . . . . . . 3": a table of contents says nothing that the text does not.
_CONTENTS_ENTRY = re.compile(r"(?:\. ?){5,}\s*[\divxlc]*\s*$")
_EDGE_LINES = 2
_MIN_REPEATS = 3
_REPEAT_SHARE = 0.2


def parse_pdf(data: bytes, name: str, max_pages: int) -> Document:
    """The blocks of a PDF.

    Raises:
        SourceTooLargeError: It has more than ``max_pages`` pages.
        UnreadableSourceError: It is encrypted, damaged, or has no text.
    """
    # Imported here: only the parsing child needs it.
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableSourceError(
                f"{name} is encrypted with a password.",
                hint="Save a copy without the password, e.g. with: qpdf --decrypt IN OUT.",
            )
        count = len(reader.pages)
        if count > max_pages:
            raise SourceTooLargeError(
                f"{name} has {count} pages; at most {max_pages} are read.",
                hint="Give the chapter you need, or raise COURSEWRIGHT_SOURCE_MAX_PAGES.",
            )
        pages = [_lines(page, number) for number, page in enumerate(reader.pages, 1)]
        title = str((reader.metadata and reader.metadata.title) or "")
    except PyPdfError as error:
        raise UnreadableSourceError(
            f"{name} is damaged: it cannot be read as a PDF.",
            hint="Open it in a PDF viewer and save or print it as a new PDF.",
        ) from error
    kept = [
        [line for line in page if not _CONTENTS_ENTRY.search(line.text)]
        for page in without_running_heads(pages)
    ]
    letters = sum(len(_LETTER.findall(line.text)) for page in kept for line in page)
    if letters < _MIN_LETTERS:
        raise UnreadableSourceError(
            f"{name} has {count} page{'s' * (count != 1)} but no text.",
            hint="It is probably scanned: run OCR first, e.g. with: ocrmypdf IN OUT.",
        )
    return Document(blocks=tuple(to_blocks(kept)), title=sensible_title(title), pages=count)


@dataclass(slots=True)
class _Fragments:
    """Gathers what pypdf's text visitor reports into lines with place, size and weight."""

    page: int
    lines: list[Line]
    _text: str = ""
    _sizes: Counter[float] | None = None
    _bold: int = 0
    _x: float = 0.0
    _y: float = 0.0

    def visit(self, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        for number, part in enumerate(text.split("\n")):
            if number:
                self.end_line()
            if part:
                self._add(part, cm, tm, font, size)

    def _add(self, part: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if self._sizes is None:
            self._sizes = Counter()
            self._x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            self._y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        self._text += part
        letters = len(part.strip())
        # The size a reader sees: the font's, scaled by the text's and the page's matrices.
        scale = abs(tm[3] * cm[3] + tm[2] * cm[1]) or 1.0
        self._sizes[round(float(size) * scale, 1)] += letters
        if font and _BOLD.search(str(font.get("/BaseFont", ""))):
            self._bold += letters

    def end_line(self) -> None:
        text = self._text.strip()
        if text and self._sizes:
            size = self._sizes.most_common(1)[0][0]
            bold = self._bold >= 0.9 * len(text.replace(" ", ""))
            self.lines.append(Line(text, self.page, self._x, self._y, size, bold))
        self._text, self._sizes, self._bold = "", None, 0


def _lines(page: Any, number: int) -> list[Line]:
    fragments = _Fragments(number, [])
    page.extract_text(visitor_text=fragments.visit)
    fragments.end_line()
    return fragments.lines


def without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without lines at their edges that repeat over pages, numbers aside.

    A line counts only with its size: the title of a chapter may well be its pages' head.
    """
    edges = [_edges(page) for page in pages]
    body = body_size(pages)
    counts = Counter(key for page in edges for key in {_key(line, body) for line in page})
    needed = max(_MIN_REPEATS, _REPEAT_SHARE * len(pages))
    repeated = {
        key
        for key, count in counts.items()
        if count >= needed or (count > 1 and _PAGE_NUMBER.fullmatch(key[0]))
    }
    return [
        [line for line in page if line not in edge or _key(line, body) not in repeated]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: Iterable[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: -line.y)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _key(line: Line, body: float) -> tuple[str, int]:
    # "Chapter 3" in large type is a heading, not a running head that counts.
    text = line.text if line.size > body + 1 else _DIGITS.sub("#", line.text)
    return (text, round(line.size))
