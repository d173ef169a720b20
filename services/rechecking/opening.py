"""Reading ``pack.json`` from a folder or a file, whoever wrote it last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from core.errors import InputError
from core.pack import FORMAT_VERSION, Pack

if TYPE_CHECKING:
    from pathlib import Path

    from core.source import Source

PACK = "pack.json"
MAX_BYTES = 200_000_000
"""Of a pack's file; the largest source makes one of some ten."""

_MARKS = frozenset({"format_version", "source", "artifacts"})
_HINT = "Give a folder that coursewright generate wrote, or its pack.json."


@dataclass(frozen=True, slots=True)
class OpenedPack:
    """A pack as its file says.

    Attributes:
        pack: With the source it is to be checked against.
        own_sha256: Digest of the text that the pack itself holds as its source; empty when that
            was not looked at because another source was given and the pack's own is unreadable.
    """

    pack: Pack
    own_sha256: str


def open_pack(place: Path, source: Source | None = None) -> OpenedPack:
    """The pack in a folder or a ``pack.json``.

    Args:
        place: The folder or the file.
        source: To be checked against instead of the source that the pack holds.

    Raises:
        InputError: There is none, it cannot be read, is of another format version, or is no pack.
    """
    path = place / PACK if place.is_dir() else place
    data = _read(path)
    own = _own_sha256(data)
    if source is not None:
        data["source"] = source.model_dump(mode="json")
    try:
        return OpenedPack(Pack.model_validate(data), own)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise InputError(
            f"{path} is no learning pack: {where}: {first['msg'].lower()}.", hint=_HINT
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is too large to be a learning pack.", hint=_HINT)
        data: Any = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(f"There is no {path}.", hint=_HINT) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        reason = "it nests too deep" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"{path} is not JSON: {reason}.", hint=_HINT) from error
    if not isinstance(data, dict) or not cast("dict[str, Any]", data).keys() >= _MARKS:
        raise InputError(f"{path} is no learning pack.", hint=_HINT)
    pack = cast("dict[str, Any]", data)
    version: Any = pack["format_version"]
    if version is True or version != FORMAT_VERSION:
        raise InputError(
            f"{path} has the format version {version!r}; this version of Coursewright reads "
            f"{FORMAT_VERSION}.",
            hint="Check it with the version that wrote it, or make it again.",
        )
    return pack


def _own_sha256(data: dict[str, Any]) -> str:
    source: Any = data["source"]
    digest: Any = cast("dict[str, Any]", source).get("sha256") if isinstance(source, dict) else ""
    return digest if isinstance(digest, str) else ""
