"""What kind of source some bytes are: by name, by declared content type, and by looking at them."""

from __future__ import annotations

import io
import re
import zipfile

from core.errors import UnreadableSourceError, UnsupportedSourceError
from core.source import SourceKind

_BY_EXTENSION = {
    "txt": SourceKind.TEXT,
    "text": SourceKind.TEXT,
    "md": SourceKind.MARKDOWN,
    "markdown": SourceKind.MARKDOWN,
    "mdown": SourceKind.MARKDOWN,
    "mkd": SourceKind.MARKDOWN,
    "html": SourceKind.HTML,
    "htm": SourceKind.HTML,
    "xhtml": SourceKind.HTML,
    "pdf": SourceKind.PDF,
    "docx": SourceKind.DOCX,
}
_BY_CONTENT_TYPE = {
    "text/plain": SourceKind.TEXT,
    "text/markdown": SourceKind.MARKDOWN,
    "text/x-markdown": SourceKind.MARKDOWN,
    "text/html": SourceKind.HTML,
    "application/xhtml+xml": SourceKind.HTML,
    "application/pdf": SourceKind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": SourceKind.DOCX,
}
_UNTYPED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_LABELS = {
    SourceKind.TEXT: "plain text",
    SourceKind.MARKDOWN: "Markdown",
    SourceKind.HTML: "a web page",
    SourceKind.PDF: "a PDF",
    SourceKind.DOCX: "a Word document (DOCX)",
}
_READ = "Read are text, Markdown, HTML, PDF, DOCX and web addresses."
_SAVE_AS_DOCX = "Open it and save it as DOCX or PDF."
_SAVE_AS_PDF = "Export it as PDF."
_ADVICE = {
    **dict.fromkeys(("doc", "odt", "rtf", "pages", "wpd"), _SAVE_AS_DOCX),
    **dict.fromkeys(
        ("ppt", "pptx", "odp", "key", "epub", "mobi", "azw3", "djvu", "ps"), _SAVE_AS_PDF
    ),
    **dict.fromkeys(("xls", "xlsx", "ods", "numbers"), "Export what matters as text or PDF."),
    **dict.fromkeys(
        ("png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp", "heic", "svg"),
        "Run OCR first, e.g. tesseract or ocrmypdf, and give its text or PDF.",
    ),
    **dict.fromkeys(
        ("mp3", "wav", "ogg", "m4a", "flac", "mp4", "mkv", "mov", "avi", "webm"),
        "Give a transcript as text.",
    ),
    **dict.fromkeys(("zip", "gz", "tar", "7z", "rar", "xz", "bz2"), "Unpack it and give one file."),
}
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"%!PS", "ps"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\x1f\x8b", "gz"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"BZh9", "bz2"),
    (b"\xfd7zXZ", "xz"),
)
_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_ZIP_PARTS = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.xml", "xlsx"),
    ("META-INF/container.xml", "epub"),
    ("content.xml", "odt"),
)
_HEAD_BYTES = 1024
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\n]+\]\([^)\s]+\)"),
    re.compile(r"(?<!\w)(\*\*|__)\S[^*_\n]*\1(?!\w)"),
    re.compile(r"^\|?[ :]*-{3,}[ :]*\|", re.MULTILINE),
    re.compile(r"^> \S", re.MULTILINE),
)
_STRONG_HEADING = re.compile(r"^#{1,6} \S.*\n\s*\n?\S", re.MULTILINE)


def kind_of(data: bytes, name: str, *, content_type: str = "") -> SourceKind:
    """The kind of the bytes, when it is one that is read and what its name says.

    Args:
        data: The bytes, not empty.
        name: A file name; its extension counts, when it is a known one.
        content_type: What a server says it is, without parameters; it counts before the name.

    Raises:
        UnsupportedSourceError: A kind that is not read, or not the one its name says.
        UnreadableSourceError: A damaged or password-protected Word document.
    """
    extension = _extension(name)
    claimed = _BY_CONTENT_TYPE.get(content_type) or _BY_EXTENSION.get(extension)
    if content_type not in _UNTYPED and content_type not in _BY_CONTENT_TYPE:
        raise UnsupportedSourceError(f"{name} is {content_type}, which is not read.", hint=_READ)
    found = _found(data, claimed)
    if claimed is None and extension in _ADVICE and found not in {"pdf", "docx"}:
        raise _unsupported(name, extension)
    if found in _BY_EXTENSION:
        actual = _BY_EXTENSION[found]
        return _agreed(claimed, actual, name)
    if claimed is SourceKind.DOCX and found in {"damaged", "doc"}:
        raise _bad_docx(name, found)
    if claimed is SourceKind.PDF or claimed is SourceKind.DOCX:
        raise UnsupportedSourceError(
            f"{name} is not {_LABELS[claimed]}, though its name or sender says so.",
            hint="Give it its right extension, or export it again from where it was made.",
        )
    if found:
        raise _unsupported(name, "zip" if found == "damaged" else found)
    return claimed or SourceKind.TEXT


def is_markdown(text: str) -> bool:
    """Whether a text of no declared kind is Markdown: two different signs of it, or headings."""
    signs = sum(bool(sign.search(text)) for sign in _MARKDOWN_SIGNS)
    return signs > 1 or len(_STRONG_HEADING.findall(text)) > 1 or text.startswith("# ")


def is_declared(name: str, content_type: str = "") -> bool:
    """Whether the name or the sender says what kind it is."""
    return content_type in _BY_CONTENT_TYPE or _extension(name) in _BY_EXTENSION


def _extension(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def _found(data: bytes, claimed: SourceKind | None) -> str:
    """What the bytes show themselves to be, as an extension; empty for text and the unknown."""
    # Readers allow for junk before the mark, but a text may also talk about it.
    if data.startswith(_PDF) or (claimed is SourceKind.PDF and _PDF in data[:_HEAD_BYTES]):
        return "pdf"
    if data.startswith(_ZIP):
        return _zip_kind(data)
    if _HTML_START.match(data[: 4 * _HEAD_BYTES]):
        return "html"
    return next((kind for start, kind in _SIGNATURES if data.startswith(start)), "")


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, EOFError):
        return "damaged"
    return next((kind for part, kind in _ZIP_PARTS if part in names), "zip")


def _agreed(claimed: SourceKind | None, actual: SourceKind, name: str) -> SourceKind:
    if claimed is None or claimed is actual:
        return actual
    if actual is SourceKind.HTML and claimed in {SourceKind.TEXT, SourceKind.MARKDOWN}:
        # A page saved as .txt is still a page; Markdown may start with HTML.
        return actual if claimed is SourceKind.TEXT else claimed
    raise UnsupportedSourceError(
        f"{name} is {_LABELS[actual]}, though its name or sender says otherwise.",
        hint=f"Rename it to end in .{actual.value}.",
    )


def _bad_docx(name: str, found: str) -> UnreadableSourceError | UnsupportedSourceError:
    if found == "damaged":
        return UnreadableSourceError(
            f"{name} is damaged: it cannot be unpacked.",
            hint="Open it in a word processor and save it again as DOCX.",
        )
    return UnsupportedSourceError(
        f"{name} is an old Word document (DOC), or is protected by a password.",
        hint="Open it in a word processor and save it as DOCX without a password.",
    )


def _unsupported(name: str, extension: str) -> UnsupportedSourceError:
    return UnsupportedSourceError(
        f"{name} is of a kind that is not read ({extension.upper()}).",
        hint=f"{_ADVICE[extension]} {_READ}",
    )
