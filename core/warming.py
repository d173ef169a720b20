"""What is to be made before anybody asks for it, and what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.request import EMBEDDED_MODEL, ContentRequest


class WarmingRequest(BaseModel):
    """Packs to have ready: those named, and those that are asked for most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: Annotated[
        tuple[ContentRequest, ...], Field(description="Packs to have ready, by name")
    ] = ()
    most_requested: Annotated[
        int, Field(ge=0, le=1000, description="How many of the most wanted packs besides")
    ] = 0
    days: Annotated[int, Field(ge=1, le=365, description="Jobs of so many days count")] = 30
    tenant: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Whose jobs count")
    ] = "local"
    budget_usd: Annotated[
        float | None, Field(gt=0, description="What all of it may cost; the rest is left undone")
    ] = None

    @property
    def model(self) -> str:
        """The first pack's model; runs are tagged with it."""
        return self.requests[0].model if self.requests else EMBEDDED_MODEL


class Warmth(StrEnum):
    """What came of one pack."""

    WARM = "warm"
    MADE = "made"
    PARTIAL = "partial"
    FAILED = "failed"
    LEFT = "left"


class WarmedPack(BaseModel):
    """One pack of a warming: ``warm`` it was already, ``left`` for the budget was used up.

    A ``partial`` pack answers no request; the next run takes what was made from the cache.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    warmth: Warmth
    detail: str = ""
    cost_usd: float | None = 0.0
