from __future__ import annotations

from itertools import count

import pytest

from core.errors import MalformedAnswerError
from services.answers import read_answer
from services.answers.repairing import (
    MAX_REPAIR_CHARACTERS,
    MAX_REPAIR_SECONDS,
    TOKENS_BETWEEN_LOOKS,
)


def test_repair_stops_at_its_deadline() -> None:
    """A repair that takes longer than it may is given up, with the place it came to."""
    ticks = count(step=MAX_REPAIR_SECONDS)
    text = f"{{a: [{'1, ' * TOKENS_BETWEEN_LOOKS * 2}1]}}"
    with pytest.raises(MalformedAnswerError, match="takes too long to repair at line 1, column"):
        read_answer(text, clock=lambda: next(ticks))


def test_strict_answer_needs_no_clock() -> None:
    """Only a repair is bounded in time: reading strictly is fast by nature."""
    ticks = count()
    assert read_answer('{"a": 1}', clock=lambda: next(ticks)).content == {"a": 1}
    assert next(ticks) == 0


@pytest.mark.parametrize(("over", "repaired"), [(0, True), (1, False)])
def test_repair_has_a_size_limit(over: int, repaired: bool) -> None:  # noqa: FBT001 (drawn)
    """The longest text that may be repaired is; one character more is refused."""
    frame = '{"a": "",}'
    text = frame.replace('""', f'"{"x" * (MAX_REPAIR_CHARACTERS - len(frame) + over)}"')
    if repaired:
        assert read_answer(text).repairs == ("trailing_comma",)
    else:
        with pytest.raises(MalformedAnswerError, match="at line 1, column"):
            read_answer(text)
