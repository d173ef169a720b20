"""What the stand-in answers: the product's own extractive model, on the prompt as it arrived.

A repair request shows excerpts, and the extractive model only drafts. So of a repair the stand-in
gives what it drafted from the whole source, but only the parts whose evidence the excerpts hold: a
part that was not shown what supports it stays bad.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.models.extractive import Composer

ANSWERS_KEPT = 256
DRAFTS_KEPT = 64
DRAFT = "draft"
GREETING = "OK"
"""The answer to a prompt that holds no task."""

_ANSWERED = re.compile(r"^<answer>\n(.*?)\n", re.MULTILINE)
_OPENING = re.compile(r"^<(?:request|source)>\n(.*?)\n</", re.MULTILINE | re.DOTALL)
_REPAIR = re.compile(r"repair-\d+")
_STEP = re.compile(r"\.(\w+)(?:\[(\d+)\])?")
_TASK = re.compile(r"^<task>\n(.*?)\n</task>$", re.MULTILINE | re.DOTALL)


def task_of(prompt: str) -> dict[str, Any]:
    """The last task block of a prompt; empty when there is none."""
    blocks = _TASK.findall(prompt)
    return json.loads(blocks[-1]) if blocks else {}


class Answers:
    """Composes answers in a thread, and remembers the last ones."""

    def __init__(self) -> None:
        self._composer: Composer | None = None
        self._making = threading.Lock()
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._drafts: OrderedDict[str, str] = OrderedDict()

    async def answer(self, prompt: str) -> str:
        """The answer to the user's turn ``prompt``.

        Raises:
            ModelRefusedError: The composer cannot do what the prompt asks.
        """
        if not task_of(prompt):
            return GREETING
        key = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()
        if key not in self._known:
            self._known[key] = await asyncio.to_thread(self._compose, prompt)
            while len(self._known) > ANSWERS_KEPT:
                self._known.popitem(last=False)
        return self._known[key]

    def warm_up(self) -> None:
        """Import what composing needs, so that the first answer need not."""
        with self._making:
            if self._composer is None:
                # Late: the server listens at once; the language tools come with the first prompt.
                from prompts.catalog import content_types  # noqa: PLC0415 (late, see above)
                from services.models.extractive import Composer  # noqa: PLC0415 (late, see above)

                self._composer = Composer(content_types())

    def _compose(self, prompt: str) -> str:
        self.warm_up()
        assert self._composer is not None
        if _REPAIR.fullmatch(str(task_of(prompt)["step"])):
            draft = self._draft_of(prompt)
            whole = self._composer.answer(_TASK.sub(_drafted, draft)) if draft else "{}"
            return _parts(whole, prompt)
        with self._making:
            self._drafts.pop(prompt, None)
            self._drafts[prompt] = task_of(prompt)["content_type"]
            while len(self._drafts) > DRAFTS_KEPT:
                self._drafts.popitem(last=False)
        return self._composer.answer(_TASK.sub(_drafted, prompt))

    def _draft_of(self, prompt: str) -> str | None:
        """The last prompt for a draft that held all of what this one shows."""
        content_type, shown = task_of(prompt)["content_type"], _lines(prompt)
        with self._making:
            drafts = [each for each, made in self._drafts.items() if made == content_type]
        return next((each for each in reversed(drafts) if shown <= _lines(each)), None)


def only_changes(answer: str, prompt: str) -> str:
    """An answer to a repair request, of each object only the fields that are not as shown."""
    if not _REPAIR.fullmatch(str(task_of(prompt).get("step"))):
        return answer
    shown = json.loads(_ANSWERED.findall(prompt)[-1])["parts"]
    parts: list[dict[str, Any]] = []
    for part in json.loads(answer)["parts"]:
        path, value = part["path"], part["value"]
        if isinstance(value, dict):
            value = {name: new for name, new in value.items() if shown[path].get(name) != new}
        if value not in ({}, shown[path]):
            parts.append({"path": path, "value": value})
    return json.dumps({"parts": parts}, ensure_ascii=False)


def _lines(prompt: str) -> set[str]:
    """The request, and a line for each passage."""
    return {line for block in _OPENING.findall(prompt) for line in block.splitlines()}


def _parts(answer: str, prompt: str) -> str:
    """Of a whole answer the parts that a repair request asks for and shows the evidence of."""
    asked = json.loads(_ANSWERED.findall(prompt)[-1])["parts"]
    whole = json.loads(answer)
    passages = [json.loads(line).get("id") for line in _lines(prompt)]
    parts = [
        {"path": path, "value": value}
        for path in asked
        for field, index in _STEP.findall(path)
        if (value := _at(whole, field, index)) is not None
        and all(each in passages for each in _cited([value, whole.get(f"{field}_evidence")]))
    ]
    return json.dumps({"parts": parts}, ensure_ascii=False)


def _cited(node: Any) -> Iterator[str]:
    """The ids of the passages that evidence in a value names."""
    if isinstance(node, dict):
        if "passage_id" in node:
            yield node["passage_id"]
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _cited(value)


def _at(whole: dict[str, Any], field: str, index: str) -> Any:
    value = whole.get(field)
    if not index or not isinstance(value, list):
        return value
    return value[int(index)] if int(index) < len(value) else None


def _drafted(block: re.Match[str]) -> str:
    """The task block, with a re-ask made what is asked for again, and a repair the whole."""
    task = json.loads(block.group(1))
    task["step"] = re.sub(r"-?re(?:ask|pair)-\d+$", "", str(task.get("step", ""))) or DRAFT
    line = json.dumps(task, ensure_ascii=False).replace("<", "\\u003c")
    return f"<task>\n{line}\n</task>"
