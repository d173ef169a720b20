"""JSON read strictly: what the standard library lets through and JSON or a person would not."""

from __future__ import annotations

import json
import math
from typing import Any

from services.answers.faults import malformed, shown

MAX_DEPTH = 64
"""Contracts nest less than ten deep; far deeper is an attack or a model in a loop."""

MAX_DIGITS = 400
"""Digits of one number: more than any float has, few enough for Python's quadratic conversion."""


def decode(text: str) -> Any:
    """The value.

    Raises:
        json.JSONDecodeError: It is not JSON by its grammar.
        MalformedAnswerError: A key is given twice, a number is NaN, infinite, too large, too
            small or too long, or it nests too deep for the parser (`clean` has the exact limit).
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
    except RecursionError:
        raise too_deep() from None


def too_deep() -> Exception:
    """The error for an answer that nests deeper than `MAX_DEPTH`."""
    return malformed(f"it nests deeper than {MAX_DEPTH} levels")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise malformed(f"the key {shown(key)} is given twice in one object")
            seen.add(key)
    return made


def _refuse_constant(name: str) -> Any:
    raise malformed(f"{name} is not a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise malformed("a number has too many digits")
    return int(digits)


def _finite(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise malformed("a number has too many digits")
    number = float(digits)
    if not math.isfinite(number):
        raise malformed(f"the number {shown(digits)} is too large")
    if number == 0 and digits.lower().partition("e")[0].strip("-0."):
        raise malformed(f"the number {shown(digits)} is too small")
    return number
