"""Taking from several sources of supply evenly, while there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def spread(count: int) -> list[int]:
    """The numbers from 0 to below ``count``, ordered so that the first few lie far apart.

    That is the order of their bits read backwards: 0, 4, 2, 6, 1, 5, 3, 7.
    """
    width = max(count - 1, 1).bit_length()
    return sorted(range(count), key=lambda number: f"{number:0{width}b}"[::-1])


class Basket:
    """Takes items while they fit.

    Args:
        sizes: The size of each item, by its number.
        room: What all that is taken may measure together.
    """

    def __init__(self, sizes: Sequence[int], room: int) -> None:
        self._sizes = sizes
        self._room = room
        self.items: dict[int, None] = {}

    def take(self, item: int, *, leaving: int = 0) -> bool:
        """Take the item if it fits and leaves this much room; whether it is in the basket now."""
        if item not in self.items:
            if self._sizes[item] > self._room - leaving:
                return False
            self.items[item] = None
            self._room -= self._sizes[item]
        return True

    def take_in_turn(self, queues: Iterable[Sequence[int]], *, leaving: int = 0) -> None:
        """Take an item from each queue in turn, until each is at its end or at one too large.

        What another queue has brought before costs a queue no turn.
        """
        waiting = [iter(queue) for queue in queues]
        while waiting:
            waiting = [queue for queue in waiting if self._take_next(queue, leaving)]

    def _take_next(self, queue: Iterable[int], leaving: int) -> bool:
        fresh = next((item for item in queue if item not in self.items), None)
        return fresh is not None and self.take(fresh, leaving=leaving)
