"""When two requests want the same pack, and when they are about the same one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import SourceNotFoundError
from core.settings import settings
from services.models import fallbacks_of, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.content_type import ContentType
    from core.request import ContentRequest
    from core.source import SourceReference

LOGIC_VERSION = 1
"""Raised when every request is to be answered anew, though nothing in it has changed."""

_CHUNK_BYTES = 1 << 20


def request_fingerprint(
    request: ContentRequest, types: Iterable[ContentType], prompt_digests: Mapping[str, str]
) -> str:
    """Equal for two requests exactly if a stored answer to one answers the other.

    Where the output goes, what it may cost, and how old or whence an answer may be are no part of
    what is wanted. A source in a file is told by its bytes; a web page by its address, for what it
    holds is only known when it is fetched (see `ContentRequest.max_age_seconds`).

    Args:
        request: What is wanted.
        types: What is made for it, the outline included.
        prompt_digests: Digest of each type's prompt, contract and checks, by name.

    Raises:
        SourceNotFoundError: The source's file cannot be read.
    """
    models = {each.name: request.model_for(each.name) for each in types}
    return _digest(
        {
            "logic": LOGIC_VERSION,
            "tenant": request.tenant,
            "source": source_identity(request.source),
            "audience": request.audience,
            "difficulty": request.difficulty,
            "language": request.language,
            "tone": request.tone,
            "minutes": request.minutes,
            "pages": request.pages,
            "base": request.base.model_dump() if request.base else None,
            "models": models,
            "fallbacks": {model: fallbacks_of(model) for model in models.values()},
            "options": {
                each.name: settings().options_for(each.name, each.output_tokens(request)).shaping
                for each in types
            },
            "prompts": {each.name: prompt_digests.get(each.name, "") for each in types},
            "model_code": {each.name: fingerprint(models[each.name], each) for each in types},
        }
    )


def source_identity(reference: SourceReference) -> str:
    """What a source is: the digest of its bytes, an address, or a topic.

    Raises:
        SourceNotFoundError: Its file cannot be read.
    """
    if reference.path is not None:
        return f"sha256:{_file_digest(Path(reference.path))}{Path(reference.path).suffix.lower()}"
    if reference.digest is not None:
        return f"sha256:{reference.digest}{Path(reference.name).suffix.lower()}"
    return f"address:{reference.address}" if reference.address else f"topic:{reference.topic}"


def pack_identity(request: ContentRequest) -> str:
    """The pack that the request's versions belong to, 32 hexadecimal digits.

    It is about one source, whatever that holds today, for one audience in one language: an edited
    source, another model or another set of types make new versions of the same pack.
    """
    source = request.source
    place = source.path or source.address or source.topic or source.name or source.digest
    parts = {
        "tenant": request.tenant,
        "place": place,
        "audience": request.audience,
        "difficulty": request.difficulty,
        "language": request.language,
    }
    return _digest(parts)[:32]


def _file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError as error:
        raise SourceNotFoundError(
            f"The source {path} cannot be read: {error.strerror or error}.",
            hint="Check the path, and that you may read it.",
        ) from error
    return digest.hexdigest()


def _digest(parts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
