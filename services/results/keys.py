"""The one key under which a model's raw answer is kept, and what a key says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model_call import ModelCall

LOGIC_VERSION = 1
"""Raised when the same call would have to be made again, though nothing in it has changed."""
NOT_SAID = "other"


def completion_key(call: ModelCall) -> str:
    """The key of a call's answer: two calls share it only if their answers are interchangeable.

    Returns:
        ``completions/TENANT/CONTENT_TYPE-STEP-PARTS-DIGEST``, a path in the result storage. DIGEST
        is over everything; PARTS are short digests of each part by itself, so that a key can be
        held against another (`services.results.explaining`).
    """
    parts = {
        "source": call.source_sha256,
        "instructions": call.prompt.instructions,
        "shared": call.prompt.shared,
        "task": call.prompt.task,
        "schema": call.schema_sha256,
        "model": call.model,
        "fallbacks": call.fallbacks,
        "options": call.options.shaping,
        "model_code": call.model_code,
        "logic": LOGIC_VERSION,
    }
    whole = {"tenant": call.tenant, "content_type": call.content_type, "step": call.step, **parts}
    digest = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
    said = ".".join(short_digest(part) for part in parts.values())
    return f"completions/{call.tenant}/{call.content_type}-{call.step}-{said}-{digest}"


PARTS = (
    "source",
    "instructions",
    "shared",
    "task",
    "schema",
    "model",
    "fallbacks",
    "options",
    "model_code",
    "logic",
)
"""What a completion's key says by itself, in this order."""


def short_digest(part: object) -> str:
    """A part of a key, told from other values of the same part."""
    return hashlib.sha256(json.dumps(part).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class KeyParts:
    """What a key says to a reader; ``other`` where it does not.

    Attributes:
        kind: ``completions`` or ``proposals``.
        tenant: Whose result it is.
        content_type: Name of the content type.
        step: What is asked for: ``draft``, ``repair-1``, …; empty where the key does not say.
        parts: Short digests of what the answer depends on, by name (`PARTS`).
    """

    kind: str = NOT_SAID
    tenant: str = NOT_SAID
    content_type: str = NOT_SAID
    step: str = ""
    parts: Mapping[str, str] = field(default_factory=dict[str, str])


def key_parts(key: str) -> KeyParts:
    """What the key of any result says: ``KIND/TENANT/CONTENT_TYPE-…``."""
    segments = key.split("/")
    if len(segments) != 3:  # noqa: PLR2004 (the three that the docstring names)
        return KeyParts()
    kind, tenant, rest = segments
    content_type = rest.partition("-")[0] or NOT_SAID
    said = rest.rsplit("-", 2)
    digests = said[1].split(".") if len(said) == 3 else []  # noqa: PLR2004 (step, parts, digest)
    if len(digests) != len(PARTS):
        return KeyParts(kind, tenant, content_type)
    step = said[0].partition("-")[2]
    return KeyParts(kind, tenant, content_type, step, dict(zip(PARTS, digests, strict=True)))
