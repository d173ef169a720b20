"""The pieces that every content type's contract is built from.

A limit is written once, as a `Range` constant in the type's ``schema.py``; the Pydantic field, the
prompt template and the checks all read that constant.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from types import ModuleType

FILLED_BY_CODE = "filledByCode"
"""Marks a field in a JSON schema that code fills in: it is not asked of the model."""


class Range(NamedTuple):
    """Inclusive limits: characters of a text, or the number of items in a list."""

    min: int
    max: int

    def holds(self, number: float) -> bool:
        """Whether the number lies within the limits."""
        return self.min <= number <= self.max

    def __str__(self) -> str:
        return f"{self.min}-{self.max}"


def sized(limits: Range, description: str = "") -> Any:
    """A Pydantic field whose length (characters or items) lies within ``limits``."""
    return Field(min_length=limits.min, max_length=limits.max, description=description or None)


class Contract(BaseModel):
    """Base of the models' answers: unknown fields are an error, text is stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Bloom(StrEnum):
    """The levels of Bloom's revised taxonomy, from the simplest to the most demanding."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYZE = "analyze"
    EVALUATE = "evaluate"
    CREATE = "create"


class Difficulty(StrEnum):
    """How hard a card is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Evidence(Contract):
    """Words of the source that support a claim.

    A model gives ``passage_id`` and ``quote``; the check looks the quote up and fills in the rest.
    ``source.text[start:end] == quote`` holds once ``start`` is set.
    """

    passage_id: Annotated[str, Field(min_length=1, description="Id of the passage")]
    quote: Annotated[
        str, Field(min_length=3, max_length=1000, description="Copied from it to the letter")
    ]
    start: Annotated[int | None, Field(ge=0, json_schema_extra={FILLED_BY_CODE: True})] = None
    end: Annotated[int | None, Field(gt=0, json_schema_extra={FILLED_BY_CODE: True})] = None
    page: Annotated[int | None, Field(ge=1, json_schema_extra={FILLED_BY_CODE: True})] = None
    heading_path: Annotated[list[str] | None, Field(json_schema_extra={FILLED_BY_CODE: True})] = (
        None
    )


MAX_QUOTES = 20

Evidences = Annotated[
    list[Evidence], Field(min_length=1, max_length=MAX_QUOTES, description="One or more quotes")
]
"""Type of the ``evidence`` field of an object that claims something.

``X_evidence`` beside a text field ``X`` supports that field; ``evidence`` supports its object.
"""

OptionalEvidences = Annotated[
    list[Evidence], Field(max_length=MAX_QUOTES, description="None where nothing is claimed")
]
"""Type of ``evidence`` where an object need not claim anything (a podcast turn that asks)."""


_FILLED = frozenset(
    name
    for name, field in Evidence.model_fields.items()
    if cast("dict[str, Any]", field.json_schema_extra or {}).get(FILLED_BY_CODE)
)


def is_evidence(field: str) -> bool:
    """Whether a field of this name holds evidence."""
    return field == "evidence" or field.endswith("_evidence")


def as_written(node: Any, field: str = "") -> Any:
    """Content without what code fills in: as a model is asked for it, and shown it.

    Args:
        node: The content, or a part of it.
        field: Name of the field that holds the part.
    """
    if isinstance(node, list):
        return [as_written(value, field) for value in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    dropped: frozenset[str] = _FILLED if is_evidence(field) else frozenset()
    return {
        key: as_written(value, key)
        for key, value in cast("dict[str, Any]", node).items()
        if key not in dropped
    }


def limits_of(module: ModuleType) -> dict[str, Range]:
    """The `Range` constants of a ``schema.py``, by name."""
    return {name: value for name, value in vars(module).items() if isinstance(value, Range)}


@lru_cache(maxsize=64)
def answer_schema(contract: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema a model is asked to satisfy: the contract without what code fills in."""
    return cast("dict[str, Any]", _without_filled(contract.model_json_schema()))


def _without_filled(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_filled(value) for value in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_filled(value)
        for key, value in cast("dict[str, Any]", node).items()
        if not (isinstance(value, dict) and cast("dict[str, Any]", value).get(FILLED_BY_CODE))
    }
