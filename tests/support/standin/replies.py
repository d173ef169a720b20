"""The pieces a call is made of, whichever the protocol."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from standin.backend import Backend
    from standin.faults import Fault
    from starlette.requests import Request
    from starlette.responses import Response

Ending: TypeAlias = Literal["stop", "length", "safety", "blocked", "refusal", "no_text", "empty"]
"""How an answer ends: ``blocked`` is a prompt not let through, ``empty`` has no candidate."""

PIECES = 8
"""A streamed answer comes in about so many."""


class ProviderError(Exception):
    """An answer with an error status and the provider's own body."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.status = response.status_code
        self.response = response


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, read from the wire.

    Attributes:
        model: The model's name.
        prompt: The user's turn: all its texts, those of an explicit cache first.
        sent: Every text the model reads, in the provider's order.
        stream: Whether the answer comes in pieces.
        explicit_tokens: Tokens of the explicit cache the call names, if it names one.
        max_output_tokens: A longer answer is cut.
        include_usage: Whether a streamed answer tells the tokens.
    """

    model: str
    prompt: str
    sent: str
    stream: bool = False
    explicit_tokens: int | None = None
    max_output_tokens: int | None = None
    include_usage: bool = True


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call; the cached ones are among the input."""

    input: int
    cached: int
    output: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, before a protocol has given it its shape."""

    asked: Asked
    text: str
    ending: Ending
    usage: Usage
    created: int = field(default_factory=lambda: int(time.time()))
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def pieces(self) -> list[str]:
        """The text as a stream brings it."""
        size = max(1, -(-len(self.text) // PIECES))
        return [self.text[start : start + size] for start in range(0, len(self.text), size)]


class Dialect(Protocol):
    """A provider's protocol for calls to a model."""

    name: str

    async def read(self, request: Request, backend: Backend) -> Asked:
        """What is asked.

        Raises:
            ProviderError: Not authorised, not found, or not a valid request.
        """
        ...

    def error(self, fault: Fault, asked: Asked, input_tokens: int) -> ProviderError:
        """The provider's error for a fault of `standin.faults.ERRORS`."""
        ...

    def whole(self, reply: Reply) -> dict[str, Any]:
        """The answer in one body."""
        ...

    def events(self, reply: Reply) -> list[bytes]:
        """The answer as server-sent events."""
        ...
