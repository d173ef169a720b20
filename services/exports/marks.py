"""Findings brought to the items they are about, and names by which a page leads to an item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from core.artifact import Finding

ROOT = "$"
_OWN_FIELD = re.compile(r"\.\w+|\.(?:\w+_)?evidence\b.*")
_NO_NAME = re.compile(r"\W+")


def anchor_of(content_type: str, path: str) -> str:
    """The id on the page of the item at this JSON path: ``item-faqs-items-3``."""
    return f"item-{content_type}-{_NO_NAME.sub('-', path).strip('-')}"


class Marks:
    """Findings about one artifact, each handed to the first block that shows what it is about.

    Args:
        content_type: Whose they are.
        findings: All of them.
        linked: JSON paths of items that something on the page leads to.
    """

    def __init__(
        self, content_type: str, findings: Sequence[Finding], linked: Collection[str] = ()
    ) -> None:
        self._content_type = content_type
        self._open = list(findings)
        self._linked = linked
        self.anchors: dict[str, str] = {}
        """Ids that stand on the page, by the item's JSON path."""

    def of_item(self, path: str) -> tuple[str, list[Finding]]:
        """Id (or an empty text) and findings of the whole item that the text at ``path`` is in."""
        owner = _owner(path)
        return self._taken(
            owner, [each for each in self._open if _is_within(each.path, owner) and path]
        )

    def of_text(self, path: str) -> tuple[str, list[Finding]]:
        """The same for a text that is shown by itself: without other lists of its item."""
        owner = _owner(path)
        if not path:
            return "", []
        if owner == path:
            found = [each for each in self._open if _is_about(each.path, path)]
        else:
            rest = ((each, each.path.removeprefix(owner)) for each in self._open)
            found = [
                each
                for each, field in rest
                if each.path == owner
                or (each.path.startswith(owner) and _OWN_FIELD.fullmatch(field))
            ]
        return self._taken(owner, found)

    def place(self, path: str) -> str | None:
        """Id of the item that a finding's path leads to, or None when it is not on the page."""
        while path and path not in self.anchors:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.anchors.get(path)

    def _taken(self, owner: str, found: list[Finding]) -> tuple[str, list[Finding]]:
        self._open = [each for each in self._open if each not in found]
        if owner in self.anchors or not (found or owner in self._linked):
            return "", found
        self.anchors[owner] = anchor_of(self._content_type, owner)
        return self.anchors[owner], found


def _owner(path: str) -> str:
    """The item that a field belongs to; the artifact's fields and lists' entries are their own."""
    parent = path[: max(path.rfind("."), 0)]
    return path if path.endswith("]") or parent == ROOT else parent


def _is_within(path: str, owner: str) -> bool:
    return path == owner or path.startswith((f"{owner}.", f"{owner}["))


def _is_about(path: str, text: str) -> bool:
    return _is_within(path, text) or _is_within(path, f"{text}_evidence")
