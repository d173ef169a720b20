"""From a model's text to the one JSON object it stands for. Strict: mending is not done here."""

from __future__ import annotations

import json
import math
import re
from typing import Any, cast

from core.errors import InsufficientSourceError, MalformedAnswerError
from services.quality.paths import ROOT, child

MAX_DEPTH = 64
"""Contracts nest less than ten deep; far deeper is an attack or a model in a loop."""

INSUFFICIENT = "insufficient_source"

_FENCE = re.compile(r"```[\w-]*[ \t]*\r?\n(.*?)\s*```", re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def parse_answer(text: str) -> dict[str, Any]:
    """The one JSON object that the answer is; a single code fence around it is taken off.

    Raises:
        InsufficientSourceError: It is ``{"insufficient_source": "reason"}``; carries the reason.
        MalformedAnswerError: It is anything else than one JSON object: text around it, a key
            given twice, NaN or an infinity, a lone surrogate or a control character in a text,
            nesting deeper than `MAX_DEPTH`. The message says what and where.
    """
    bare = text.strip()
    fenced = _FENCE.fullmatch(bare)
    answer = _decode(fenced[1] if fenced else bare)
    if not isinstance(answer, dict):
        raise _malformed(f"it is {_kind(answer)}, not an object")
    _refuse_bad_text(cast("dict[str, Any]", answer))
    content = cast("dict[str, Any]", answer)
    reason = content.get(INSUFFICIENT)
    if len(content) == 1 and isinstance(reason, str) and reason.strip():
        raise InsufficientSourceError(
            " ".join(reason.split()), hint="Give a longer source, or leave this type out."
        )
    return content


def _malformed(what: str) -> MalformedAnswerError:
    return MalformedAnswerError(f"The model's answer is not the JSON asked for: {what}.")


def _decode(text: str) -> Any:
    if not text:
        raise _malformed("it is empty")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        what = "text after the end" if error.msg == "Extra data" else error.msg.lower()
        raise _malformed(f"{what} at line {error.lineno}, column {error.colno}") from error
    except ValueError as error:
        # Python refuses to read integers of thousands of digits.
        raise _malformed("a number has too many digits") from error
    except RecursionError as error:
        raise _malformed(f"it nests deeper than {MAX_DEPTH} levels") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _malformed(f"the key {_shown(key)} is given twice")
        made[key] = value
    return made


def _refuse_constant(name: str) -> Any:
    raise _malformed(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _malformed(f"the number {_shown(digits)} is too large")
    return number


def _refuse_bad_text(answer: dict[str, Any]) -> None:
    """Walk every key and text; a stack of our own, so that no depth can exhaust the process's."""
    waiting: list[tuple[str, int, Any]] = [(ROOT, 1, answer)]
    while waiting:
        path, depth, value = waiting.pop()
        if isinstance(value, str):
            _refuse_characters(path, value)
            continue
        if not isinstance(value, dict | list):
            continue
        if depth > MAX_DEPTH:
            raise _malformed(f"it nests deeper than {MAX_DEPTH} levels")
        if isinstance(value, dict):
            for key, inner in cast("dict[str, Any]", value).items():
                _refuse_characters(path, key)
                waiting.append((child(path, key), depth + 1, inner))
        else:
            inners = cast("list[Any]", value)
            waiting += [(child(path, i), depth + 1, inner) for i, inner in enumerate(inners)]


def _refuse_characters(path: str, text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found:
        code = ord(found[0])
        surrogate = "half a surrogate pair" if code > 0xFF else "a control character"  # noqa: PLR2004 (the pattern's two blocks)
        raise _malformed(f"{surrogate} (U+{code:04X}) at {_shown(path)}")


def _shown(text: str) -> str:
    """Model text made fit for a one-line message."""
    safe = ascii(text)[1:-1]
    return safe if len(safe) <= 60 else f"{safe[:59]}…"  # noqa: PLR2004 (a line's worth)


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(cast("type[Any]", type(value)), "a number")
