"""The items of a pack's artifacts, whatever their content types, as they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.content_type import CheckContext
from core.request import ContentRequest
from core.source import SourceReference
from services.quality.contracts import evidence_lists
from services.quality.paths import ROOT
from services.quality.similarity.overlap import stems_of
from services.quality.texts import located_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.artifact import Artifact
    from core.content_type import ContentType
    from core.source import Source

TERM, TITLE = "term", "title"
"""Fields that name what an item defines, and what a section of running text is about."""

_ANY_REQUEST = ContentRequest(source=SourceReference(topic="Any"))
"""What was asked for bears on columns of lengths alone, which are not read here."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an artifact, or a text of its own (an overview) with its evidence.

    Attributes:
        content_type: Whose it is.
        path: Its JSON path.
        texts: What a learner reads of it, each with its JSON path.
        stems: Of these texts' telling words.
        passages: Ids of the passages that its evidence quotes.
        spans: Where the quotes stand in the source.
        quoted: Stems of the quotes.
        claim: The text by which the content type tells its items apart; empty when there is none.
        term: What the item defines; empty when it defines nothing.
        title: Of a section; empty for other items.
        is_row: Whether the content type checks it by itself.
    """

    content_type: str
    path: str
    texts: tuple[tuple[str, str], ...]
    stems: frozenset[str]
    passages: frozenset[str]
    spans: tuple[tuple[int, int], ...]
    quoted: frozenset[str]
    claim: str
    term: str
    title: str
    is_row: bool


def items_of(
    artifact: Artifact, content_type: ContentType, source: Source, language: str
) -> tuple[Item, ...]:
    """The artifact's items in order: its rows, then the texts of its own that have evidence."""
    content = artifact.content
    rows = _claims(content_type, content, CheckContext(source, _ANY_REQUEST, language, None))
    quotes = dict(_owned(content))
    texts: dict[str, list[tuple[str, str]]] = {path: [] for path in rows}
    for path, text in located_texts(content_type.schema, content):
        owner = _owner(path, rows)
        if owner is None and path in quotes:
            owner = path
        if owner is not None:
            texts.setdefault(owner, []).append((path, text))
    return tuple(
        _item(artifact.content_type, path, owned, _quotes_within(path, quotes), rows.get(path))
        for path, owned in texts.items()
    )


def _claims(
    content_type: ContentType, content: Mapping[str, Any], context: CheckContext
) -> dict[str, str]:
    """What each row claims, by its path; an empty text when it claims nothing."""
    checks = content_type.checks
    return {
        row.path: str(row.values.get(checks.claim or "") or "")
        for row in checks.rows(content, context)
        if row.path != ROOT
    }


def _item(
    content_type: str,
    path: str,
    texts: list[tuple[str, str]],
    evidence: list[dict[str, Any]],
    claim: str | None,
) -> Item:
    spans = ((each["start"], each["end"]) for each in evidence if each.get("start") is not None)
    fields = {where.removeprefix(f"{path}."): text for where, text in texts}
    return Item(
        content_type=content_type,
        path=path,
        texts=tuple(texts),
        stems=stems_of(" ".join(text for _, text in texts)),
        passages=frozenset(each["passage_id"] for each in evidence),
        spans=tuple(spans),
        quoted=stems_of(" ".join(each["quote"] for each in evidence)),
        claim=claim or "",
        term=fields.get(TERM, ""),
        title=fields.get(TITLE, ""),
        is_row=claim is not None,
    )


def _owned(content: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Evidence by the path of what it supports."""
    for path, pieces in evidence_lists(content, ROOT):
        if path.endswith("_evidence"):
            yield path.removesuffix("_evidence"), pieces
        else:
            yield path.removesuffix(".evidence"), pieces


def _quotes_within(path: str, quotes: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        piece
        for owner, pieces in quotes.items()
        if owner == path or owner.startswith((f"{path}.", f"{path}["))
        for piece in pieces
    ]


def _owner(path: str, rows: Mapping[str, Any]) -> str | None:
    """The row that a text stands in, or None."""
    while path and path not in rows:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return path or None
