"""Reading a prompt back: the data blocks that ``prompts/_shared/draft.md.j2`` writes."""

from __future__ import annotations

import json
import re
from typing import Any

from core.source import Passage


class PromptReader:
    """The data blocks of a prompt.

    Args:
        text: The prompt's user turn.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def block(self, name: str) -> str:
        """What stands between the tags ``name``, or an empty string."""
        found = re.search(rf"^<{name}>\n(.*?)\n</{name}>$", self._text, re.MULTILINE | re.DOTALL)
        return found.group(1) if found else ""

    def value(self, name: str) -> dict[str, Any]:
        """The block's JSON object, empty when there is no such block."""
        return json.loads(self.block(name) or "{}")

    def passages(self) -> list[Passage]:
        """The source's passages; offsets count within the passages joined by line breaks."""
        passages: list[Passage] = []
        start = 0
        for line in self.block("source").split("\n"):
            data = json.loads(line)
            end = start + len(data["text"])
            passages.append(
                Passage(
                    id=data["id"],
                    start=start,
                    end=end,
                    text=data["text"],
                    heading_path=tuple(data["heading"]),
                )
            )
            start = end + 1
        return passages
