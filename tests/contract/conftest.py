"""Every store's backend, empty, for the tests of what all of them promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from firestore_emulator import firestore_emulator, firestore_project
from store_backends import BACKENDS, empty_store

from services.stores import Stores, open_stores

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from core.settings import Settings
    from services.stores.protocols import JobStore, VersionStore

__all__ = ["firestore_emulator", "firestore_project"]  # fixtures, for the tests here


@pytest.fixture(params=BACKENDS)
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty store, one backend after the other."""
    return empty_store(request.param, request, tmp_path / "store")


@pytest.fixture
async def stores(store_settings: Settings) -> AsyncGenerator[Stores]:
    """Both stores of one backend, empty."""
    opened = open_stores(store_settings)
    yield opened
    await opened.close()


@pytest.fixture
async def empty_stores(store_settings: Settings, tmp_path: Path) -> AsyncGenerator[Stores]:
    """Two more of the same backend, in another place."""
    elsewhere = {
        "home": tmp_path / "elsewhere",
        "google_cloud_project": f"{store_settings.google_cloud_project}-2",
    }
    opened = open_stores(store_settings.model_copy(update=elsewhere))
    yield opened
    await opened.close()


@pytest.fixture
def jobs(stores: Stores) -> JobStore:
    """An empty job store."""
    return stores.jobs


@pytest.fixture
def versions(stores: Stores) -> VersionStore:
    """An empty version store."""
    return stores.versions
