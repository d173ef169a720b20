"""The ladder: finish reason, wrapping, strict parse, bounded repair, strict parse again."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from core.errors import InsufficientSourceError, ModelRefusedError, TruncatedAnswerError
from services.answers.faults import malformed, place, shown
from services.answers.repairing import MAX_REPAIR_CHARACTERS, repair
from services.answers.strict import decode
from services.answers.values import clean, count_values
from services.answers.wrapping import unwrap

if TYPE_CHECKING:
    from collections.abc import Callable

INSUFFICIENT = "insufficient_source"

MAX_REASON_CHARACTERS = 400
"""A reason is a sentence; an essay is cut."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model's answer holds."""

    content: dict[str, Any]
    repairs: tuple[str, ...] = ()
    """Names of the kinds of repair made, sorted, each once; empty when none was needed."""


def read_answer(
    text: str, *, finish_reason: str = "stop", clock: Callable[[], float] = time.monotonic
) -> Answer:
    """The one JSON object that the answer is.

    A byte-order mark, reasoning before the object and one code fence around it are taken off.
    What is not strict JSON then is repaired if it can be in one way only; anything else is an
    error, never a guess. Linear in the text's length; 1 MB takes well under 2 s.

    Args:
        text: The raw completion.
        finish_reason: Why the model stopped; only ``stop`` answers are read.
        clock: Seconds that only grow; bounds the repair.

    Raises:
        TruncatedAnswerError: The model stopped for another reason than being done.
        ModelRefusedError: The provider's filter stopped it.
        InsufficientSourceError: It is ``{"insufficient_source": "reason"}``; carries the reason.
        MalformedAnswerError: It is anything else than one JSON object. The message says what and
            where, and can be sent back to the model.
    """
    _refuse_unfinished(finish_reason)
    bare, wrapping = unwrap(text)
    answer, repairs = _parse(bare, clock)
    if not isinstance(answer, dict):
        raise malformed(f"it is {_kind(answer)}, not an object")
    content = cast("dict[str, Any]", answer)
    repairs |= wrapping | clean(content)
    _refuse_insufficient(content)
    return Answer(content, tuple(sorted(repairs)))


def _refuse_unfinished(finish_reason: str) -> None:
    if finish_reason == "content_filter":
        raise ModelRefusedError("The model refused to answer.")
    if finish_reason != "stop":
        raise TruncatedAnswerError(
            f"The model stopped early (finish reason: {shown(finish_reason)})."
        )


def _parse(bare: str, clock: Callable[[], float]) -> tuple[Any, set[str]]:
    if not bare:
        raise malformed("it is empty")
    try:
        return decode(bare), set()
    except json.JSONDecodeError as error:
        fault, index = error.msg.lower(), error.pos
    if bare[0] != "{":
        raise malformed(f"it begins with {shown(bare[:20])} at line 1, column 1, not with {{")
    if len(bare) > MAX_REPAIR_CHARACTERS:
        raise malformed(f"{fault} at {place(bare, index)}")
    repaired = repair(bare, clock)
    with suppress(json.JSONDecodeError):
        answer = decode(repaired.text)
        if count_values(answer) == repaired.values:
            return answer, set(repaired.kinds)
    raise malformed(f"{fault} at {place(bare, index)}")


def _refuse_insufficient(content: dict[str, Any]) -> None:
    reason = content.get(INSUFFICIENT)
    if len(content) == 1 and isinstance(reason, str) and reason.strip():
        raise InsufficientSourceError(
            " ".join(reason[:MAX_REASON_CHARACTERS].split()),
            hint="Give a longer source, or leave this type out.",
        )


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(cast("type[Any]", type(value)), "a number")
