"""From bytes to characters: byte order marks, declared and guessed encodings, what is no text."""

from __future__ import annotations

import codecs
import re

from core.errors import UnreadableSourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 first: its little-endian mark starts with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.IGNORECASE,
)
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 65536
_MAX_CONTROL_SHARE = 0.01
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_GUESSED = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r", "shift_jis", "euc_jp", "gb18030",
    "big5", "euc_kr", "mac_roman", "cp437", "cp850",
]  # fmt: skip
_ADVICE = "Save it as UTF-8 text, or give the file it was made from."


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """The characters of a text.

    Args:
        data: The bytes; not empty.
        name: What to call the source in an error.
        declared: The encoding that the source's sender claims, if any.

    Raises:
        UnreadableSourceError: The bytes are not text in any likely encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data, encoding), name)
    for encoding in (declared, "utf-8", _wide(data)):
        text = _strict(data, encoding) if encoding else None
        if text is not None and not _is_binary(text):
            return text
    if b"\x00" in data[:_SAMPLE_BYTES]:
        return _checked(None, name)
    return _checked(_strict(data, _guess(data[:_SAMPLE_BYTES])), name)


def declared_in_html(data: bytes) -> str | None:
    """The encoding that a page's own head claims."""
    match = _META_CHARSET.search(data[:_HEAD_BYTES])
    encoding = match.group(1).decode("ascii") if match else ""
    # A declaration that can be read byte by byte does not stand in UTF-16 or UTF-32.
    return None if encoding.lower().startswith(("utf-16", "utf-32")) else encoding or None


def _strict(data: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return None
    if encoding.lower() in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}:
        encoding = "cp1252"  # what such pages are written in, and what browsers take it for
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):  # a page may declare a codec that is none
        return None


def _checked(text: str | None, name: str) -> str:
    if text is None or _is_binary(text):
        raise UnreadableSourceError(
            f"{name} is not text: its bytes fit no encoding that text comes in.", hint=_ADVICE
        )
    return text


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE_BYTES]
    return "\x00" in sample or len(_CONTROL.findall(sample)) > _MAX_CONTROL_SHARE * len(sample)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: European text then has a NUL in nearly every second byte."""
    sample = data[:_HEAD_BYTES]
    if len(data) % 2 or not sample:
        return None
    half = len(sample) // 2
    for offset, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        if sample[offset::2].count(0) > 0.7 * half and not sample[1 - offset :: 2].count(0):
            return encoding
    return None


def _guess(sample: bytes) -> str | None:
    # Imported here: only text that is not UTF-8 needs it.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    matches = from_bytes(sample, cp_isolation=_GUESSED, enable_fallback=False)
    best = matches.best()
    if best is None:
        return None
    western = next((match for match in matches if "cp1252" in match.could_be_from_charset), None)
    # Short Western texts fit many code pages equally well; the common one then is the best guess.
    if western is not None and western.chaos <= best.chaos:
        return "cp1252"
    return best.encoding
