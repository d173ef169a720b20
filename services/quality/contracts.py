"""The contract: an answer becomes content, or an error that names its broken fields for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from core.contract import as_written, is_evidence
from core.errors import ContractError
from services.quality.paths import child, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from core.content_type import ContentType

MAX_NAMED_FIELDS = 5
"""Broken fields named in a message; the rest are counted."""

MAX_TOLD_FIELDS = 50
"""Broken fields that a model is told when it is asked again."""

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this type",
    "string_too_short": "has fewer than {min_length} characters",
    "string_too_long": "has more than {max_length} characters",
    "too_short": "has {actual_length} entries, fewer than {min_length}",
    "too_long": "has more than {max_length} entries",
    "greater_than_equal": "is less than {ge}",
    "greater_than": "is not more than {gt}",
    "less_than_equal": "is more than {le}",
    "less_than": "is not less than {lt}",
    "enum": "is not one of {expected}",
    "literal_error": "is not one of {expected}",
    "string_type": "is not a text",
    "list_type": "is not a list",
    "model_type": "is not an object",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "value_error": "{error}",
}
_QUESTION_END = r"\?\s*$"


def apply_contract(content_type: ContentType, answer: dict[str, Any]) -> BaseModel:
    """The answer as an instance of the type's schema; what code fills in is not read from it.

    Raises:
        ContractError: The answer breaks the contract; names the first fields by JSON path.
    """
    try:
        return content_type.schema.model_validate(as_written(answer))
    except ValidationError as error:
        raise _broken(content_type, error) from error


def evidence_lists(node: Any, path: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every ``evidence`` or ``X_evidence`` list in the content, with its JSON path."""
    if isinstance(node, list):
        for index, value in enumerate(cast("list[Any]", node)):
            yield from evidence_lists(value, child(path, index))
    if not isinstance(node, dict):
        return
    for key, value in cast("dict[str, Any]", node).items():
        here = child(path, key)
        if is_evidence(key) and isinstance(value, list):
            yield here, cast("list[dict[str, Any]]", value)
        else:
            yield from evidence_lists(value, here)


def _broken(content_type: ContentType, error: ValidationError) -> ContractError:
    details = error.errors(include_url=False, include_input=False)
    # An unknown field's name may hold anything.
    fields = [" ".join(f"{join(each['loc'])} {_in_words(each)}".split()) for each in details]
    more = len(fields) - MAX_NAMED_FIELDS
    rest = f"; and {more} more" if more > 0 else ""
    broken = ContractError(
        f"{content_type.title}: the answer breaks the contract. "
        f"{'; '.join(fields[:MAX_NAMED_FIELDS])}{rest}."
    )
    broken.fields = tuple(fields[:MAX_TOLD_FIELDS])
    return broken


def _in_words(detail: ErrorDetails) -> str:
    context = {name: str(value) for name, value in detail.get("ctx", {}).items()}
    if detail["type"] == "string_pattern_mismatch" and context.get("pattern") == _QUESTION_END:
        return "does not end in a question mark"
    words = _WORDS.get(detail["type"])
    return words.format_map(context) if words else f"is not right ({detail['msg'].lower()})"
