"""What a content type's output depends on besides the model and the source, as one digest."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.content_type import ContentType

SHARED = Path(__file__).parent / "_shared"
_PATTERNS = ("*.j2", "*.py")


def prompt_digests(types: Iterable[ContentType]) -> dict[str, str]:
    """Digest of each type's prompt, contract and checks, by name; the shared pieces count too."""
    return {each.name: _digest(each.folder) for each in types}


@lru_cache(maxsize=64)
def _digest(folder: Path) -> str:
    return hashlib.sha256(_shared() + _content(folder)).hexdigest()


@lru_cache(maxsize=1)
def _shared() -> bytes:
    return hashlib.sha256(_content(SHARED)).digest()


def _content(folder: Path) -> bytes:
    files = sorted(path for pattern in _PATTERNS for path in folder.rglob(pattern))
    return b"".join(
        f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes()
        for path in files
    )
