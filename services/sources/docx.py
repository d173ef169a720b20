"""Word documents (DOCX) as blocks, in document order, by way of python-docx."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from core.errors import SourceTooLargeError, UnreadableSourceError
from services.sources.blocks import Block, BlockKind, Document
from services.sources.cleaning import sensible_title
from services.sources.markdown import table_text
from services.sources.text import list_text

_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAX_ENTRIES = 10_000
_CHUNK_BYTES = 1024 * 1024
_MAX_STYLE_DEPTH = 12
_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
# Text that was deleted or moved away, and the second rendering of what was read already.
_SKIPPED = {f"{_NAMESPACE}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr")} | {_FALLBACK}
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def parse_docx(data: bytes, name: str, max_unpacked_bytes: int) -> Document:
    """The blocks of a Word document.

    Raises:
        SourceTooLargeError: It unpacks to more than ``max_unpacked_bytes``.
        UnreadableSourceError: It is damaged.
    """
    # Imported here: only the parsing child needs it.
    from docx import Document as open_document  # noqa: PLC0415, N813 (a function, named like a class)

    check_unpacked_size(data, name, max_unpacked_bytes)
    document: Any = open_document(io.BytesIO(data))
    walk = _Walk(document)
    walk.container(document.element.body)
    walk.flush_list()
    return Document(
        blocks=tuple(walk.blocks), title=sensible_title(document.core_properties.title or "")
    )


def check_unpacked_size(data: bytes, name: str, limit: int) -> None:
    """Unpack everything once and count, because the sizes in a zip's index may lie.

    Raises:
        SourceTooLargeError: More than ``limit`` bytes, or too many entries.
        UnreadableSourceError: The zip is damaged or encrypted.
    """
    too_large = SourceTooLargeError(
        f"{name} unpacks to more than {limit // (1024 * 1024)} MiB.",
        hint="Give it without pictures, or raise COURSEWRIGHT_SOURCE_MAX_UNPACKED_BYTES.",
    )
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
                raise too_large
            for entry in entries:
                with archive.open(entry) as stream:
                    while chunk := stream.read(_CHUNK_BYTES):
                        total += len(chunk)
                        if total > limit:
                            raise too_large
    # RuntimeError: an encrypted entry, or (its child NotImplementedError) an unknown compression.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise UnreadableSourceError(
            f"{name} is damaged: it cannot be unpacked.",
            hint="Open it in a word processor and save it again as DOCX.",
        ) from error


class _Walk:
    def __init__(self, document: Any) -> None:
        self.blocks: list[Block] = []
        self._styles: dict[str, Any] = {style.style_id: style for style in document.styles}
        self._items: list[str] = []

    def container(self, element: Any) -> None:
        """The blocks of a body, a content control or a table cell."""
        for child in element:
            if child.tag == f"{_NAMESPACE}p":
                self._paragraph(child)
            elif child.tag == f"{_NAMESPACE}tbl":
                self._table(child)
            elif child.tag in {f"{_NAMESPACE}{tag}" for tag in ("sdt", "sdtContent", "ins")}:
                self.container(child)

    def flush_list(self) -> None:
        text = list_text(self._items)
        self._items = []
        if text:
            self.blocks.append(Block(BlockKind.LIST, text))

    def _paragraph(self, element: Any) -> None:
        boxes: list[Any] = []
        text = "".join(_texts(element, boxes))
        if text.strip():
            self._filed(element, text)
        for box in boxes:
            self.container(box)

    def _filed(self, element: Any, text: str) -> None:
        level = self._heading_level(element)
        if level is None and self._is_list_item(element):
            self._items.append(text)
            return
        self.flush_list()
        if level is None:
            self.blocks.append(Block(BlockKind.PARAGRAPH, text))
        else:
            self.blocks.append(Block(BlockKind.HEADING, text, level=level))

    def _heading_level(self, element: Any) -> int | None:
        """From the style's built-in name (stored in English in every language), or the outline."""
        level = _outline_level(element)
        if level is not None:
            return level
        for style in self._style_chain(element):
            name = (style.name or "").lower()
            if name == "title":
                return 0
            if match := _HEADING_NAME.fullmatch(name):
                return int(match.group(1))
            level = _outline_level(style.element)
            if level is not None:
                return level
        return None

    def _is_list_item(self, element: Any) -> bool:
        if element.find(f"{_NAMESPACE}pPr/{_NAMESPACE}numPr") is not None:
            return True
        return any(
            (style.name or "").lower().startswith("list ")
            or style.element.find(f"{_NAMESPACE}pPr/{_NAMESPACE}numPr") is not None
            for style in self._style_chain(element)
        ) and not self._is_list_paragraph(element)

    def _is_list_paragraph(self, element: Any) -> bool:
        """Whether it is a mere "List Paragraph": an indent, not a numbering of its own."""
        chain = self._style_chain(element)
        return bool(chain) and (chain[0].name or "").lower() == "list paragraph"

    def _style_chain(self, element: Any) -> list[Any]:
        reference = element.find(f"{_NAMESPACE}pPr/{_NAMESPACE}pStyle")
        style = None
        if reference is not None:
            style = self._styles.get(reference.get(f"{_NAMESPACE}val"))
        chain: list[Any] = []
        while style is not None and len(chain) < _MAX_STYLE_DEPTH:
            chain.append(style)
            style = getattr(style, "base_style", None)
        return chain

    def _table(self, element: Any) -> None:
        self.flush_list()
        rows = [
            list(row.iterchildren(f"{_NAMESPACE}tc"))
            for row in element.iterchildren(f"{_NAMESPACE}tr")
        ]
        if all(len(row) <= 1 for row in rows):  # a frame around text, not a table
            for cell in (cell for row in rows for cell in row):
                self.container(cell)
            self.flush_list()
            return
        cells = [[_cell_text(cell) for cell in row] for row in rows]
        self.blocks.append(Block(BlockKind.TABLE, table_text(cells)))


def _outline_level(element: Any) -> int | None:
    outline = element.find(f"{_NAMESPACE}pPr/{_NAMESPACE}outlineLvl")
    value = outline.get(f"{_NAMESPACE}val", "") if outline is not None else ""
    # 9 stands for body text.
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None  # noqa: PLR2004


def _cell_text(cell: Any) -> str:
    return " ".join("".join(_texts(p, [])) for p in cell.iter(f"{_NAMESPACE}p"))


def _texts(element: Any, boxes: list[Any]) -> list[str]:
    """The text of a paragraph, insertions included; text boxes in it are put aside."""
    parts: list[str] = []
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_NAMESPACE}txbxContent":
            boxes.append(child)
        elif child.tag in {f"{_NAMESPACE}t", f"{_MATHS}t"}:
            parts.append(child.text or "")
        elif isinstance(child.tag, str):
            if child.tag.startswith(_NAMESPACE):
                parts.append(_CHARACTERS.get(child.tag.removeprefix(_NAMESPACE), ""))
            parts += _texts(child, boxes)
    return parts
