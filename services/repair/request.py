"""What a round tells the model: the units as they are, what is wrong, and the schema of the parts.

The values come from content that may hold anything; they are data in the prompt.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from core.contract import answer_schema, as_written
from services.quality.contracts import evidence_lists
from services.quality.paths import ROOT, child
from services.repair.units import place_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pydantic import BaseModel

    from core.artifact import Finding

    Item = dict[str, Any]
    from services.repair.units import Unit

SHOWN_CHARACTERS = 60
"""Of each item that stays, so that what comes new does not repeat it."""

TOLD_PROBLEMS = 4
"""Of one field of a unit; the rest are counted."""

_DEFINITIONS = "$defs"
_REFERENCE = "#/$defs/"


def value_at(content: Mapping[str, Any], path: str) -> Any:
    """The value at a unit's path."""
    place = place_of(path)
    if place is None:
        raise AssertionError(f"{path} is not a unit's path")
    field, index = place
    return content[field] if index is None else content[field][index]


def values_of(content: Mapping[str, Any], units: Sequence[Unit]) -> dict[str, Any]:
    """The units' values by path, as a model would write them."""
    return {
        path: as_written(value_at(content, path), path.rpartition(".")[2])
        for unit in units
        for path in unit.paths
    }


def problems_of(findings: Sequence[Finding], units: Sequence[Unit]) -> dict[str, list[str]]:
    """What is wrong with the units, and with the lists and the whole they are parts of, by path."""
    fields = {place[0] for unit in units if (place := place_of(unit.path))}
    about = {ROOT} | {child(ROOT, field) for field in fields} - {unit.path for unit in units}
    problems: dict[str, list[str]] = {}
    for finding in findings:
        if finding.path in about or any(unit.holds(finding.path) for unit in units):
            problems.setdefault(finding.path, []).append(finding.message)
    return {
        path: list(dict.fromkeys(said)) if path in about else _the_first(dict.fromkeys(said))
        for path, said in problems.items()
    }


def kept_items(
    content: Mapping[str, Any],
    units: Sequence[Unit],
    passage_ids: Collection[str] | None = None,
) -> dict[str, str]:
    """How the items begin that stay in the lists of which items are asked for, by path.

    Args:
        content: The artifact's content.
        units: What is asked for.
        passage_ids: The passages that the round shows, None for all: items that rest on others
            alone need not be known to be told from what comes new, where they are long; nor need
            those that claim nothing, where they are not beside what is asked for.
    """
    asked = {unit.path for unit in units}
    fields = dict.fromkeys(place[0] for path in asked if (place := place_of(path)))
    kept: dict[str, str] = {}
    for field in fields:
        items = cast("list[Any]", content[field]) if isinstance(content[field], list) else []
        paths = [child(child(ROOT, field), index) for index in range(len(items))]
        for index, text in enumerate(_telling(items)):
            beside = not asked.isdisjoint(paths[max(0, index - 1) : index + 2])
            if not text or paths[index] in asked:
                continue
            if passage_ids is None or beside or _may_meet(items[index], text, passage_ids):
                kept[paths[index]] = text[:SHOWN_CHARACTERS]
    return kept


def _may_meet(item: Any, text: str, passage_ids: Collection[str]) -> bool:
    """Whether something made from these passages may come to say what the item says."""
    pieces = [piece for _, found in evidence_lists(item, ROOT) for piece in found]
    if not pieces:
        return not isinstance(item, dict) or "evidence" not in item
    cites = any(piece["passage_id"] in passage_ids for piece in pieces)
    return cites or len(text) <= SHOWN_CHARACTERS


def _the_first(messages: Iterable[str]) -> list[str]:
    """So many that it is seen what is wrong; a part made up throughout has one for each name."""
    told = list(messages)
    more = len(told) - TOLD_PROBLEMS
    return [*told[:TOLD_PROBLEMS], f"And {more} more."] if more > 1 else told


def parts_schema(contract: type[BaseModel], units: Sequence[Unit]) -> dict[str, Any]:
    """The JSON schema of an answer that gives these units and nothing else."""
    whole = _without_notes(answer_schema(contract))
    paths_by_schema: dict[str, list[str]] = {}
    for path in (path for unit in units for path in unit.paths):
        schema = json.dumps(_schema_at(whole, path), sort_keys=True)
        paths_by_schema.setdefault(schema, []).append(path)
    parts = [
        {
            "type": "object",
            "properties": {"path": {"enum": paths}, "value": json.loads(schema)},
            "required": ["path", "value"],
        }
        for schema, paths in paths_by_schema.items()
    ]
    named = _definitions(whole, parts)
    return {
        **({_DEFINITIONS: named} if named else {}),
        "type": "object",
        "properties": {"parts": {"type": "array", "items": {"anyOf": parts}}},
        "required": ["parts"],
    }


def _without_notes(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the titles and descriptions of what it defines.

    They say nothing that the names do not: a third of the schema's tokens.
    """
    definitions: dict[str, Any] = schema.get(_DEFINITIONS, {})
    return {
        _DEFINITIONS: {name: _bare(each) for name, each in definitions.items()},
        "properties": {name: _bare(each) for name, each in schema["properties"].items()},
    }


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    bare = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    if isinstance(bare.get("properties"), dict):
        fields = cast("dict[str, dict[str, Any]]", bare["properties"])
        bare["properties"] = {name: _bare(field) for name, field in fields.items()}
    return bare


def _schema_at(whole: dict[str, Any], path: str) -> dict[str, Any]:
    place = place_of(path)
    if place is None:
        raise AssertionError(f"{path} is not a unit's path")
    field, index = place
    schema: dict[str, Any] = whole["properties"][field]
    if index is None:
        return schema
    item: dict[str, Any] = schema["items"]
    name = item.get("$ref", "").removeprefix(_REFERENCE)
    resolved: dict[str, Any] = whole[_DEFINITIONS].get(name, item)
    # Of an item only the fields that change are asked for.
    return {key: value for key, value in resolved.items() if key != "required"}


def _definitions(whole: dict[str, Any], node: Any) -> dict[str, Any]:
    """What the schema refers to, directly or not."""
    known: dict[str, Any] = whole.get(_DEFINITIONS, {})
    named: dict[str, Any] = {}
    waiting = list(_references(node))
    while waiting:
        name = waiting.pop()
        if name not in named:
            named[name] = known[name]
            waiting += _references(known[name])
    return {name: named[name] for name in sorted(named)}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for value in cast("list[Any]", node):
            yield from _references(value)
    elif isinstance(node, dict):
        for key, value in cast("dict[str, Any]", node).items():
            if key == "$ref" and isinstance(value, str):
                yield value.removeprefix(_REFERENCE)
            else:
                yield from _references(value)


def _telling(items: Sequence[Any]) -> list[str]:
    """Of each item the text that tells it from the others, in the first field that does."""
    told: list[str] = []
    for name in next((list(cast("Item", each)) for each in items if isinstance(each, dict)), [""]):
        values = [cast("Item", each).get(name) if name else each for each in items]
        texts = [value if isinstance(value, str) else "" for value in values]
        if len(set(texts)) > len(set(told)):
            told = texts
        if len(set(texts)) == len(items):
            break
    return told
