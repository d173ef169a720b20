"""Places in an artifact as a person names them: ``Item 2 · stomata`` for ``$.items[1].term``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from services.quality.paths import ROOT
from services.rechecking.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED_CHARACTERS = 60
"""Of an item's first text, which tells it from the others."""

ITEM = "item"
"""What an entry is called of a list whose name has no singular that code can make."""

_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[]+)")
_MENTION = re.compile(r"(?:\b(\w+) )?(\$(?:\.[^\W\d]\w*|\[\d+\])+)")
_NOT_PLURAL = re.compile(r"(?:[siu]s|series|species|news)$")
_QUOTE = "quote"


def steps_of(path: str) -> list[str | int]:
    """The fields and indexes that a JSON path goes by."""
    return [int(index) if index else name for index, name in _STEP.findall(path.removeprefix(ROOT))]


def entered(node: Any, step: str | int) -> Any:
    """What is one step further in; None when nothing is."""
    if isinstance(step, int):
        entries = cast("list[Any]", node) if isinstance(node, list) else []
        return entries[step] if step < len(entries) else None
    return cast("dict[str, Any]", node).get(step) if isinstance(node, dict) else None


def place(path: str, content: Mapping[str, Any] | None = None) -> str:
    """What a person calls the place: the item's number from 1, and how it begins.

    Args:
        path: A JSON path; what it says of fields inside an item is left out.
        content: To take the item's first text from, personal data masked; without it only
            numbers are given.

    Returns:
        The field's name where the path is in no item; nothing for an artifact as a whole.
    """
    steps, node, named = steps_of(path), content, list[str]()
    for before, step in zip([ITEM, *steps], steps, strict=False):
        node = entered(node, step)
        if isinstance(step, int):
            name = singular(before) if isinstance(before, str) else ITEM
            label = f"{name} {step + 1}"
            text = "" if named else _first_text(node)
            named.append(f"{label} · {text}" if text else label)
    if not named and steps:
        named = [_spoken(str(steps[0]))]
    return _capitalised(", ".join(named))


def readable(message: str, titles: Mapping[str, str]) -> str:
    """The message with the JSON paths in it as a person names them, personal data masked.

    Args:
        message: ``Says the same as faqs $.items[2].`` becomes ``… as item 3 of FAQs.``
        titles: What people call the content types.
    """
    return masked(_MENTION.sub(lambda found: _mentioned(found[1], found[2], titles), message))


def singular(field: str) -> str:
    """What one entry of this list is called: ``key point`` of ``key_points``."""
    words = _spoken(field)
    if _NOT_PLURAL.search(words):
        return ITEM
    if words.endswith("ies"):
        return f"{words.removesuffix('ies')}y"
    return words.removesuffix("s")


def _mentioned(before: str | None, path: str, titles: Mapping[str, str]) -> str:
    named = place(path)
    named = f"{named[:1].lower()}{named[1:]}"
    if before and before in titles:
        return f"{named} of {titles[before]}"
    return f"{before} {named}" if before else named


def _first_text(node: Any) -> str:
    """How an item begins: itself or its first field with a text; none for a piece of evidence."""
    fields = cast("dict[str, Any]", node) if isinstance(node, dict) else {"": node}
    if _QUOTE in fields:
        return ""
    texts = (" ".join(each.split()) for each in fields.values() if isinstance(each, str))
    text = masked(next((each for each in texts if each), ""))
    return text if len(text) <= NAMED_CHARACTERS else f"{text[:NAMED_CHARACTERS].rstrip()}…"


def _spoken(field: str) -> str:
    return field.replace("_", " ")


def _capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
