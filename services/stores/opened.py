"""The two stores that belong together, as a backend opens them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from services.stores.protocols import JobStore, VersionStore


@dataclass(frozen=True, slots=True)
class Stores:
    """Jobs and versions, kept in one place; as a context, closed at its end."""

    jobs: JobStore
    versions: VersionStore

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of both; they are not used afterwards."""
        await self.jobs.close()
        await self.versions.close()
