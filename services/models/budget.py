"""A pack's budget: a call is reserved before it is made, and not made when it could exceed it."""

from __future__ import annotations

from dataclasses import dataclass

from core.artifact import Usage
from core.errors import BudgetExceededError
from services.models.pricing import cost_usd


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money put aside for one call."""

    usd: float


class Budget:
    """What one pack's calls may cost, and have cost. For one event loop.

    Args:
        limit_usd: The most they may cost in all; None for no limit.
    """

    def __init__(self, limit_usd: float | None = None) -> None:
        self._limit_usd = limit_usd
        self._reserved_usd = 0.0
        self._spent = Usage()

    @property
    def spent(self) -> Usage:
        """What was paid for until now, calls that gave no usable answer too."""
        return self._spent

    def reserve(self, model: str, input_tokens: int, output_tokens: int) -> Reservation:
        """Put aside what a call can cost at most.

        Args:
            model: Whose price it is; the dearest of the models that may be asked.
            input_tokens: The most tokens that its prompt can be.
            output_tokens: The most tokens that its answer can be.

        Raises:
            BudgetExceededError: More than is left; nothing was put aside.
        """
        if self._limit_usd is None:
            return Reservation(0.0)
        most = Usage(calls=1, input_tokens=input_tokens, output_tokens=output_tokens)
        usd = cost_usd(model, most)
        if usd is None:
            raise BudgetExceededError(
                f"The price of {model} is not known, so the budget cannot be kept.",
                hint="Name its price in COURSEWRIGHT_PRICES, or leave the budget out.",
            )
        left = self._limit_usd - (self._spent.cost_usd or 0.0) - self._reserved_usd
        if usd > left:
            raise BudgetExceededError(
                f"A call to {model} can cost ${usd:.4f}, and ${max(left, 0.0):.4f} of the "
                f"${self._limit_usd:g} budget are left: it was not made.",
                hint="Raise the budget, or ask for fewer content types; what was made is kept.",
            )
        self._reserved_usd += usd
        return Reservation(usd)

    def settle(self, reservation: Reservation, usage: Usage | None) -> None:
        """Give back what was put aside, and count what the call cost; None when nothing."""
        self._reserved_usd -= reservation.usd
        if usage is not None:
            self._spent += usage
