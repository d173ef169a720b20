"""Normalising of characters and white space: what every source's text has in common."""

from __future__ import annotations

import re
import unicodedata

MAX_TITLE_CHARACTERS = 200

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# Soft hyphen, zero-width space, word joiner, byte order mark, direction marks: invisible, and a
# quote copied from a screen does not have them. Joiners (200c, 200d) change what is read: kept.
_INVISIBLE = (
    "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_CHARACTERS = str.maketrans({**_LIGATURES, **dict.fromkeys(_INVISIBLE)})
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_TAB_WIDTH = 4
_SENSELESS_TITLE = re.compile(
    r"untitled|microsoft word|word document|powerpoint|document\d*$|unspecified|anonymous"
    r"|\.(?:docx?|tex|dvi|pdf|indd|pptx?|odt|rtf)$|^\W*$|^[\w-]*\d{4,}[\w-]*$",
    re.IGNORECASE,
)


def _characters(text: str) -> str:
    text = _LINE_END.sub("\n", text.translate(_CHARACTERS))
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", text))


def clean_prose(text: str) -> str:
    """One block of prose: lines without blanks at their ends, no empty lines, single blanks."""
    lines = (line.strip() for line in _BLANKS.sub(" ", _characters(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def clean_line(text: str) -> str:
    """Prose on one line."""
    return clean_prose(text).replace("\n", " ")


def clean_code(text: str) -> str:
    """Code to the letter, but for tabs, blanks at line ends, and empty lines around it."""
    lines = [line.rstrip() for line in _characters(text).expandtabs(_TAB_WIDTH).split("\n")]
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def sensible_title(text: str) -> str:
    """A title from a file's metadata, or nothing when a program or template made it up."""
    title = text.strip()
    return "" if _SENSELESS_TITLE.search(title) else title


def clean_title(text: str) -> str:
    """A title on one line, cut at a word when it is too long."""
    title = clean_line(text)
    if len(title) <= MAX_TITLE_CHARACTERS:
        return title
    return f"{title[: MAX_TITLE_CHARACTERS - 1].rsplit(' ', 1)[0]}…"
