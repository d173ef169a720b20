"""What Vertex AI keeps for the calls of one pack: the beginning they share, read once.

Kept only where it is worth it, and never needed: whatever goes wrong here, the call is made with
its whole prompt.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifact import Usage
from core.errors import BudgetExceededError
from core.settings import settings
from services.models.pricing import cost_usd
from services.models.tokens import estimate_tokens, most_tokens

if TYPE_CHECKING:
    from google.genai import Client

    from core.model_call import Prompt
    from services.models.budget import Budget

LOGGER = logging.getLogger(__name__)
CREATE_SECONDS = 60.0
DELETE_SECONDS = 10.0
SPARE_SECONDS = 60
"""How much longer a context is kept than two calls may take."""


def worth_keeping(prompt: Prompt, uses: int) -> bool:
    """Whether a prompt's shared beginning is used, and large, enough to be kept."""
    if not settings().context_cache or uses < 2:  # noqa: PLR2004 (once is no sharing)
        return False
    tokens = estimate_tokens(prompt.instructions) + estimate_tokens(prompt.shared)
    return tokens >= settings().context_cache_min_tokens


@dataclass(frozen=True, slots=True)
class _Kept:
    client: Client
    name: str


class Contexts:
    """The contexts of one session, by model and shared beginning."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], _Kept | None] = {}
        self._made: list[_Kept] = []
        self._making: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def name_of(
        self, model: str, client: Client, prompt: Prompt, budget: Budget
    ) -> str | None:
        """The resource name of the kept beginning, made with the first call that needs it.

        Args:
            model: The model's name, ``google-cloud:MODEL``.
            client: Through which it is called.
            prompt: Whose beginning it is.
            budget: What making it is paid from.

        Returns:
            None when the beginning is not kept: it could not be, or is no more.
        """
        key = (model, prompt.shared_sha256)
        async with self._making[key]:  # the others wait for the first
            if key not in self._kept:
                self._kept[key] = await self._make(model, client, prompt, budget)
        kept = self._kept[key]
        return kept.name if kept else None

    def lose(self, model: str, prompt: Prompt) -> None:
        """Take note that the provider does not have it any more."""
        self._kept[model, prompt.shared_sha256] = None

    async def close(self) -> None:
        """Delete what is kept; what cannot be deleted expires by itself."""
        self._kept.clear()
        made, self._made = self._made, []
        await asyncio.gather(*(_delete(kept) for kept in made))

    async def _make(
        self, model: str, client: Client, prompt: Prompt, budget: Budget
    ) -> _Kept | None:
        tokens = most_tokens(prompt.instructions) + most_tokens(prompt.shared)
        try:
            reservation = budget.reserve(model, tokens, 0)
        except BudgetExceededError:
            return None  # the calls themselves may still fit
        usage: Usage | None = None
        try:
            kept, read = await _create(client, model.partition(":")[2], prompt)
            self._made.append(kept)
            usage = _usage(model, read or tokens)
        except _failures() as error:
            LOGGER.warning(
                "What prompts share is not kept at the provider (%s): each call sends it.",
                type(error).__name__,
            )
            return None
        finally:
            budget.settle(reservation, usage)
        return kept


async def _create(client: Client, model: str, prompt: Prompt) -> tuple[_Kept, int | None]:
    from google.genai import types  # noqa: PLC0415 (late; there is a client, so it is imported)

    seconds = 2 * settings().model_timeout_seconds + SPARE_SECONDS
    config = types.CreateCachedContentConfig(
        system_instruction=prompt.instructions or None,
        contents=[types.Content(role="user", parts=[types.Part(text=prompt.shared)])],
        ttl=f"{seconds:.0f}s",
    )
    async with asyncio.timeout(CREATE_SECONDS):
        made = await client.aio.caches.create(model=model, config=config)
    if made.name is None:
        raise ValueError("the context has no name")
    read = made.usage_metadata.total_token_count if made.usage_metadata else None
    return _Kept(client, made.name), read


async def _delete(kept: _Kept) -> None:
    try:
        async with asyncio.timeout(DELETE_SECONDS):
            await kept.client.aio.caches.delete(name=kept.name)
    except _failures() as error:
        LOGGER.info("A kept context could not be deleted (%s); it expires.", type(error).__name__)


def _usage(model: str, tokens: int) -> Usage:
    cost = cost_usd(model, Usage(calls=1, input_tokens=tokens))
    # Not a call that answers: it counts as tokens and money alone.
    return Usage(input_tokens=tokens, cost_usd=cost)


def _failures() -> tuple[type[Exception], ...]:
    """All that google-genai lets out when a request of it fails."""
    import httpx2  # noqa: PLC0415 (late: a part of the client library)
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 (late, see above)
    from google.genai.errors import APIError  # noqa: PLC0415 (late, see above)

    return (APIError, GoogleAuthError, httpx2.HTTPError, TimeoutError, ValueError)
