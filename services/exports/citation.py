"""A piece of evidence looked up in its source: the quote, the words around it, and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.exports.labels import HEADING_MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.source import Passage, Source
    from services.exports.labels import Labels

CONTEXT_CHARACTERS = 120
"""How much of the passage is shown on either side of a quote, at most."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence as a reader meets it.

    ``before`` and ``after`` are words of the passage next to the quote, empty when the quote does
    not stand in it; ``anchor`` is the passage's id, None when the source has no such passage.
    """

    quote: str
    before: str = ""
    after: str = ""
    anchor: str | None = None
    page: int | None = None
    headings: tuple[str, ...] = ()

    def place(self, labels: Labels, separator: str) -> str:
        """Page and headings, for people; empty when neither is known."""
        page = labels.page.format(page=self.page) if self.page else ""
        return separator.join(part for part in (page, HEADING_MARK.join(self.headings)) if part)


class Citations:
    """Looks evidence up in one source."""

    def __init__(self, source: Source) -> None:
        self.language = source.language
        self._passages = {passage.id: passage for passage in source.passages}

    def of(self, evidence: Iterable[Mapping[str, Any]]) -> list[Citation]:
        """One citation for each piece of evidence, in order."""
        return [self._of(piece) for piece in evidence]

    def _of(self, piece: Mapping[str, Any]) -> Citation:
        quote: str = piece["quote"]
        passage = self._passages.get(piece["passage_id"])
        if passage is None:
            return Citation(quote=quote, page=piece.get("page"))
        before, after = _around(passage, quote, piece.get("start"))
        return Citation(
            quote=quote,
            before=before,
            after=after,
            anchor=passage.id,
            page=piece.get("page") or passage.page,
            headings=passage.heading_path,
        )


def _around(passage: Passage, quote: str, start: int | None) -> tuple[str, str]:
    place = passage.text.find(quote) if start is None else start - passage.start
    end = place + len(quote)
    if place < 0 or passage.text[place:end] != quote:
        return "", ""
    return _tail(passage.text[:place]), _head(passage.text[end:])


def _head(text: str) -> str:
    """The first words of the text, with an ellipsis where it is cut."""
    if len(text) <= CONTEXT_CHARACTERS:
        return text
    return f"{text[:CONTEXT_CHARACTERS].rpartition(' ')[0]} …"


def _tail(text: str) -> str:
    """The last words of the text, with an ellipsis where it is cut."""
    if len(text) <= CONTEXT_CHARACTERS:
        return text
    return f"… {text[-CONTEXT_CHARACTERS:].partition(' ')[2]}"
