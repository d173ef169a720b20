"""Asking the server which runs are to be cancelled, and telling it of those we stopped."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import httpx
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import PrefectException
from prefect.states import AwaitingRetry, Cancelled

from services.runs.warm_worker.running import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun

LOGGER = logging.getLogger(__name__)
TO_CANCEL = [StateType.CANCELLING, StateType.CANCELLED]


async def to_cancel(client: PrefectClient, flow_run_ids: Sequence[UUID]) -> list[FlowRun]:
    """Which of the runs are being cancelled, or are cancelled as far as the server knows."""
    if not flow_run_ids:
        return []
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            id=FlowRunFilterId(any_=list(flow_run_ids)),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(TO_CANCEL))),
        ),
        limit=len(flow_run_ids),
    )


async def keep_cancelling(
    client: PrefectClient,
    flow_run_ids: Callable[[], Sequence[UUID]],
    cancel: Callable[[UUID], object],
    every_seconds: float,
) -> None:
    """Ask until cancelled, and cancel what the server says. It is asked only while runs go on."""
    while True:
        await asyncio.sleep(every_seconds)
        try:
            for flow_run in await to_cancel(client, flow_run_ids()):
                cancel(flow_run.id)
        except (httpx.HTTPError, PrefectException) as error:
            LOGGER.warning("The server cannot be asked which runs to cancel: %s", error)


async def report_stopped(client: PrefectClient, flow_run_id: UUID, why: Stop) -> None:
    """Tell the server what became of a run we stopped.

    A cancelled one is ``CANCELLED``. One that was given back is ``SCHEDULED`` for now (its name is
    ``AwaitingRetry``): whichever worker is next takes it, under the same id.
    """
    if why is Stop.CANCELLED:
        state = Cancelled(message="The run was cancelled, and has cleaned up.")
    else:
        state = AwaitingRetry(message="The worker was stopped; the run is to be run again.")
    await client.set_flow_run_state(flow_run_id, state, force=True)
