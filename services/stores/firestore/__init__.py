"""Jobs and versions in Firestore, for any number of machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SettingsError
from services.stores.opened import Stores

if TYPE_CHECKING:
    from core.settings import Settings

__all__ = ["open_stores"]


def open_stores(settings: Settings) -> Stores:
    """The stores in ``settings.firestore_database``; they connect when they are first used.

    Raises:
        SettingsError: The client library is not installed.
    """
    try:
        from services.stores.firestore.connection import (  # noqa: PLC0415 (over a second to import)
            Connection,
        )
    except ModuleNotFoundError as error:
        raise SettingsError(
            "The store is Firestore, but its client library is not installed.",
            hint="Install coursewright[firestore], or set COURSEWRIGHT_STORE=sqlite.",
        ) from error
    from services.stores.firestore.database import Database  # noqa: PLC0415 (as above)
    from services.stores.firestore.jobs import FirestoreJobStore  # noqa: PLC0415 (as above)
    from services.stores.firestore.versions import (  # noqa: PLC0415 (as above)
        FirestoreVersionStore,
    )

    database = Database(Connection(settings), settings.store_timeout_seconds)
    return Stores(FirestoreJobStore(database), FirestoreVersionStore(database))
