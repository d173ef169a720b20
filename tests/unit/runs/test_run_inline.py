from __future__ import annotations

import asyncio

import httpx
import pytest
from prefect.exceptions import TerminationSignal

from core.errors import RunServiceError
from core.request import ContentRequest
from core.source import SourceReference
from services.runs.inline import run_inline, termination_as_interrupt

REQUEST = ContentRequest(source=SourceReference(topic="bees"))


def _run(error: BaseException) -> None:
    async def flow(request: ContentRequest) -> None:
        assert request is REQUEST
        raise error

    asyncio.run(run_inline(flow, REQUEST, "http://127.0.0.1:9/api"))


def test_a_lost_server_is_an_error_of_ours() -> None:
    """What the client raises when the server has gone is said with the server's address."""
    with pytest.raises(RunServiceError, match=r"127\.0\.0\.1:9/api was lost") as caught:
        _run(httpx.ConnectError("All connection attempts failed"))
    assert "again" in caught.value.hint


def test_termination_is_an_interrupt() -> None:
    """SIGTERM during a run ends the command as Ctrl-C does."""
    with pytest.raises(KeyboardInterrupt), termination_as_interrupt():
        raise TerminationSignal(signal=15)
