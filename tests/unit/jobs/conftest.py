"""Job stores for the tests here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.settings import Settings
from services.stores import open_stores

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from services.stores.protocols import JobStore


@pytest.fixture
async def jobs(tmp_path: Path) -> AsyncGenerator[JobStore]:
    """An empty store, in a file."""
    async with open_stores(Settings(home=tmp_path / "store")) as stores:
        yield stores.jobs
