from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from core.artifact import Usage
from core.errors import BudgetExceededError
from core.settings import settings
from services.models.budget import Budget, Reservation

if TYPE_CHECKING:
    from fractions import Fraction

MODEL = "openai:gpt-5-mini"
LIMIT_USD = 0.01
DUST_USD = 1e-12
"""What sums of binary fractions may be off."""


class Spending(RuleBasedStateMachine):
    """Calls reserved and settled in any order, each costing at most what was put aside."""

    open_reservations: Bundle[Reservation] = Bundle("open_reservations")

    def __init__(self) -> None:
        super().__init__()
        self.budget = Budget(LIMIT_USD)
        self.gone_usd = 0.0
        self.unknown = False

    @rule(
        target=open_reservations,
        input_tokens=st.integers(0, 30_000),
        output_tokens=st.integers(0, 4_000),
    )
    def reserve(self, input_tokens: int, output_tokens: int) -> Reservation:
        """Ask for a call; a refusal changes nothing."""
        before = self.budget.left_usd
        try:
            return self.budget.reserve(MODEL, input_tokens, output_tokens)
        except BudgetExceededError:
            assert self.budget.left_usd == before
            return Reservation(-1.0)

    @rule(
        reservation=consumes(open_reservations),
        share=st.fractions(0, 1) | st.none(),
        told=st.booleans(),
    )
    def settle(self, reservation: Reservation, share: Fraction | None, *, told: bool) -> None:
        """A call has ended: it cost a part of what was put aside, nothing, or nobody knows what."""
        if reservation.usd < 0:
            return
        if share is None:
            self.budget.settle(reservation, None)
            return
        usd = float(share) * reservation.usd
        self.budget.settle(reservation, Usage(calls=1, cost_usd=usd if told else None))
        self.gone_usd += usd if told else reservation.usd
        self.unknown |= not told

    @invariant()
    def the_limit_holds(self) -> None:
        """Nothing that was or may be paid exceeds the limit, and what is left is never negative."""
        left_usd = self.budget.left_usd
        assert left_usd is not None
        assert 0 <= left_usd <= LIMIT_USD - self.gone_usd + DUST_USD
        assert self.gone_usd <= LIMIT_USD + DUST_USD
        spent = self.budget.spent.cost_usd
        assert (spent is None) == self.unknown
        assert spent is None or spent == pytest.approx(self.gone_usd)


Spending.TestCase.settings = hypothesis_settings(max_examples=60, stateful_step_count=30)
TestSpending = Spending.TestCase


def test_an_unknown_price_is_refused() -> None:
    """A budget cannot be kept for a model whose price nobody knows, so its call is not made."""
    budget = Budget(5)
    with pytest.raises(BudgetExceededError, match="nobody:nothing is not known"):
        budget.reserve("nobody:nothing", 1, 1)
    assert budget.left_usd == 5


def test_no_limit_refuses_nothing() -> None:
    """Without a limit every call may be made, and what it cost is counted all the same."""
    budget = Budget()
    reservation = budget.reserve("nobody:nothing", 10**9, 10**9)
    budget.settle(reservation, Usage(calls=1, input_tokens=7, cost_usd=None))
    assert budget.left_usd is None
    assert budget.spent == Usage(calls=1, input_tokens=7, cost_usd=None)


def test_the_embedded_model_fits_into_any_budget() -> None:
    """It costs nothing, so it is never refused, not even when all is spent."""
    budget = Budget(0.001)
    budget.settle(budget.reserve(MODEL, 100, 100), Usage(calls=1, cost_usd=0.001))
    with pytest.raises(BudgetExceededError, match=r"\$0.0000 of the \$0.001 budget"):
        budget.reserve(MODEL, 1000, 1000)
    assert budget.reserve("extractive", 10**6, 10**6) == Reservation(0.0)


def test_a_reservation_is_settled_once() -> None:
    """Giving the same money back twice is a fault, not a larger budget."""
    budget = Budget(1)
    reservation = budget.reserve(MODEL, 1000, 1000)
    budget.settle(reservation, None)
    with pytest.raises(ValueError, match="list"):
        budget.settle(reservation, None)


def test_a_call_that_cost_more_than_was_put_aside_counts_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A provider that bills beyond the bound takes it from what is left, which stays at nothing."""
    monkeypatch.setenv("COURSEWRIGHT_PRICES", json.dumps({"own:a": {"input": 1, "output": 1}}))
    settings.cache_clear()
    budget = Budget(1)
    budget.settle(budget.reserve("own:a", 500_000, 0), Usage(calls=1, cost_usd=1.25))
    assert budget.left_usd == 0
    assert budget.spent.cost_usd == 1.25
