"""Saying of each run under way that it is alive, so that dead ones can be told from them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

LOGGER = logging.getLogger(__name__)


class RunHeartbeat(Protocol):
    """Who is told which flow runs are alive."""

    async def alive(self, flow_run_id: UUID) -> None:
        """The flow run is under way now."""
        ...


async def beat(heartbeat: RunHeartbeat, flow_run_ids: Iterable[UUID]) -> None:
    """Say of each run that it is alive. What fails for one is logged, and tried again next time."""
    ids = tuple(flow_run_ids)
    answers = await asyncio.gather(*map(heartbeat.alive, ids), return_exceptions=True)
    for flow_run_id, answer in zip(ids, answers, strict=True):
        if isinstance(answer, Exception):
            LOGGER.warning("The heartbeat of run %s was not taken: %s", flow_run_id, answer)


async def keep_beating(
    heartbeat: RunHeartbeat,
    flow_run_ids: Callable[[], Iterable[UUID]],
    turning: Callable[[], bool],
    every_seconds: float,
) -> None:
    """Beat until cancelled.

    Args:
        heartbeat: Who is told.
        flow_run_ids: The runs under way.
        turning: Whether the runs' event loop turns; one that stands still is not alive.
        every_seconds: How long to wait between two beats.
    """
    while True:
        if turning():
            await beat(heartbeat, flow_run_ids())
        await asyncio.sleep(every_seconds)
