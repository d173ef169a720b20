"""What a content type is: one folder in ``prompts/``, described by one `ContentType`."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from core.artifact import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pydantic import BaseModel

    from core.analysis import Brief
    from core.contract import Range
    from core.request import ContentRequest
    from core.source import Source

OUTLINE = "outline"
"""Name of the type that everything else is derived from."""

READING_PACE = 200
"""Words a minute that an adult reads of a text new to them."""

SPEAKING_PACE = 150
"""Words a minute that a listener follows with ease."""

PAGE_WORDS = 400
"""Words on a page of running text."""

LENGTH_TOLERANCE = 0.15
"""Share by which a text may miss the length asked for."""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a derived column may look at besides its row."""

    source: Source
    request: ContentRequest
    language: str
    outline: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class composer:  # noqa: N801 (used as the function that it stands for)
    """The function ``compose`` of a module that is imported when it is first called.

    Only the embedded model's process composes; no other has to load how that is done.
    """

    module: str

    def __call__(self, brief: Brief) -> dict[str, Any]:
        """Compose content from a source that has been read."""
        return self.load()(brief)

    def load(self) -> Callable[[Brief], dict[str, Any]]:
        """The function itself, imported."""
        return import_module(self.module).compose


@dataclass(frozen=True, slots=True)
class Row:
    """One item of an artifact that is checked by itself.

    ``path`` is its JSON path (``$.items[3]``); ``values`` its columns by name.
    """

    path: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One data-quality expectation over the rows of a table, as plain data.

    ``kind`` is a Great Expectations name. ``message`` is for people and may name ``{value}``.
    A null value in ``column`` is passed over. A finding points at ``field`` of the row: the column
    itself when None, the row as a whole when empty.
    """

    kind: Literal[
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_be_unique",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_not_match_regex",
    ]
    column: str
    message: str
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    severity: Severity = Severity.ERROR
    field: str | None = None

    @property
    def name(self) -> str:
        """What its findings are filed under: ``term.be_unique``."""
        return f"{self.column}.{self.kind.removeprefix('expect_column_values_to_')}"


@dataclass(frozen=True, slots=True)
class Checks:
    """A content type's data-quality checks.

    ``rows`` turns content (the contract's ``model_dump()``) into rows with their derived columns;
    ``claim`` names the column whose texts must not repeat one another. ``texts`` picks what a
    learner reads or hears out of the content (all of its texts when None), at
    ``words_per_minute``.
    """

    rows: Callable[[Mapping[str, Any], CheckContext], Iterable[Row]]
    expectations: tuple[Expectation, ...] = ()
    claim: str | None = None
    texts: Callable[[Mapping[str, Any]], Iterable[str]] | None = None
    words_per_minute: int = READING_PACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """How a type reads a source that is too long for one prompt: first part by part.

    The prompt is ``digest.md.j2`` in the type's folder. Content has ``sections``, each with
    ``title``, ``summary``, ``terms`` and ``key_points``, each with ``point`` and ``evidence``.

    Attributes:
        schema: The contract of one part's digest.
        limits: The contract's `Range` constants by name, for the prompt.
        compose: How the embedded model makes one, from a brief about the part alone. Raises
            `InsufficientSourceError` when the part says nothing.
        max_output_tokens: Budget of one digest.
    """

    schema: type[BaseModel]
    limits: Mapping[str, Range]
    compose: Callable[[Brief], dict[str, Any]]
    max_output_tokens: int = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentType:
    """One kind of learning content.

    Attributes:
        name: Its folder's name, and its value in the API.
        title: What people call it.
        summary: One line for lists of types.
        order: Where it stands among the types; the outline is 0.
        schema: The contract the model's JSON has to satisfy.
        limits: The contract's `Range` constants by name, for the prompt.
        folder: Where ``draft.md.j2`` and ``view.md.j2`` are.
        checks: Its data-quality checks.
        compose: How the embedded model makes it: from a brief to content that satisfies the
            schema. Raises `InsufficientSourceError` when the source says too little.
        parameters: Names of the request's fields that only this type's prompt reads.
        max_output_tokens: Budget of one answer.
        tokens_each: Output tokens that one unit of a parameter takes (of ``pages``, a page), where
            many of them take more than that budget.
        digest: How it reads a long source; None where it is derived from the outline and shown
            the passages that this needs.
    """

    name: str
    title: str
    summary: str
    order: int
    schema: type[BaseModel]
    limits: Mapping[str, Range]
    folder: Path
    checks: Checks
    compose: Callable[[Brief], dict[str, Any]]
    parameters: tuple[str, ...] = ()
    max_output_tokens: int = 4096
    tokens_each: Mapping[str, int] = field(default_factory=dict[str, int])
    digest: Digest | None = None

    def output_tokens(self, request: ContentRequest) -> int:
        """Budget of one answer to this request."""
        asked = (each * (getattr(request, name) or 0) for name, each in self.tokens_each.items())
        return max((self.max_output_tokens, *asked))
