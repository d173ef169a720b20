"""Tiny flows for the warm worker's tests. They speak with the test through files."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from prefect import flow


@flow
async def note_start(folder: str) -> None:
    """Say when it began."""
    (Path(folder) / "started").write_text(repr(time.time()))


@flow
async def meet(folder: str, name: str, expected: int) -> None:
    """End when as many as expected are here at once."""
    (Path(folder) / f"here-{name}").touch()
    while len(os.listdir(folder)) < expected:  # noqa: ASYNC110, PTH208 (files tell nothing)
        await asyncio.sleep(0.05)


@flow
async def wait(folder: str, seconds: float) -> None:
    """Wait, and clean up whatever happens."""
    (Path(folder) / "begun").write_text(str(os.getpid()))
    try:
        await asyncio.sleep(seconds)
    finally:
        await asyncio.sleep(0.1)  # cleaning up may await, too
        (Path(folder) / "cleaned").touch()


@flow
async def fail() -> None:
    """Raise."""
    raise ValueError("as it should")


@flow
async def leave() -> None:
    """End the process, as if it were its own."""
    sys.exit(3)


@flow
async def leave_in_task() -> None:
    """End the process from a task of the flow's own."""

    async def leaving() -> None:
        sys.exit(3)

    await asyncio.gather(asyncio.sleep(0.2), leaving())


@flow
async def block(seconds: float) -> None:
    """Hold the event loop."""
    time.sleep(seconds)  # noqa: ASYNC251 (that is the fault)
