"""The texts of content that a learner reads: all of them but evidence and values from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast, get_origin

from pydantic import BaseModel

from services.quality.contracts import is_evidence
from services.quality.paths import ROOT, child

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def located_texts(
    contract: type[BaseModel], content: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Every text a learner reads with its JSON path, in the order of the contract's fields."""
    yield from _of_object(contract.model_validate(content), ROOT)


def _of_object(value: BaseModel, path: str) -> Iterator[tuple[str, str]]:
    for name, field in type(value).model_fields.items():
        if not is_evidence(name) and get_origin(field.annotation) is not Literal:
            yield from _located(getattr(value, name), child(path, name))


def _located(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from _of_object(value, path)
    elif isinstance(value, list):
        for index, entry in enumerate(cast("list[Any]", value)):
            yield from _located(entry, child(path, index))
    elif type(value) is str:  # a StrEnum's member is a value from a list, not a text
        yield path, value


def count_words(texts: Iterable[str]) -> int:
    """Words of all the texts, counted at white space."""
    return sum(len(text.split()) for text in texts)
