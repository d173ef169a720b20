"""One call to a model: what it is asked, and everything its answer depends on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ThinkingEffort = Literal["minimal", "low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one model call is asked: the system's turn, then the user's in two parts.

    Attributes:
        instructions: The system's turn, the same for every call.
        shared: How the user's turn opens: to the byte the same in all calls of a pack that are
            about the same passages, so that a provider can reuse what it has read.
        task: The rest of the user's turn.
    """

    instructions: str
    shared: str
    task: str

    @property
    def text(self) -> str:
        """The user's turn."""
        return f"{self.shared}{self.task}"

    @property
    def sha256(self) -> str:
        """Digest over every byte the model sees."""
        return hashlib.sha256(f"{self.instructions}\0{self.text}".encode()).hexdigest()

    @property
    def shared_sha256(self) -> str:
        """Digest over what calls about the same passages have in common."""
        return hashlib.sha256(f"{self.instructions}\0{self.shared}".encode()).hexdigest()


class CallOptions(BaseModel):
    """How a model is called. What is None is left to the provider, or to the content type."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    max_output_tokens: Annotated[
        int | None, Field(ge=256, le=131_072, description="Most tokens of one answer")
    ] = None
    thinking: Annotated[
        bool | ThinkingEffort | None, Field(description="Whether, or how hard, the model thinks")
    ] = None
    timeout_seconds: Annotated[
        float | None, Field(gt=0, le=3600, description="Time for one call")
    ] = None

    def over(self, defaults: CallOptions) -> CallOptions:
        """These options, and ``defaults`` where they say nothing."""
        return CallOptions(**defaults.model_dump() | self.model_dump(exclude_none=True))

    @property
    def shaping(self) -> str:
        """What of the options shapes the answer, as JSON; how long one waits for it does not."""
        return self.model_dump_json(exclude={"timeout_seconds"}, exclude_none=True)


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A call that has not been made yet.

    Equal calls have equal answers: everything here that shapes the answer is a part of the key
    under which it is kept (of ``prompt`` its digest, of ``options`` all but the time limit).

    Attributes:
        tenant: Whose call it is; answers are not shared between tenants.
        content_type: Name of the content type.
        step: ``draft``, ``reask-N``, ``digest-N``, ``digest-N-reask-M``, ``repair-N``.
        model: Name of the model, as in the request.
        fallbacks: Names of the models asked, in turn, when it is down or out of quota.
        options: How it is called.
        model_code: Digest of the embedded model's own code; empty for any other.
        schema_sha256: Digest of the JSON schema the answer has to satisfy.
        source_sha256: Digest of the source's text.
        prompt: What the model is asked.
    """

    tenant: str
    content_type: str
    step: str
    model: str
    fallbacks: tuple[str, ...]
    options: CallOptions
    model_code: str
    schema_sha256: str
    source_sha256: str
    prompt: Prompt
