"""What one artifact of a pack repeats of another, where that is a defect.

Types say the same facts on purpose: a card's definition may well be a key concept's. A question
that is asked twice, or a whole paragraph that is read twice, is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from core.content_type import Row
from services.quality.similarity.duplicates import find_duplicates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.quality.pack.items import Item

REPEATED_QUESTION = "repetition.question"
"""Warning: a question that an earlier artifact asks, too. Asked twice it tests nothing new."""

REPEATED_PARAGRAPH = "repetition.paragraph"
"""Warning: a long paragraph that stands in an earlier artifact, too. Types are to say the same
facts in their own ways."""

LONG_CHARACTERS = 350
"""Of a paragraph that nobody wants to read twice; shorter ones may be a definition."""

TEXT = "text"


def repetitions(artifacts: Sequence[Sequence[Item]]) -> tuple[Finding, ...]:
    """Warnings for questions and long paragraphs that stand in an earlier artifact, too.

    Args:
        artifacts: The items of each.
    """
    return (
        *_repeated(REPEATED_QUESTION, [list(_questions(items)) for items in artifacts]),
        *_repeated(REPEATED_PARAGRAPH, [list(_paragraphs(items)) for items in artifacts]),
    )


def _questions(items: Iterable[Item]) -> Iterator[Row]:
    for item in items:
        if item.claim.rstrip().endswith("?"):
            yield _row(item, item.claim)


def _paragraphs(items: Iterable[Item]) -> Iterator[Row]:
    for item in items:
        for _, text in item.texts:
            for paragraph in text.split("\n\n"):
                if len(paragraph) >= LONG_CHARACTERS:
                    yield _row(item, paragraph)


def _row(item: Item, text: str) -> Row:
    # The path is what a finding about a later text calls this one.
    return Row(f"{item.content_type} {item.path}", {TEXT: text})


def _repeated(name: str, artifacts: Sequence[Sequence[Row]]) -> Iterator[Finding]:
    earlier: list[Row] = []
    for rows in artifacts:
        # What repeats its own artifact has been found in the check of that.
        known = {found.path for found in find_duplicates(rows, TEXT).findings}
        own = {row.path for row in rows} - known
        for found in find_duplicates([*earlier, *rows], TEXT).findings if rows else ():
            if found.path in own:
                content_type, _, path = found.path.partition(" ")
                yield Finding(
                    expectation=name,
                    severity=Severity.WARNING,
                    path=path,
                    message=found.message,
                    content_type=content_type,
                )
        earlier += rows
