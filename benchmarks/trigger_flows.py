"""The flows that ``trigger.py`` runs; as a script, the stock way of serving them."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from prefect import flow, serve


@flow
async def trigger_start(file: str) -> None:
    """Say when it began."""
    Path(file).write_text(repr(time.time()))  # noqa: ASYNC240 (a few bytes)


@flow
async def trigger_hold(file: str, until: str) -> None:
    """Say that it began, and hold on until there is a file."""
    Path(file).touch()  # noqa: ASYNC240 (nothing is written)
    while not Path(until).exists():  # noqa: ASYNC110, ASYNC240 (a file tells nothing)
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    serve(trigger_start.to_deployment("stock"), trigger_hold.to_deployment("stock"), limit=50)
