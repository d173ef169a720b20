"""How long a model is left alone, by a clock of the test's own."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.pacing import Pace, PausedTooLongError, lane_of


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        """The time."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self.slept.append(seconds)
        self.seconds += seconds


def _pace(clock: Clock, longest: float = 60.0) -> Pace:
    return Pace(2.0, longest, clock.now, clock.sleep)


async def test_a_model_that_refused_nothing_is_not_waited_for() -> None:
    """The first call goes out at once."""
    clock = Clock()
    await _pace(clock).admission()
    assert clock.slept == []


async def test_what_the_provider_asks_for_is_waited() -> None:
    """All calls wait until Retry-After is over, and not longer."""
    clock = Clock()
    pace = _pace(clock)
    pace.refuse(pace.now(), 17.0)
    assert pace.wait_seconds == 17.0
    await pace.admission()
    assert clock.slept == [17.0]
    await pace.admission()
    assert clock.slept == [17.0]


async def test_without_a_word_of_the_provider_the_wait_doubles() -> None:
    """2, 4, 8 … seconds, up to the longest; an answer begins it anew."""
    clock = Clock()
    pace = _pace(clock, longest=10.0)
    for wait in (2.0, 4.0, 8.0, 10.0, 10.0):
        pace.refuse(pace.now(), None)
        await pace.admission()
        assert clock.slept[-1] == wait
    pace.answer(pace.now())
    pace.refuse(pace.now(), None)
    assert pace.wait_seconds == 2.0


async def test_calls_of_one_wave_count_as_one_refusal() -> None:
    """Eight calls refused together count as one; a late answer is no all-clear."""
    clock = Clock()
    pace = _pace(clock)
    asked_at = pace.now()
    clock.seconds += 1.0
    for _ in range(8):
        pace.refuse(asked_at, None)
    assert pace.wait_seconds == 2.0
    pace.answer(asked_at)
    await pace.admission()
    pace.refuse(pace.now(), None)
    assert pace.wait_seconds == 4.0


async def test_a_wait_that_is_too_long_is_not_waited() -> None:
    """It is said at once how long it would be."""
    clock = Clock()
    pace = _pace(clock, longest=60.0)
    pace.refuse(pace.now(), 61.0)
    with pytest.raises(PausedTooLongError, match="61 seconds") as caught:
        await pace.admission()
    assert caught.value.seconds == 61.0
    assert clock.slept == []


@given(st.lists(st.tuples(st.floats(0, 100), st.none() | st.floats(0, 1000)), max_size=20))
def test_a_later_refusal_never_makes_the_wait_shorter(
    refusals: list[tuple[float, float | None]],
) -> None:
    """Whatever comes in what order: the longest wait that was asked for holds."""
    clock = Clock()
    pace = _pace(clock)
    opens_at = 0.0
    for passed, retry_after in refusals:
        clock.seconds += passed
        pace.refuse(clock.seconds, retry_after)
        opens_at = max(opens_at, clock.seconds + (retry_after or 0.0))
        assert clock.seconds + pace.wait_seconds >= opens_at - 1e-6
        assert 0 <= pace.wait_seconds <= 1000 + 1e-6


async def test_a_model_has_one_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its limit is the model's own, or the general one; another loop has lanes of its own."""
    monkeypatch.setenv("COURSEWRIGHT_MODEL_CONCURRENCY", "5")
    monkeypatch.setenv("COURSEWRIGHT_MODEL_CONCURRENCY_LIMITS", '{"openai:gpt": 2}')
    assert lane_of("openai:gpt") is lane_of("openai:gpt")
    assert lane_of("openai:gpt").limiter.max_running == 2
    assert lane_of("ollama:llama").limiter.max_running == 5

    async def elsewhere() -> object:
        return lane_of("openai:gpt")

    other = await asyncio.to_thread(asyncio.run, elsewhere())
    assert other is not lane_of("openai:gpt")
