"""The client library's connections: one for each event loop, since it cannot move between them."""

from __future__ import annotations

import asyncio
import weakref
from typing import TYPE_CHECKING, Any

from google.auth.exceptions import GoogleAuthError
from google.cloud.firestore_v1 import AsyncClient

from core.errors import StoreError

if TYPE_CHECKING:
    from core.settings import Settings


class Connection:
    """How to reach one database of one project; with ``FIRESTORE_EMULATOR_HOST``, the emulator.

    Attributes:
        place: Project and database, for messages.
    """

    def __init__(self, settings: Settings) -> None:
        self._project = settings.google_cloud_project
        self._database = settings.firestore_database
        self.place = f"project {self._project or 'of the credentials'}, database {self._database}"
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = (
            weakref.WeakKeyDictionary()
        )

    def client(self) -> Any:
        """The running loop's client, made when there is none; nothing is sent yet.

        Raises:
            StoreError: There are no credentials, or nothing says which project.
        """
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = self._made()
        return self._clients[loop]

    async def close(self) -> None:
        """Close the running loop's connection; closing twice is fine."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            # The library's client has no public way to close its channel.
            await client._firestore_api.transport.close()  # noqa: SLF001 (see above)

    def _made(self) -> Any:
        try:
            return AsyncClient(project=self._project, database=self._database)
        except (GoogleAuthError, OSError) as error:
            raise StoreError(
                f"Firestore ({self.place}) cannot be reached: {str(error).splitlines()[0]}",
                hint="Set GOOGLE_CLOUD_PROJECT, and give credentials: `gcloud auth"
                " application-default login` or GOOGLE_APPLICATION_CREDENTIALS.",
            ) from error
