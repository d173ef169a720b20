"""The locks among processes and machines that go with a lock of this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.results.locks.machine import MachineLocks
    from services.results.locks.redis_locks import RedisLocks

FIRST_PAUSE_SECONDS = 0.005
LONGEST_PAUSE_SECONDS = 0.1
GROWTH = 1.5


@dataclass(frozen=True, eq=False)
class OuterLocks:
    """First the machine's lock, then the one in Redis.

    So one process of a machine asks Redis, and when Redis does not answer the machine's own
    processes still share a flight.

    Attributes:
        machine: Against other processes of this machine.
        shared: Against other machines; None where no Redis is configured.
    """

    machine: MachineLocks
    shared: RedisLocks | None = None

    @property
    def inline(self) -> bool:
        """Whether an event loop may wait for one attempt."""
        return self.shared is None

    def attempts(self, key: str) -> Iterator[float]:
        """Try to take both locks; what is yielded is the pause before the next try, in seconds."""
        pauses = _pauses()
        while not self.machine.acquire(key):
            yield next(pauses)
        if self.shared is None:
            return
        pauses = _pauses()
        while self.shared.acquire(key) is False:
            yield next(pauses)

    def release(self, key: str) -> None:
        """Give back what was taken."""
        if self.shared is not None:
            self.shared.release(key)
        self.machine.release(key)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(pause * GROWTH, LONGEST_PAUSE_SECONDS)
