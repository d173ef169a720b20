from __future__ import annotations

import logging
from dataclasses import dataclass

import httpx
import pytest

from services.runs.warm_worker.outage import LONGEST_PAUSE_SECONDS, Outage, is_outage
from services.runs.warm_worker.watch import BlockWatch, MemoryWatch, resident_mb

REQUEST = httpx.Request("GET", "http://127.0.0.1/api")


@dataclass
class Loop:
    """An event loop that stands still as long as it is told to."""

    still_seconds: float = 0.0

    def stack(self) -> str:
        """Where it stands."""
        return "in time.sleep"


def test_memory_over_its_limit_leaves_no_room_and_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """New runs stop above the limit and come back below it; each change is logged once."""
    used = iter([90.0, 110.0, 120.0, 100.0, 100.0])
    watch = MemoryWatch(100, lambda: next(used))
    assert [watch.has_room() for _ in range(5)] == [True, False, False, True, True]
    assert len(caplog.records) == 2
    assert "110 MB" in caplog.text


def test_this_process_uses_some_memory() -> None:
    """The measure is in MB: an interpreter with pytest takes between 10 MB and 10 GB."""
    assert 10 < resident_mb() < 10_000


def test_a_held_loop_is_logged_once_with_where_and_for_how_long(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One warning says where the loop is held, a second that it is free again."""
    loop = Loop()
    watch = BlockWatch(loop, blocked_seconds=1.0)
    for loop.still_seconds in (0.0, 0.9, 1.5, 4.0, 0.0, 0.0):
        watch.look()
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert "in time.sleep" in caplog.records[0].getMessage()
    assert "4.0 s" in caplog.records[1].getMessage()


def test_a_held_loop_does_not_turn() -> None:
    """What is held is not called turning, so that no heartbeat is sent for it."""
    assert BlockWatch(Loop(0.1), 1.0).turning
    assert not BlockWatch(Loop(1.1), 1.0).turning


def test_pauses_double_up_to_the_longest_and_end_with_an_answer() -> None:
    """The server is asked ever more seldom while it is away, and at once when it is back."""
    now = 0.0
    outage = Outage(lambda: now)
    pauses: list[float] = []
    for _ in range(8):
        outage.failed(httpx.ConnectError("refused", request=REQUEST))
        began = now
        while outage.waiting:
            now += 0.25
        pauses.append(now - began)
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS
    outage.answered()
    outage.failed(httpx.ConnectError("refused", request=REQUEST))
    now += 0.5
    assert not outage.waiting


@pytest.mark.parametrize(("status", "outage"), [(503, True), (500, True), (404, False)])
def test_a_server_fault_is_an_outage_and_a_refusal_is_not(status: int, *, outage: bool) -> None:
    """Only what may work later is waited for."""
    error = httpx.HTTPStatusError(
        "", request=REQUEST, response=httpx.Response(status, request=REQUEST)
    )
    assert is_outage(error) is outage


def test_no_connection_is_an_outage() -> None:
    """A server that does not answer at all is waited for."""
    assert is_outage(httpx.ReadTimeout("", request=REQUEST))
