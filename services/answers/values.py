"""The walk over a parsed answer: depth, characters that are no text, backslashes that were lost."""

from __future__ import annotations

import re
from typing import Any, cast

from services.answers.faults import malformed, shown
from services.answers.maths import LostBackslashError, restore
from services.answers.strict import MAX_DEPTH, too_deep

LOST_BACKSLASH = "lost_backslash"

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SUSPECT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|[\t\n\r](?=[A-Za-z])")
_LAST_CONTROL = 0x9F
_CONTAINERS = (dict, list)

_Trail = tuple["_Trail | None", str | int]
"""The steps to a place, the last outermost: a path is only written out when it is needed, since
the model chooses how long its keys are."""


def clean(answer: dict[str, Any]) -> set[str]:
    """Mend in place what a valid escape did to a LaTeX command; returns the kinds of repair made.

    A stack of its own, so that no depth can exhaust the process's.

    Raises:
        MalformedAnswerError: It nests deeper than `MAX_DEPTH`; a key or text holds a control
            character, half a surrogate pair, or a command that may have lost its backslash.
    """
    repairs: set[str] = set()
    waiting: list[tuple[_Trail | None, int, Any]] = [(None, 1, answer)]
    while waiting:
        trail, depth, node = waiting.pop()
        if depth > MAX_DEPTH:
            raise too_deep()
        if isinstance(node, dict):
            _clean_keys(trail, cast("dict[str, Any]", node), repairs)
        steps = list(cast("dict[str, Any]", node)) if isinstance(node, dict) else range(len(node))
        for step in steps:
            value = cast("Any", node[step])
            if isinstance(value, str):
                node[step] = _clean_text((trail, step), value, repairs)
            elif type(value) in _CONTAINERS:
                waiting.append(((trail, step), depth + 1, value))
    return repairs


def count_values(answer: Any) -> int:
    """How many values there are in a JSON value, itself included, keys not."""
    count = 0
    waiting = [answer]
    while waiting:
        node = waiting.pop()
        count += 1
        if isinstance(node, dict):
            waiting += cast("dict[str, Any]", node).values()
        elif isinstance(node, list):
            waiting += cast("list[Any]", node)
    return count


def _path(trail: _Trail | None) -> str:
    steps: list[str] = []
    while trail:
        trail, step = trail
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return shown("".join(["$", *reversed(steps)]))


def _clean_keys(trail: _Trail | None, node: dict[str, Any], repairs: set[str]) -> None:
    keys = [_clean_text(trail, key, repairs) for key in node]
    if keys == list(node):
        return
    values = list(node.values())
    if len(set(keys)) < len(keys):
        raise malformed(f"a key is given twice at {_path(trail)}")
    node.clear()
    node.update(zip(keys, values, strict=True))


def _clean_text(trail: _Trail | None, text: str, repairs: set[str]) -> str:
    if not _SUSPECT.search(text):
        return text
    try:
        restored = restore(text)
    except LostBackslashError as error:
        raise malformed(
            f"the backslash of {error.command} at {_path(trail)} is not doubled, as JSON asks"
        ) from None
    if restored != text:
        repairs.add(LOST_BACKSLASH)
    found = _FORBIDDEN.search(restored)
    if found:
        code = ord(found[0])
        what = "a control character" if code <= _LAST_CONTROL else "half a surrogate pair"
        raise malformed(f"{what} (U+{code:04X}) at {_path(trail)}")
    return restored
