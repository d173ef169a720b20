"""What the model calls of one pack have in common while it is made: money and kept contexts."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.models.budget import Budget

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


@dataclass(frozen=True, slots=True)
class Session:
    """What is shared by the calls of one run; lives in the process that makes them.

    Attributes:
        budget: What they may cost, and have cost.
        uses: How many calls a shared beginning is for, by `Prompt.shared_sha256`: one that is for
            a single call is not worth keeping at the provider.
    """

    budget: Budget = field(default_factory=Budget)
    uses: dict[str, int] = field(default_factory=dict[str, int])


@asynccontextmanager
async def open_session(budget_usd: float | None = None) -> AsyncGenerator[Session]:
    """A session for one pack; what it had providers keep is deleted at the end."""
    yield Session(Budget(budget_usd))
