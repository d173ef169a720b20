"""A source and a content type of the tests' own: the check knows none by name."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from pydantic import Field

from core.content_type import CheckContext, Checks, ContentType, Expectation, Row
from core.contract import Bloom, Contract, Evidences, OptionalEvidences, Range, sized
from core.request import ContentRequest
from core.source import Passage, Source, SourceKind, SourceReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TEXT = Range(3, 400)
NOTES = Range(1, 6)


class Note(Contract):
    """A note of the tests' own content type."""

    text: Annotated[str, sized(TEXT)]
    kind: Literal["plain", "odd"] = "plain"
    bloom: Bloom = Bloom.REMEMBER
    question: Annotated[str, Field(pattern=r"\?\s*$")] = "What?"
    number: Annotated[int, Field(ge=1, le=9)] = 1
    evidence: Evidences


class Notes(Contract):
    """Its content."""

    summary: Annotated[str, sized(TEXT)] = "In short"
    summary_evidence: OptionalEvidences = Field(default_factory=list)
    notes: Annotated[list[Note], sized(NOTES)]


def rows(content: Mapping[str, Any], _context: CheckContext) -> Iterator[Row]:
    """The summary, then each note."""
    yield Row("$", {"summary": content["summary"]})
    for index, note in enumerate(content["notes"]):
        yield Row(f"$.notes[{index}]", {"text": note["text"], "number": note["number"]})


@pytest.fixture(scope="session")
def notes_type() -> ContentType:
    """A content type with one expectation, that a note's number is at most 5."""
    return ContentType(
        name="notes",
        title="Notes",
        summary="Notes",
        order=1,
        schema=Notes,
        limits={},
        folder=Path(),
        checks=Checks(
            rows=rows,
            claim="text",
            expectations=(
                Expectation(
                    kind="expect_column_values_to_be_between",
                    column="number",
                    arguments={"max_value": 5},
                    message="{value} is too high",
                ),
            ),
        ),
        compose=lambda _brief: {},
    )


@pytest.fixture(scope="session")
def make_source() -> Callable[..., Source]:
    """Builds a source from passages, set apart by empty lines, page by page."""

    def make(*passages: str, language: str = "en") -> Source:
        made: list[Passage] = []
        start = 0
        for number, passage in enumerate(passages, 1):
            end = start + len(passage)
            made.append(
                Passage(id=f"p{number:04d}", start=start, end=end, text=passage, page=number)
            )
            start = end + 2
        text = "\n\n".join(passages)
        return Source(
            title="Source",
            kind=SourceKind.TEXT,
            origin="a test",
            language=language,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            passages=tuple(made),
        )

    return make


@pytest.fixture(scope="session")
def make_context() -> Callable[[Source], CheckContext]:
    """What a check of content on this source may look at."""

    def make(source: Source) -> CheckContext:
        request = ContentRequest(source=SourceReference(topic="Anything"))
        return CheckContext(source=source, request=request, language=source.language, outline=None)

    return make
