"""A candidate template: read from a file, and put in the place of the one in use for a while."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from core.content_type import ContentType

TEMPLATE = "draft.md.j2"
MAX_BYTES = 64 * 1024
_NOT_COPIED = shutil.ignore_patterns("samples", "__pycache__")


@contextmanager
def in_place_of(content_type: ContentType, template: str) -> Generator[ContentType]:
    """The content type as it would be with this template, while the block lasts.

    It has a folder of its own, a copy: the embedded model's answers depend on a folder's code.
    """
    with tempfile.TemporaryDirectory(prefix="coursewright-candidate-") as place:
        folder = Path(place) / content_type.name
        shutil.copytree(content_type.folder, folder, ignore=_NOT_COPIED)
        (folder / TEMPLATE).write_text(template, encoding="utf-8")
        yield replace(content_type, folder=folder)


def read_candidates(place: Path, names: Sequence[str]) -> dict[str, str]:
    """The candidates' text by content type.

    Args:
        place: A template, when there is one name; or a folder with ``NAME/draft.md.j2``.
        names: The content types wanted.

    Raises:
        InputError: One is missing or cannot be read, or one file is to be for several types.
    """
    if place.is_dir():
        return {name: _read(place / name / TEMPLATE) for name in names}
    if len(names) != 1 and place.is_file():
        raise InputError(
            f"The candidate {place} is one template, and {len(names)} content types are named.",
            hint=f"Name one content type, or give a folder with NAME/{TEMPLATE}.",
        )
    return {name: _read(place) for name in names}


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise InputError(f"The candidate {path} is over {MAX_BYTES // 1024} KiB.")
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise InputError(
            f"The candidate {str(path)!r} cannot be read: {error.strerror}.",
            hint="Name a template file, or a folder with TYPE/draft.md.j2.",
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"The candidate {path} is not UTF-8 text.") from error
    except ValueError as error:  # a NUL in the path
        raise InputError(f"The candidate {str(path)!r} is no path.") from error
