"""One call to a model: what it is asked, and everything its answer depends on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one model call is asked. ``text`` is the user's turn, ``instructions`` the system's."""

    instructions: str
    text: str

    @property
    def sha256(self) -> str:
        """Digest over every byte the model sees."""
        return hashlib.sha256(f"{self.instructions}\0{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A call that has not been made yet.

    Equal calls have equal answers: every field but ``prompt`` (its digest counts) is a part of the
    key under which the answer is kept, so two calls that may be answered differently differ here.

    Attributes:
        tenant: Whose call it is; answers are not shared between tenants.
        content_type: Name of the content type.
        step: ``draft`` or a repair round.
        model: Name of the model, as in the request.
        model_settings: Digest of what else shapes the answer (temperature, the embedded model's
            own code, …).
        schema_sha256: Digest of the JSON schema the answer has to satisfy.
        source_sha256: Digest of the source's text.
        prompt: What the model is asked.
    """

    tenant: str
    content_type: str
    step: str
    model: str
    model_settings: str
    schema_sha256: str
    source_sha256: str
    prompt: Prompt
