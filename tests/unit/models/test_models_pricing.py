from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.artifact import Usage
from core.errors import UnknownPriceError
from core.settings import settings
from services.models.pricing import (
    check_prices,
    cost_usd,
    dearest_model,
    price_known,
    price_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MILLION = Usage(calls=1, input_tokens=100_000, cached_tokens=50_000, output_tokens=10_000)
COUNTS = st.integers(0, 2_000_000)


@pytest.fixture
def set_environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets variables and has the settings read anew."""

    def put(**variables: Any) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value if isinstance(value, str) else json.dumps(value))
        settings.cache_clear()

    return put


@pytest.mark.parametrize(
    "model",
    [
        "google-cloud:gemini-2.5-flash",
        "google-cloud:gemini-2.5-flash-001",
        "google-cloud:publishers/google/models/gemini-2.5-flash",
        "gemini-2.5-flash",
        "openai:gpt-5-mini",
        "openai-responses:gpt-5-mini",
        "gpt-5-mini-2025-08-07",
        "anthropic:claude-sonnet-4-5",
    ],
)
def test_well_known_models_have_a_price(model: str) -> None:
    """Names of a request, and names that providers report back, are found in the table."""
    cost = cost_usd(model, MILLION)
    assert cost is not None
    assert cost > 0


@pytest.mark.parametrize(
    "model",
    [
        "ollama:llama3.2:3b",
        "openai:no-such-model",
        "google-cloud:gemini-0.1-never",
        "nobody:nothing",
        "nothing",
        "google-cloud:gemini-embedding-001",  # has no price for what it writes
        "google:gemma-3",  # is in the table without any price
    ],
)
def test_an_unknown_price_is_not_nothing(model: str) -> None:
    """What the table does not hold, or holds by half, is unknown."""
    assert cost_usd(model, MILLION) is None
    assert not price_known(model)


def test_the_embedded_model_costs_nothing() -> None:
    """However much it reads and writes; and no call costs nothing for any model."""
    assert cost_usd("extractive", MILLION) == 0
    assert cost_usd("nobody:nothing", Usage()) == 0


def test_cached_tokens_are_cheaper_and_no_more_than_were_read() -> None:
    """A cached input token costs less than another one; too many of them are cut to the input."""
    model = "google-cloud:gemini-2.5-flash"
    fresh = cost_usd(model, MILLION.model_copy(update={"cached_tokens": 0}))
    cached = cost_usd(model, MILLION.model_copy(update={"cached_tokens": 100_000}))
    beyond = cost_usd(model, MILLION.model_copy(update={"cached_tokens": 900_000}))
    assert fresh is not None
    assert cached is not None
    assert cached < fresh
    assert beyond == cached


@given(COUNTS, COUNTS, st.sampled_from(["google-cloud:gemini-2.5-pro", "openai:gpt-5-mini"]))
def test_more_tokens_never_cost_less(less: int, more: int, model: str) -> None:
    """A bound of the tokens is a bound of the cost, over the steps of a price too."""
    low, high = sorted((less, more))
    costs = [
        cost_usd(model, Usage(calls=1, input_tokens=each, output_tokens=each))
        for each in (low, high)
    ]
    assert None not in costs
    assert costs == sorted(costs, key=lambda cost: cost or 0)


def test_the_settings_prices_come_first(set_environment: Callable[..., None]) -> None:
    """A price of one's own counts before the table's, and makes an unknown model known."""
    own = {"input": 2, "output": 10, "cached_input": 1}
    set_environment(
        COURSEWRIGHT_PRICES={
            "ollama:llama": {"input": 0, "output": 0},
            "openai:gpt-5-mini": own,
            "openai:whole": {"input": 2, "output": 0},
        }
    )
    assert cost_usd("ollama:llama", MILLION) == 0
    assert cost_usd("openai:gpt-5-mini", MILLION) == pytest.approx(0.1 + 0.05 + 0.1)
    assert cost_usd("openai:whole", MILLION) == pytest.approx(0.2)


def test_another_server_has_its_own_prices(set_environment: Callable[..., None]) -> None:
    """With OPENAI_BASE_URL set, OpenAI's prices are those of nobody else."""
    set_environment(OPENAI_BASE_URL="http://127.0.0.1:8000/v1")
    assert cost_usd("openai:gpt-5-mini", MILLION) is None
    assert cost_usd("google-cloud:gemini-2.5-flash", MILLION) is not None
    set_environment(OPENAI_BASE_URL="https://api.groq.com/openai/v1")
    assert cost_usd("openai:openai/gpt-oss-120b", MILLION) == cost_usd(
        "groq:openai/gpt-oss-120b", MILLION
    )


def test_a_budget_needs_every_price(set_environment: Callable[..., None]) -> None:
    """All models without a price are named, with a setting that can be pasted."""
    check_prices(["extractive", "openai:gpt-5-mini"])
    with pytest.raises(UnknownPriceError, match="nobody:a, nobody:b") as caught:
        check_prices(["openai:gpt-5-mini", "nobody:b", "nobody:a"])
    pasted = re.search(r"COURSEWRIGHT_PRICES='(.*)'", caught.value.hint)
    assert pasted
    set_environment(COURSEWRIGHT_PRICES=pasted[1])
    check_prices(["nobody:a", "nobody:b"])


def test_the_dearest_model_is_the_one_without_a_price() -> None:
    """Of models that may all be asked, the dearest is known; an unknown price is the worst."""
    models = ["openai:gpt-5-mini", "openai:gpt-5", "extractive"]
    assert dearest_model(models, MILLION) == "openai:gpt-5"
    assert dearest_model([*models, "nobody:nothing"], MILLION) == "nobody:nothing"


def test_the_table_is_named_with_its_version_and_date(
    set_environment: Callable[..., None],
) -> None:
    """People see which table it was and how new its prices are; nothing where none was used."""
    assert re.fullmatch(r"genai-prices [\d.]+, newest price of 20\d\d-\d\d-\d\d", price_table())
    assert price_table(["extractive"]) == ""
    set_environment(COURSEWRIGHT_PRICES={"ollama:llama": {"input": 0, "output": 0}})
    assert price_table(["extractive", "ollama:llama"]) == "COURSEWRIGHT_PRICES"
    assert price_table(["openai:gpt-5"]).startswith("genai-prices")
    assert price_table(["openai:gpt-5", "ollama:llama"]).startswith("COURSEWRIGHT_PRICES; genai")
