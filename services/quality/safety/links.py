"""Links in a text for learners that the source does not hold: a model makes them up with ease."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.quality.halving import halved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.source import Source
    from services.quality.inspection import Inspection, Subject

NOT_IN_SOURCE = "links.in_source"
"""Error: an address that the source does not hold."""

ANCHORS = ("://", "www.", "doi", ".com", ".org", ".net", ".edu", ".gov", ".info")
"""What an address cannot do without: looked for before the pattern is."""

_ADDRESS = re.compile(
    r"\b(?:(?:https?|ftp)://|www\.)[^\s\"'<>»”„“)\]}|\0]+"
    r"|\bdoi:\s?10\.\d{4,}/[^\s\"'<>)\]]+|\b10\.\d{4,9}/[^\s\"'<>)\]]+"
    r"|(?<![@\w./-])(?:[a-z\d-]+\.)+(?:com|org|net|edu|gov|info)\b(?:/[^\s\"'<>)\]]*)?"
)
_TRAILING = ".,;:!?…*_`"
_SCHEME = re.compile(r"^(?:(?:https?|ftp)://)?(?:www\.)?|^doi:\s?", re.IGNORECASE)
_RESOLVER = re.compile(r"^(?:dx\.)?doi\.org/", re.IGNORECASE)


def inspect(subject: Subject) -> Inspection:
    """An error for every address that the source does not hold; no share without one.

    Scheme, "www.", a final slash and the case of letters make no difference; the beginning of an
    address that the source holds (its site) will do.
    """
    return halved(link_findings(subject.texts, subject.context.source))


def link_findings(texts: Iterable[tuple[str, str]], source: Source) -> list[Finding]:
    """The findings in texts with their paths."""
    findings: list[Finding] = []
    for path, text in texts:
        if not any(map(text.__contains__, ANCHORS)) and "10." not in text:
            continue
        for address in dict.fromkeys(_addresses(text)):
            if not _is_held(_bare(address), source):
                message = f"The source does not hold this address: {address}"
                findings.append(
                    Finding(
                        expectation=NOT_IN_SOURCE,
                        severity=Severity.ERROR,
                        path=path,
                        message=message,
                    )
                )
    return findings


def _addresses(text: str) -> list[str]:
    return [found.rstrip(_TRAILING) for found in _ADDRESS.findall(text)]


def _bare(address: str) -> str:
    return _RESOLVER.sub("", _SCHEME.sub("", address)).rstrip("/").casefold()


def _is_held(bare: str, source: Source) -> bool:
    held = _held(source.text) | _held(source.origin)
    return bare in held or any(
        each.startswith(bare) and each[len(bare)] in "/?#" for each in held if len(each) > len(bare)
    )


@lru_cache(maxsize=16)
def _held(text: str) -> frozenset[str]:
    return frozenset(map(_bare, _addresses(text)))
