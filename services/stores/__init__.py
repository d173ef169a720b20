"""Jobs and versions of packs: one behaviour over SQLite (the embedded default) and Firestore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.stores.opened import Stores

if TYPE_CHECKING:
    from core.settings import Settings

__all__ = ["Stores", "open_stores"]


def open_stores(settings: Settings) -> Stores:
    """The stores that the settings name; they connect when they are first used.

    They may be used from any event loop of this process.
    """
    if settings.store == "firestore":
        from services.stores.firestore import open_stores as opened  # noqa: PLC0415 (its library is dear)

        return opened(settings)
    from services.stores.sqlite import open_stores as opened  # noqa: PLC0415 (not needed beside Firestore)

    return opened(settings)
