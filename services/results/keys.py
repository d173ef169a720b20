"""The one key under which a model's raw answer is kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model_call import ModelCall

LOGIC_VERSION = 1
"""Raised when the same call would have to be made again, though nothing in it has changed."""


def completion_key(call: ModelCall) -> str:
    """The key of a call's answer: two calls share it only if their answers are interchangeable.

    Returns:
        ``completions/TENANT/CONTENT_TYPE-STEP-DIGEST``: readable, and a path in the result storage.
    """
    parts = {
        "tenant": call.tenant,
        "logic": LOGIC_VERSION,
        "content_type": call.content_type,
        "step": call.step,
        "prompt": call.prompt.sha256,
        "schema": call.schema_sha256,
        "model": call.model,
        "fallbacks": call.fallbacks,
        "options": call.options.shaping,
        "model_code": call.model_code,
        "source": call.source_sha256,
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return f"completions/{call.tenant}/{call.content_type}-{call.step}-{digest}"
