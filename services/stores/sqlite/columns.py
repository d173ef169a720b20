"""What the file's columns hold: documents as JSON, times as whole microseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from core.errors import StoreError

_Document = TypeVar("_Document", bound=BaseModel)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """The time as a column holds it: exact, and in the order of time."""
    return (at - _EPOCH) // _MICROSECOND


def document_of(kind: type[_Document], stored: str) -> _Document:
    """The document that a column holds.

    Raises:
        StoreError: It is none of this kind.
    """
    try:
        return kind.model_validate_json(stored)
    except ValidationError as error:
        problem = error.errors()[0]
        raise StoreError(
            f"The store holds a {kind.__name__} that cannot be read: {problem['msg']}.",
            hint="Restore a backup, or upgrade Coursewright if a newer one wrote it.",
        ) from error
