"""Jobs and versions as every store keeps them: as JSON."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from core.errors import StoreError

_Document = TypeVar("_Document", bound=BaseModel)


def document_of(kind: type[_Document], stored: str) -> _Document:
    """The document that a store holds as text.

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
