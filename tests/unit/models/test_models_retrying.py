"""Which errors of a call the task tries again after."""

from __future__ import annotations

import pytest
from prefect.states import Failed

from core.artifact import Usage
from core.errors import (
    BudgetExceededError,
    ContractError,
    ModelAccessError,
    ModelError,
    ModelTimeoutError,
    ModelUnavailableError,
    RateLimitedError,
    TruncatedAnswerError,
)
from tasks.call_model import call_model


def _limited(seconds: float | None) -> RateLimitedError:
    error = RateLimitedError("Busy.")
    error.retry_after_seconds = seconds
    return error


def _truncated(usage: Usage | None) -> TruncatedAnswerError:
    error = TruncatedAnswerError("Cut.")
    error.usage = usage
    return error


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (ModelUnavailableError("Down."), True),
        (ModelTimeoutError("Slow."), True),
        (_limited(None), True),
        (_limited(60.0), True),
        (_limited(600.0), False),
        (_truncated(Usage(calls=1)), True),
        (_truncated(None), False),
        (ModelAccessError("No key."), False),
        (BudgetExceededError("No money."), False),
        (ContractError("No good."), False),
        (ModelError("Neither."), False),
    ],
)
def test_only_what_may_be_gone_by_then_is_tried_again(error: Exception, *, again: bool) -> None:
    """Not a wait longer than one waits, nor an answer that cannot be allowed more tokens."""
    worth_retrying = call_model.retry_condition_fn
    assert worth_retrying is not None
    assert worth_retrying(call_model, None, Failed(data=error)) is again  # type: ignore[arg-type]  # the run is not looked at
