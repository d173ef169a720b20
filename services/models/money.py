"""Money and tokens as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.request import EMBEDDED_MODEL

if TYPE_CHECKING:
    from core.artifact import Artifact, Usage
    from core.pack import Pack

FREE = "free"
UNKNOWN = "unknown"
LEAST_SHOWN_USD = 0.0001
WHOLE_CENTS_FROM_USD = 10


def cost_text(usd: float | None) -> str:
    """An amount of US dollars: ``$0.0123``, or that it is unknown."""
    if usd is None:
        return UNKNOWN
    if 0 < usd < LEAST_SHOWN_USD:
        return f"<${LEAST_SHOWN_USD}"
    return f"${usd:,.2f}" if usd >= WHOLE_CENTS_FROM_USD or not usd else f"${usd:.4f}"


def model_cost_text(model: str, usd: float | None) -> str:
    """An amount paid for a model; the embedded one is free."""
    return FREE if model == EMBEDDED_MODEL else cost_text(usd)


def tokens_in_text(usage: Usage) -> str:
    """Input tokens, and in brackets how many of them the provider had already read."""
    cached = f" ({usage.cached_tokens:,})" if usage.cached_tokens else ""
    return f"{usage.input_tokens:,}{cached}"


def usage_cells(artifact: Artifact) -> tuple[str, str, str]:
    """An artifact's tokens in (cached), tokens out and cost; dashes where no token was used."""
    usage = artifact.usage
    if artifact.requested_model == EMBEDDED_MODEL:
        return "-", "-", FREE
    return tokens_in_text(usage), f"{usage.output_tokens:,}", cost_text(usage.cost_usd)


def is_paid(pack: Pack) -> bool:
    """Whether another model than the embedded one took part, be it without success."""
    made = (*([pack.outline] if pack.outline else []), *pack.artifacts)
    return pack.spent.cost_usd != 0 or any(each.requested_model != EMBEDDED_MODEL for each in made)


def pack_cost_text(pack: Pack) -> str:
    """What this run cost, and what the pack cost to make, in one line."""
    spent, made = (cost_text(usage.cost_usd) for usage in (pack.spent, pack.usage))
    prices = f" (prices: {pack.prices})" if pack.prices else ""
    return f"{spent} spent in this run, {made} to make all of it{prices}"
