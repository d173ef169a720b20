"""Discovery: every folder with a ``spec.py`` is a content type."""

from __future__ import annotations

import importlib
from functools import lru_cache
from pathlib import Path

import prompts
from core.content_type import OUTLINE, ContentType
from core.errors import SettingsError, UnknownContentTypeError
from core.settings import settings


@lru_cache(maxsize=1)
def content_types() -> dict[str, ContentType]:
    """All content types by name, in their order; the outline is the first.

    Besides the folders in this package, those in the setting ``content_types_folder`` count; one
    with the name of a type here takes its place.

    Raises:
        SettingsError: That setting names no folder.
    """
    folders = [Path(place) for place in prompts.__path__]
    own = settings().content_types_folder
    if own is not None and own not in folders:
        if not own.is_dir():
            raise SettingsError(
                f"The content types folder {own} is not a folder.",
                hint="Correct or unset COURSEWRIGHT_CONTENT_TYPES_FOLDER.",
            )
        prompts.__path__.insert(0, str(own))
        folders.append(own)
    names = {spec.parent.name for folder in folders for spec in folder.glob("*/spec.py")}
    found: list[ContentType] = [
        importlib.import_module(f"prompts.{name}.spec").CONTENT_TYPE for name in names
    ]
    return {each.name: each for each in sorted(found, key=lambda each: (each.order, each.name))}


def outline_type() -> ContentType:
    """The content type of the master outline."""
    return content_types()[OUTLINE]


def derived_types(names: tuple[str, ...] = ()) -> tuple[ContentType, ...]:
    """The types made from the outline: those named, or all, in their order.

    The outline may be named too: it is always made, and alone it asks for nothing else.

    Raises:
        UnknownContentTypeError: A name is not a content type.
    """
    known = content_types()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownContentTypeError(
            f"There is no content type {', '.join(map(repr, unknown))}.",
            hint=f"Choose from: {', '.join(known)}.",
        )
    return tuple(
        each for name, each in known.items() if name != OUTLINE and (not names or name in names)
    )
