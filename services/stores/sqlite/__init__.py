"""Jobs and versions in one SQLite file, for any number of processes on one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.stores.opened import Stores
from services.stores.sqlite.database import Database
from services.stores.sqlite.jobs import SqliteJobStore
from services.stores.sqlite.versions import SqliteVersionStore

if TYPE_CHECKING:
    from core.settings import Settings

__all__ = ["Database", "SqliteJobStore", "SqliteVersionStore", "open_stores"]


def open_stores(settings: Settings) -> Stores:
    """The stores in ``settings.store_file``; the file is made when they are first used."""
    database = Database(settings.store_file, timeout_seconds=settings.store_timeout_seconds)
    return Stores(SqliteJobStore(database), SqliteVersionStore(database))
