"""What a tier is, and what it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Clock = Callable[[], float]
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A result as it is kept.

    Attributes:
        body: The result, in bytes.
        created_at: When it was made, in seconds since the epoch.
        expires_at: From when on it is not there any more, in seconds since the epoch.
    """

    body: bytes
    created_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class Stored:
    """What a tier says of an entry without reading it.

    Attributes:
        key: Its key.
        bytes: What it takes in this tier.
        created_at: As the entry's.
        expires_at: As the entry's.
    """

    key: str
    bytes: int
    created_at: float
    expires_at: float


class Tier(Protocol):
    """Keeps entries under keys, safely for several threads.

    No method raises because the tier is slow, full, damaged or gone: it then has no entry. What
    has expired, or is not as it was written, is not there, and is removed when it is come across.
    """

    @property
    def name(self) -> str:
        """How statistics name the tier."""
        ...

    @property
    def inline(self) -> bool:
        """Whether it answers quickly enough to be asked on an event loop."""
        ...

    def read(self, key: str) -> Entry | None:
        """The entry, if it is there."""
        ...

    def write(self, key: str, entry: Entry) -> bool:
        """Keep the entry in place of an older one; whether it is kept."""
        ...

    def delete(self, key: str) -> bool:
        """Remove the entry; whether one was removed."""
        ...

    def scan(self, prefix: str = "") -> Iterator[Stored]:
        """What is kept under keys that begin so, in no particular order."""
        ...
