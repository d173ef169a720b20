from __future__ import annotations

from services.results.breaker import Breaker


def test_who_failed_is_left_alone_then_tried_by_one() -> None:
    """After a failure nobody asks until the pause is over; then one asks, and the others wait."""
    now = [0.0]
    breaker = Breaker(5.0, clock=lambda: now[0])
    assert breaker.allows()
    breaker.failed()
    now[0] = 4.9
    assert not breaker.allows()
    now[0] = 5.0
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    breaker.failed()
    now[0] = 9.9
    assert not breaker.allows()
    now[0] = 10.0
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_a_caller_that_never_reports_does_not_keep_others_out() -> None:
    """When the one that was let through is gone, another one is, a pause later."""
    now = [0.0]
    breaker = Breaker(5.0, clock=lambda: now[0])
    breaker.failed()
    now[0] = 5.0
    assert breaker.allows()
    now[0] = 10.0
    assert breaker.allows()
