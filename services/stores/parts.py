"""A pack taken apart into parts that versions share, and put together again, verified.

A part is one artifact (the outline and the quarantined ones too), the source, or the rest of the
pack. It is compact JSON under its own sha256. Fields keep their order: a pack that was loaded
renders the same prompts as the one that was stored. Stores keep ``data`` as it is, in chunks where
they must, and one copy for each tenant and digest.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from core.errors import DamagedVersionError
from core.pack import Pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.artifact import Artifact

REST = "rest"
SOURCE = "source"
OUTLINE = "outline"
ARTIFACT = "artifact"
QUARANTINED = "quarantined"
ROLES = (REST, SOURCE, OUTLINE, ARTIFACT, QUARANTINED)
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class PartReference:
    """What a version keeps of a part.

    Attributes:
        role: One of `ROLES`; artifacts and quarantined ones occur any number of times.
        sha256: Of its JSON in UTF-8, uncompressed.
        bytes: Length of that JSON.
    """

    role: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part and its JSON, compressed with zlib."""

    reference: PartReference
    data: bytes


def take_apart(pack: Pack) -> tuple[Part, ...]:
    """The parts of a pack; their order is that of the pack and has to be kept with the version.

    Two of them may have the same digest (equal artifacts): keep both references.
    """
    document = pack.model_dump(mode="json")
    source = document.pop(SOURCE)
    outline = document.pop(OUTLINE)
    artifacts = document.pop("artifacts")
    quarantined = document.pop(QUARANTINED)
    parts = [_part(REST, document), _part(SOURCE, source)]
    if outline is not None:
        parts.append(_part(OUTLINE, outline))
    parts += [_part(ARTIFACT, each) for each in artifacts]
    parts += [_part(QUARANTINED, each) for each in quarantined]
    return tuple(parts)


def put_together(
    version_id: str,
    content_sha256: str,
    references: Sequence[PartReference],
    stored: Mapping[str, bytes],
) -> Pack:
    """The pack that these parts were taken from.

    Args:
        version_id: Whose parts they are, for the message.
        content_sha256: What the version says its content is.
        references: As `take_apart` gave them, in that order.
        stored: The parts' ``data`` by sha256; what the store does not have is left out.

    Raises:
        DamagedVersionError: A part is missing, or is not what its digest says, or all of them
            together are not what the version says.
    """
    opened = [(each.role, _opened(version_id, each, stored)) for each in references]

    def having(role: str) -> list[Any]:
        return [document for each, document in opened if each == role]

    if len(having(REST)) != 1 or len(having(SOURCE)) != 1:
        raise _damaged(version_id, "its list of parts is not whole")
    try:
        pack = Pack.model_validate(
            {
                **having(REST)[0],
                "source": having(SOURCE)[0],
                "outline": next(iter(having(OUTLINE)), None),
                "artifacts": having(ARTIFACT),
                "quarantined": having(QUARANTINED),
            }
        )
    except ValidationError as error:
        problem = error.errors()[0]
        raise _damaged(version_id, f"its parts make no pack: {problem['msg']}") from error
    if content_digest(pack) != content_sha256:
        raise _damaged(version_id, "its parts are not those of its content")
    return pack


def content_digest(pack: Pack) -> str:
    """The sha256 over what the content is: source, language, titles, and each artifact's content.

    When, by what, at what price and how well it was made does not count: the same content made
    twice has the same digest.
    """
    outline = None if pack.outline is None else _essence(pack.outline)
    return canonical_digest(
        {
            "title": pack.title,
            "language": pack.language,
            "source": pack.source.sha256,
            "outline": outline,
            "artifacts": [_essence(each) for each in pack.artifacts],
        }
    )


def version_digest(pack_id: str, number: int, parent: str | None, content_sha256: str) -> str:
    """The id of a version: the sha256 over its pack, number, parent and content."""
    return canonical_digest(
        {"pack": pack_id, "number": number, "parent": parent, "content": content_sha256}
    )


def canonical_digest(document: Any) -> str:
    """The sha256 of a JSON document, whatever the order of its fields."""
    return hashlib.sha256(_json(document, sort_keys=True)).hexdigest()


def total_bytes(references: Iterable[PartReference]) -> int:
    """Length of the parts' JSON, uncompressed: `PackVersion.bytes`."""
    return sum(each.bytes for each in references)


def _part(role: str, document: dict[str, Any]) -> Part:
    data = _json(document, sort_keys=False)
    reference = PartReference(role, hashlib.sha256(data).hexdigest(), len(data))
    return Part(reference, zlib.compress(data, _LEVEL))


def _opened(version_id: str, reference: PartReference, stored: Mapping[str, bytes]) -> Any:
    data = stored.get(reference.sha256)
    if data is None:
        raise _damaged(version_id, f"its {reference.role} is missing")
    unpacker = zlib.decompressobj()
    try:
        # One byte more than promised is enough to see that it is another part, or a bomb.
        unpacked = unpacker.decompress(data, reference.bytes + 1)
    except zlib.error as error:
        raise _damaged(version_id, f"its {reference.role} cannot be decompressed") from error
    if hashlib.sha256(unpacked).hexdigest() != reference.sha256:
        raise _damaged(version_id, f"its {reference.role} is not what its digest says")
    return json.loads(unpacked)


def _essence(artifact: Artifact) -> dict[str, Any]:
    return {
        "content_type": artifact.content_type,
        "title": artifact.title,
        "content": artifact.content,
    }


def _json(document: Any, *, sort_keys: bool) -> bytes:
    separators = (",", ":")
    return json.dumps(
        document, sort_keys=sort_keys, separators=separators, ensure_ascii=False, allow_nan=False
    ).encode()


def _damaged(version_id: str, what: str) -> DamagedVersionError:
    return DamagedVersionError(
        f"Version {version_id[:12]} is damaged: {what}.",
        hint="Restore the store from a backup, or make the pack again.",
    )
