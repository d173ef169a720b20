"""What the model calls of one pack have in common while it is made."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import TruncatedAnswerError
from services.models.budget import Budget
from services.models.contexts import Contexts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from pydantic_ai.models import Model

    from core.model_call import ModelCall

MAX_OUTPUT_TOKENS = 65_536
"""The most tokens an answer that was cut short is given, when its type does not ask for more."""


class Allowances:
    """How many tokens the answers may have: twice as many after each that was cut short."""

    def __init__(self) -> None:
        self._tokens: dict[str, int] = {}
        self._exhausted: set[str] = set()

    def of(self, call: ModelCall) -> int | None:
        """The most tokens the call's answer may have; None when that is left to the provider.

        Raises:
            TruncatedAnswerError: It was cut short with the most there can be: there is no use in
                paying for that again. Carries no usage.
        """
        key = _key(call)
        if key in self._exhausted:
            raise TruncatedAnswerError(
                f"The answer of {call.model} does not fit into the most tokens it may have.",
                hint="Ask for less: fewer content types, a shorter source, or another model.",
            )
        return self._tokens.get(key, call.options.max_output_tokens)

    def raised(self, call: ModelCall) -> bool:
        """Whether the answer may have more tokens than the call itself asks for."""
        return _key(call) in self._tokens

    def cut_short(self, call: ModelCall) -> None:
        """Allow the call's next answer twice as much, if it can be allowed more."""
        had = self.of(call)
        most = max(MAX_OUTPUT_TOKENS, call.options.max_output_tokens or 0)
        if had is None or had < most:
            self._tokens[_key(call)] = most if had is None else min(2 * had, most)
        else:
            self.exhaust(call)

    def exhaust(self, call: ModelCall) -> None:
        """Take note that the answer cannot be allowed more."""
        self._exhausted.add(_key(call))


def _key(call: ModelCall) -> str:
    return f"{call.model}/{call.content_type}/{call.step}/{call.prompt.sha256}"


class Clients:
    """The models that a session has open, with their connections."""

    def __init__(self) -> None:
        self._open: dict[int, Model] = {}
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()

    async def open(self, model: Model) -> None:
        """Have the model ready for this event loop, and keep it so until `close`."""
        async with self._opening:
            if id(model) not in self._open:
                await self._stack.enter_async_context(model)
                self._open[id(model)] = model

    async def close(self) -> None:
        """Close the connections that nobody else has open."""
        self._open.clear()
        await self._stack.aclose()


@dataclass(frozen=True, slots=True)
class Session:
    """What is shared by the calls of one run; lives in the process, and loop, that makes them.

    Attributes:
        budget: What they may cost, and have cost.
        uses: How many calls a shared beginning is for, by `Prompt.shared_sha256`: one that is for
            a single call is not worth keeping at the provider.
        allowances: How long their answers may be.
        contexts: What the provider keeps for them.
        clients: Through what they are made.
        asked: Set when a language model has been sent its first prompt, and there is time for
            other things.
    """

    budget: Budget = field(default_factory=Budget)
    uses: dict[str, int] = field(default_factory=dict[str, int])
    allowances: Allowances = field(default_factory=Allowances)
    contexts: Contexts = field(default_factory=Contexts)
    clients: Clients = field(default_factory=Clients)
    asked: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def open_session(budget_usd: float | None = None) -> AsyncGenerator[Session]:
    """A session for one pack; what it had providers keep is deleted at the end."""
    session = Session(Budget(budget_usd))
    try:
        yield session
    finally:
        try:
            await session.contexts.close()
        finally:
            await session.clients.close()
