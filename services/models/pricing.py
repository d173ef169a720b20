"""What tokens cost, by a published table with a date, or by the settings.

The table is the one inside the installed package genai-prices: nothing is fetched. A price that
neither it nor the settings hold is unknown, which is never the same as nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from core.errors import UnknownPriceError
from core.request import EMBEDDED_MODEL
from core.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import ModelInfo, ModelPrice, Provider

    from core.artifact import Usage
    from core.settings import Price

PACKAGE = "genai-prices"
TOKENS = 1_000_000
"""Prices are for so many tokens."""

_OPENAI = re.compile(r"openai(-chat|-responses)?")
"""Pydantic AI's names of the provider whose address the settings can change."""
_RELEASE = re.compile(r"-\d{3}$")
"""How Google numbers the releases of a model, which have the price of the model."""


def cost_usd(model: str, usage: Usage) -> float | None:
    """What this usage of the model costs in US dollars; None when its price is not known.

    Args:
        model: The model's name as in a request (``openai:gpt-5-mini``), by which the settings'
            prices are found; the bare name that a provider reports is looked up in the table too.
        usage: Of one call: some prices rise with the length of the prompt. Without a call there
            is nothing to pay.
    """
    if model == EMBEDDED_MODEL or not usage.calls:
        return 0.0
    price = settings().prices.get(model)
    return _table_cost(model, usage) if price is None else _own_cost(price, usage)


def check_prices(models: Iterable[str]) -> None:
    """Raise `UnknownPriceError` that names those of the models whose price is not known."""
    unknown = sorted({model for model in models if not price_known(model)})
    if unknown:
        raise UnknownPriceError(
            f"The price of {', '.join(unknown)} is not known, so a budget cannot be kept.",
            hint=price_hint(unknown),
        )


def price_known(model: str) -> bool:
    """Whether what the model's tokens cost is known."""
    return model == EMBEDDED_MODEL or model in settings().prices or _price(model) is not None


def price_hint(models: Iterable[str]) -> str:
    """What to do about models whose price is not known."""
    named = ", ".join(f'"{model}": {{"input": 0, "output": 0}}' for model in models)
    return f"Name the US dollars for a million tokens: COURSEWRIGHT_PRICES='{{{named}}}'."


def dearest_model(models: Iterable[str], usage: Usage) -> str:
    """The one of the models that this usage costs most with; one without a price is the dearest.

    Raises:
        ValueError: There are none.
    """

    def cost(model: str) -> float:
        known = cost_usd(model, usage)
        return float("inf") if known is None else known

    return max(models, key=cost)


def price_table(models: Iterable[str] | None = None) -> str:
    """Name of the table with the day its newest price came into force, for people.

    Args:
        models: What it was wanted for; any when None. Empty when nothing of it was: for the
            embedded model, or because the settings name the prices.
    """
    own = "COURSEWRIGHT_PRICES" if settings().prices else ""
    if models is not None:
        paid = {model for model in models if model != EMBEDDED_MODEL}
        own = own if paid & settings().prices.keys() else ""
        if not paid - settings().prices.keys():
            return own
    newest = _newest_price()
    table = f"{PACKAGE} {version(PACKAGE)}, newest price of {newest.isoformat()}"
    return f"{own}; {table}" if own else table


def _own_cost(price: Price, usage: Usage) -> float:
    cached = min(usage.cached_tokens, usage.input_tokens)
    for_cached = price.input if price.cached_input is None else price.cached_input
    return (
        price.input * (usage.input_tokens - cached)
        + for_cached * cached
        + price.output * usage.output_tokens
    ) / TOKENS


def _table_cost(model: str, usage: Usage) -> float | None:
    from genai_prices import Usage as Tokens  # noqa: PLC0415 (late: 0.2 s of prices)

    price = _price(model)
    if price is None:
        return None
    tokens = Tokens(
        input_tokens=usage.input_tokens,
        cache_read_tokens=min(usage.cached_tokens, usage.input_tokens),
        output_tokens=usage.output_tokens,
    )
    return float(price.calc_price(tokens)["total_price"])


def _price(model: str) -> ModelPrice | None:
    """The model's price of today in the table.

    None too when the table knows the model and not what both its input and output cost.
    """
    found = _find(model, settings().openai_base_url)
    if found is None:
        return None
    price = found.get_prices(datetime.now(UTC))
    return None if price.input_mtok is None or price.output_mtok is None else price


@lru_cache(maxsize=128)
def _find(model: str, openai_base_url: str | None) -> ModelInfo | None:
    named, colon, name = model.partition(":")
    try:
        provider = _provider(named if colon else None, name if colon else model, openai_base_url)
    except LookupError:
        return None
    for reference in _references(name if colon else model, provider.id):
        found = provider.find_model(reference, all_providers=_bundled().providers)
        if found is not None:
            return found
    return None


def _provider(named: str | None, model: str, openai_base_url: str | None) -> Provider:
    """Whose price it is. At another address than OpenAI's it is the one who answers there."""
    if named is not None and openai_base_url and _OPENAI.fullmatch(named):
        return _bundled().find_provider(None, None, openai_base_url)
    return _bundled().find_provider(model, named, None)


def _references(model: str, provider: str) -> Iterator[str]:
    yield model
    if provider == "google":
        bare = model.rpartition("/")[2]  # publishers/google/models/NAME
        yield bare
        yield _RELEASE.sub("", bare)


@lru_cache(maxsize=1)
def _bundled() -> DataSnapshot:
    """The package's own data, whatever in this process may have had it updated."""
    from genai_prices.data import providers  # noqa: PLC0415 (late: 0.2 s of prices)
    from genai_prices.data_snapshot import DataSnapshot  # noqa: PLC0415 (late, see above)

    return DataSnapshot(providers=providers, from_auto_update=False)


@lru_cache(maxsize=1)
def _newest_price() -> date:
    """The day on which the newest of the table's prices came into force, until today."""
    from genai_prices.types import StartDateConstraint  # noqa: PLC0415 (late, see above)

    today = datetime.now(UTC).date()
    return max(
        each.constraint.start_date
        for provider in _bundled().providers
        for model in provider.models
        if isinstance(model.prices, list)
        for each in model.prices
        if isinstance(each.constraint, StartDateConstraint) and each.constraint.start_date <= today
    )
