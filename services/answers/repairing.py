"""The bounded repair: one pass over the text, a list of allowed kinds, and refusal of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.answers.faults import malformed, place
from services.answers.literals import RefusedError
from services.answers.scanning import Repaired, Scanner
from services.answers.tokens import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_REPAIR_CHARACTERS = 256 * 1024
"""An answer has some ten thousand characters; a longer one is read strictly or not at all."""

MAX_REPAIR_SECONDS = 1.0
TOKENS_BETWEEN_LOOKS = 256
"""The clock is looked at once in so many tokens."""


def repair(text: str, clock: Callable[[], float]) -> Repaired:
    """The text, which begins with ``{``, as JSON.

    Raises:
        MalformedAnswerError: It cannot be repaired, or not in one way only, or not in time.
    """
    try:
        return _scan(text, clock)
    except RefusedError as refused:
        raise malformed(f"{refused.what} at {place(text, refused.index)}") from None


def _scan(text: str, clock: Callable[[], float]) -> Repaired:
    scanner = Scanner(text)
    deadline = clock() + MAX_REPAIR_SECONDS
    index, tokens = 0, 0
    while index < len(text):
        if tokens % TOKENS_BETWEEN_LOOKS == 0 and clock() > deadline:
            raise RefusedError("it takes too long to repair", index)
        found = TOKEN.match(text, index)
        if found is None:
            raise RefusedError(scanner.fault(), index)
        scanner.take(found)
        index, tokens = found.end(), tokens + 1
    return scanner.finish()
