"""A pack's budget: a call is reserved before it is made, and not made when it could exceed it."""

from __future__ import annotations

from dataclasses import dataclass

from core.artifact import Usage
from core.errors import BudgetExceededError
from services.models.pricing import cost_usd, price_hint


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
        self._open: list[Reservation] = []
        self._gone_usd = 0.0
        self._spent = Usage()

    @property
    def spent(self) -> Usage:
        """What was paid for until now, calls that gave no usable answer too."""
        return self._spent

    @property
    def left_usd(self) -> float | None:
        """What the next call may cost; None for no limit.

        A call whose cost nobody told has cost what was put aside for it.
        """
        if self._limit_usd is None:
            return None
        put_aside = sum(each.usd for each in self._open)
        return max(0.0, self._limit_usd - self._gone_usd - put_aside)

    def reserve(self, model: str, input_tokens: int, output_tokens: int) -> Reservation:
        """Put aside what a call can cost at most.

        Args:
            model: Name of the model that is asked: whose price it is.
            input_tokens: The most tokens that its prompt can be.
            output_tokens: The most tokens that its answer can be.

        Raises:
            BudgetExceededError: More than is left, or the price is not known; nothing was put
                aside.
        """
        left_usd = self.left_usd
        usd = 0.0 if left_usd is None else self._price(model, input_tokens, output_tokens)
        if left_usd is not None and usd > left_usd:
            raise BudgetExceededError(
                f"A call to {model} can cost ${usd:.4f}, and ${left_usd:.4f} of the "
                f"${self._limit_usd:g} budget are left: it was not made.",
                hint="Raise the budget, or ask for fewer content types; what was made is kept.",
            )
        reservation = Reservation(usd)
        self._open.append(reservation)
        return reservation

    def settle(self, reservation: Reservation, usage: Usage | None) -> None:
        """Give back what was put aside, and count what the call cost.

        Args:
            reservation: What was put aside for the call.
            usage: What it cost; None when it cost nothing. A usage without a price makes what was
                spent unknown, and what was put aside is then not given back.

        Raises:
            ValueError: It was settled before.
        """
        self._open.remove(reservation)
        if usage is not None:
            self._gone_usd += reservation.usd if usage.cost_usd is None else usage.cost_usd
            self._spent += usage

    @staticmethod
    def _price(model: str, input_tokens: int, output_tokens: int) -> float:
        most = Usage(calls=1, input_tokens=input_tokens, output_tokens=output_tokens)
        usd = cost_usd(model, most)
        if usd is None:
            raise BudgetExceededError(
                f"The price of {model} is not known, so the budget cannot be kept.",
                hint=f"{price_hint([model])} Or leave the budget out.",
            )
        return usd
