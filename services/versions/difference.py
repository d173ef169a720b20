"""How two packs differ, by content type and item, in words a teacher can read."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from core.contract import is_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.pack import Pack

SAME_ITEM = 0.6
"""Likeness of two items' texts from which one is an edit of the other, not another item."""

LABEL_CHARACTERS = 80


class ChangeKind(StrEnum):
    """What happened to an item or a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One item or field that differs.

    Attributes:
        content_type: Where.
        kind: What happened to it.
        path: Its JSON path: in the newer pack, or in the older one when it was removed.
        label: The item in a few words; empty for a field of the artifact itself.
        before: Its text in the older pack; empty when it was added.
        after: Its text in the newer pack; empty when it was removed.
    """

    content_type: str
    kind: ChangeKind
    path: str
    label: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """How the newer of two packs differs from the older.

    Attributes:
        changes: By content type in the packs' order, then by place.
        added_types: Content types only the newer has.
        removed_types: Content types only the older has.
        same_types: Content types that say the same in both.
        source_changed: Whether they were made from different texts.
    """

    changes: tuple[Change, ...]
    added_types: tuple[str, ...]
    removed_types: tuple[str, ...]
    same_types: tuple[str, ...]
    source_changed: bool


def difference(older: Pack, newer: Pack) -> Difference:
    """Compare two packs: what a reader sees of them, not the evidence nor the figures."""
    before, after = _contents(older), _contents(newer)
    both = [name for name in after if name in before]
    changes = {name: tuple(_compared(name, before[name], after[name])) for name in both}
    return Difference(
        changes=tuple(change for name in both for change in changes[name]),
        added_types=tuple(name for name in after if name not in before),
        removed_types=tuple(name for name in before if name not in after),
        same_types=tuple(name for name in both if not changes[name]),
        source_changed=older.source.sha256 != newer.source.sha256,
    )


def _contents(pack: Pack) -> dict[str, Mapping[str, Any]]:
    artifacts = [*([pack.outline] if pack.outline else []), *pack.artifacts]
    return {each.content_type: each.content for each in artifacts}


def _compared(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any], path: str = "$"
) -> Iterator[Change]:
    """Field by field; fields that hold evidence aside."""
    for key in dict.fromkeys((*before, *after)):
        if is_evidence(key):
            continue
        old, new, place = before.get(key), after.get(key), f"{path}.{key}"
        if _text(old) == _text(new):
            continue
        if _is_items(old) and _is_items(new):
            yield from _items(name, _rows(old), _rows(new), place)
        else:
            yield Change(name, _kind(old, new), place, "", _text(old), _text(new))


def _items(name: str, before: Sequence[Any], after: Sequence[Any], path: str) -> Iterator[Change]:
    """Item by item: an item is found again by what it says, wherever it stands now."""
    pairs = _paired([_text(item) for item in before], [_text(item) for item in after])
    for index, item in enumerate(after):
        place = f"{path}[{index}]"
        old = next((i for i, j in pairs.items() if j == index), None)
        if old is None:
            yield Change(name, ChangeKind.ADDED, place, _label(item), "", _text(item))
        elif _text(before[old]) != _text(item):
            was, now = _text(before[old]), _text(item)
            yield Change(name, ChangeKind.CHANGED, place, _label(item), was, now)
    for index, item in enumerate(before):
        if index not in pairs:
            place = f"{path}[{index}]"
            yield Change(name, ChangeKind.REMOVED, place, _label(item), _text(item), "")


def _paired(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Which old item is which new one: equal texts first, then the likest that are like enough."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(after))
    for index, text in enumerate(before):
        match = next((j for j, other in free.items() if other == text), None)
        if match is not None:
            pairs[index] = match
            del free[match]
    likeness = sorted(
        (
            (SequenceMatcher(None, text, other, autojunk=False).ratio(), index, j)
            for index, text in enumerate(before)
            if index not in pairs
            for j, other in free.items()
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    for ratio, index, j in likeness:
        if ratio < SAME_ITEM:
            break
        if index not in pairs and j in free:
            pairs[index] = j
            del free[j]
    return pairs


def _kind(old: Any, new: Any) -> ChangeKind:
    if old in (None, "", [], ()):
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if new in (None, "", [], ()) else ChangeKind.CHANGED


def _is_items(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _rows(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value)


def _text(value: Any) -> str:
    """What a value says, in the order of its fields; evidence aside."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        parts = [_text(each) for key, each in fields.items() if not is_evidence(key)]
        return " · ".join(part for part in parts if part)
    if _is_items(value):
        return " · ".join(part for part in map(_text, _rows(value)) if part)
    return "" if value is None else str(value)


def _label(item: Any) -> str:
    """An item in a few words: its first text."""
    if isinstance(item, dict):
        fields = cast("dict[str, Any]", item)
        texts = (v for k, v in fields.items() if isinstance(v, str) and not is_evidence(k))
        text = next((each for each in texts if each), _text(item))
    else:
        text = _text(item)
    return text if len(text) <= LABEL_CHARACTERS else f"{text[: LABEL_CHARACTERS - 1]}…"
