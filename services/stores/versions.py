"""What a version of a pack is made of and when it is a new one: rules that every store applies."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from core.errors import DamagedVersionError, NoSuchVersionError, StoreError
from core.version import PackVersion
from services.stores.parts import (
    Part,
    content_digest,
    take_apart,
    total_bytes,
    version_digest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.pack import Pack
    from core.version import Standing


class Proposal:
    """A pack on its way into a store: everything about its version but its number.

    Making one takes the pack apart, so it is made before the transaction and off the event loop.

    Attributes:
        tenant: Whose it is.
        pack_id: The pack it is to be a version of.
        parent: The version it was made from; the store sees that this pack has it.
        parts: The pack's parts, in their order.
        content_sha256: `content_digest` of the pack.
    """

    def __init__(
        self,
        tenant: str,
        pack_id: str,
        pack: Pack,
        fingerprint: str,
        *,
        parent: str | None = None,
        prompt_digests: Mapping[str, str] | None = None,
        note: str = "",
    ) -> None:
        self.tenant = tenant
        self.pack_id = pack_id
        self.parent = parent
        self.parts: tuple[Part, ...] = take_apart(pack)
        self.content_sha256 = content_digest(pack)
        self._pack = pack
        self._fingerprint = fingerprint
        self._prompt_digests = dict(prompt_digests or {})
        self._note = note

    def is_told_twice(self, newest: PackVersion | None) -> bool:
        """Whether the pack's version with the highest number is this one already."""
        return newest is not None and (newest.parent, newest.content_sha256) == (
            self.parent,
            self.content_sha256,
        )

    def numbered(self, number: int) -> PackVersion:
        """The version under this number: one more than the highest that was ever given."""
        pack = self._pack
        return PackVersion(
            id=version_digest(self.pack_id, number, self.parent, self.content_sha256),
            pack_id=self.pack_id,
            tenant=self.tenant,
            number=number,
            parent=self.parent,
            content_sha256=self.content_sha256,
            fingerprint=self._fingerprint,
            title=pack.title,
            state=pack.state,
            score=pack.report.score,
            request=pack.request,
            source_sha256=pack.source.sha256,
            prompt_digests=self._prompt_digests,
            bytes=total_bytes(part.reference for part in self.parts),
            created_at=pack.created_at.astimezone(UTC),
            note=self._note,
        )


def decided(version: PackVersion, standing: Standing, by: str, at: datetime) -> PackVersion:
    """The version with what ``by`` decided about it; the last decision stands."""
    return version.model_copy(update={"standing": standing, "decided_by": by, "decided_at": at})


def require_restorable(version: PackVersion, pack: Pack) -> None:
    """Do nothing for a version and the pack that it describes.

    Raises:
        DamagedVersionError: The pack is not the version's, or its id is not its own.
    """
    content = content_digest(pack)
    own_id = version_digest(version.pack_id, version.number, version.parent, content)
    if (content, own_id) != (version.content_sha256, version.id):
        raise DamagedVersionError(
            f"Version {version.id[:12]} was not restored: the pack is not the one it describes.",
            hint="Take both from the same export.",
        )


def number_taken(version: PackVersion) -> StoreError:
    """The error for a restored version whose number another version of its pack has."""
    return StoreError(
        f"Version {version.id[:12]} was not restored: its pack has another version "
        f"{version.number}.",
        hint="Restore into a store that does not have this pack.",
    )


def no_such_version(version_id: str) -> NoSuchVersionError:
    """The error for a version that the tenant, or the pack, does not have."""
    return NoSuchVersionError(
        f"There is no version {version_id[:12]}.",
        hint="List the versions to see which there are.",
    )
