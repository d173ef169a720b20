"""What tokens cost, by a published table with a date, or by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.request import EMBEDDED_MODEL

if TYPE_CHECKING:
    from core.artifact import Usage


def cost_usd(model: str, usage: Usage) -> float | None:
    """What this usage of the model costs in US dollars; None when its price is not known."""
    return 0.0 if model == EMBEDDED_MODEL or not usage.calls else None


def price_table() -> str:
    """Name and date of the table, for people."""
    return ""
