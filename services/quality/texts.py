"""The texts of content that a learner reads: all of them but evidence and values from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast, get_origin

from pydantic import BaseModel

from services.quality.contracts import is_evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def texts_of(content: BaseModel) -> Iterator[str]:
    """Every text a learner reads, in the order of the contract's fields."""
    for name, field in type(content).model_fields.items():
        if not is_evidence(name) and get_origin(field.annotation) is not Literal:
            yield from _texts(getattr(content, name))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from texts_of(value)
    elif isinstance(value, list):
        for entry in cast("list[Any]", value):
            yield from _texts(entry)
    elif type(value) is str:  # a StrEnum's member is a value from a list, not a text
        yield value


def count_words(texts: Iterable[str]) -> int:
    """Words of all the texts, counted at white space."""
    return sum(len(text.split()) for text in texts)
