"""A parameter, or a flow's result, that Prefect does not look into."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Sealed(Generic[T]):
    """Hides a large value from Prefect, which walks through parameters and results for futures.

    A long source has thousands of passages, a pack as many fields; walking a long source takes
    some 100 ms for each task run.
    """

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value
