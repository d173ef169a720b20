"""The corpus of planted defects in ``tests/contract/defects``; its README says how it is made."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from core.settings import settings
from core.source import Passage, Source, SourceKind, SourceReference
from prompts.catalog import content_types
from services.sources import read_source

CORPUS = Path(__file__).parent.parent / "contract" / "defects"
EVERY = "*"
_STEP = re.compile(r"\.(\w+)|\[(\d+|\*)\]")


@dataclass(frozen=True)
class Place:
    """Where a finding is expected: below a path, or, for ``$``, on the artifact as a whole."""

    content_type: str
    path: str

    def covers(self, content_type: str, path: str) -> bool:
        """Whether a finding there is the expected one."""
        if content_type != self.content_type:
            return False
        return path == self.path if self.path == "$" else path.startswith(self.path)


@dataclass(frozen=True)
class Setting:
    """What a pack is checked under: whose source, and what was asked for.

    Attributes:
        pack: Name of the clean pack.
        language: Asked for; the source's when empty.
        request: Other fields of the request, as JSON.
        source_append: A paragraph that somebody added to the source.
    """

    pack: str
    language: str = ""
    request: str = "{}"
    source_append: str = ""


@dataclass(frozen=True, eq=False)
class Example:
    """One planted defect."""

    id: str
    kind: str
    setting: Setting
    content_type: str
    plant: list[list[Any]]
    expected: tuple[Place, ...]
    base: Setting = field(kw_only=True)

    def planted(self) -> dict[str, Any]:
        """The artifact's content with the defect in it."""
        content = copy.deepcopy(contents_of(self.setting.pack)[self.content_type])
        for step in self.plant:
            _PLANTING[step[0]](content, *step[1:])
        return content


def examples() -> list[Example]:
    """Every example, by kind and line."""
    return [
        _example(path.stem, number, json.loads(line))
        for path in sorted((CORPUS / "kinds").glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]


def clean_packs() -> list[str]:
    """Names of the clean packs."""
    return sorted(path.stem for path in (CORPUS / "packs").glob("*.json"))


@cache
def contents_of(pack: str) -> dict[str, Any]:
    """A clean pack's contents by content type, the outline among them."""
    return json.loads((CORPUS / "packs" / f"{pack}.json").read_text(encoding="utf-8"))


@cache
def source_of(pack: str, appended: str = "") -> Source:
    """The source of a clean pack, as the product reads it; with a paragraph added at the end."""
    path = next((CORPUS / "sources").glob(f"{pack}.*"))
    source = asyncio.run(read_source(SourceReference(path=str(path)), settings()))
    if not appended:
        return source
    text = f"{source.text}\n\n{appended}"
    added = Passage(
        id=f"p{len(source.passages) + 1:04d}",
        start=len(source.text) + 2,
        end=len(text),
        text=appended,
    )
    return source.model_copy(
        update={
            "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "passages": (*source.passages, added),
        }
    )


def good_samples() -> list[tuple[str, dict[str, Any]]]:
    """The good samples of every content type: its name and the sample's document."""
    return [
        (name, json.loads(path.read_text(encoding="utf-8")))
        for name, each in content_types().items()
        for path in sorted((each.folder / "samples").glob("good_*.json"))
    ]


def source_of_passages(passages: list[str], language: str) -> Source:
    """A source of these passages, set apart by empty lines."""
    text = "\n\n".join(passages)
    starts = [sum(len(each) + 2 for each in passages[:index]) for index in range(len(passages))]
    return Source(
        title="A sample's source",
        kind=SourceKind.TEXT,
        origin="a sample",
        language=language,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        passages=tuple(
            Passage(id=f"p{number:04d}", start=start, end=start + len(passage), text=passage)
            for number, (start, passage) in enumerate(zip(starts, passages, strict=True), start=1)
        ),
    )


def _example(kind: str, number: int, line: dict[str, Any]) -> Example:
    name, pack = line["type"], line["pack"]
    appended = line.get("source_append", "")
    setting = Setting(pack, line.get("language", ""), json.dumps(line.get("request", {})), appended)
    # Where the defect is what was asked for, the clean pack is the same without that.
    base = Setting(pack, source_append=appended) if not line["plant"] else setting
    return Example(
        id=f"{kind}-{number}",
        kind=kind,
        setting=setting,
        content_type=name,
        plant=line["plant"],
        expected=tuple(_place(each, name) for each in line["expect"]),
        base=base,
    )


def _place(text: str, content_type: str) -> Place:
    named, space, path = text.rpartition(" ")
    return Place(named if space else content_type, path)


def _steps(path: str) -> list[str | int]:
    return [
        name or (index if index == EVERY else int(index)) for name, index in _STEP.findall(path)
    ]


def _holders(content: Any, path: str) -> list[tuple[Any, Any]]:
    """The containers that hold the path's last step, each with that step."""
    *before, last = _steps(path)
    nodes = [content]
    for step in before:
        nodes = [each for node in nodes for each in (node if step == EVERY else [node[step]])]
    return [(node, last) for node in nodes]


def _at(content: Any, path: str) -> Any:
    ((holder, key),) = _holders(content, path)
    return holder[key]


def _set(content: Any, path: str, value: Any) -> None:
    for holder, key in _holders(content, path):
        if holder[key] == value and not path.count(EVERY):
            raise ValueError(f"{path} is that already")
        holder[key] = copy.deepcopy(value)


def _replace(content: Any, path: str, old: str, new: str) -> None:
    text = _at(content, path)
    if old not in text:
        raise ValueError(f"{path} does not hold {old!r}: {text!r}")
    _set(content, path, text.replace(old, new, 1))


def _append(content: Any, path: str, text: str) -> None:
    _set(content, path, _at(content, path) + text)


def _cut(content: Any, path: str, last: str) -> None:
    """End the text after these words."""
    text = _at(content, path)
    _set(content, path, text[: text.index(last) + len(last)])


def _remove(content: Any, path: str) -> None:
    ((holder, key),) = _holders(content, path)
    del holder[key]


def _insert(content: Any, path: str, value: Any) -> None:
    _at(content, path).append(copy.deepcopy(value))


def _copy(content: Any, path: str, into: str) -> None:
    _insert(content, into, _at(content, path))


def _swap(content: Any, path: str, other: str) -> None:
    one, two = _at(content, path), _at(content, other)
    _set(content, path, two)
    _set(content, other, one)


_PLANTING = {
    "set": _set,
    "replace": _replace,
    "append": _append,
    "cut": _cut,
    "remove": _remove,
    "insert": _insert,
    "copy": _copy,
    "swap": _swap,
}
