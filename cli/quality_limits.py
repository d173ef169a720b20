"""A contract's counts and lengths, from the constants and the fields of its ``schema.py``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from cli.quality_modules import read_module

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.contract import Range


class Limit(NamedTuple):
    """A limit: its constant, what it is of, and what it counts."""

    name: str
    of: str
    least: int
    most: int
    unit: str


def limits(path: Path, ranges: Mapping[str, Range]) -> list[Limit]:
    """The limits in a contract's module.

    Args:
        path: The module's file.
        ranges: Its `Range` constants by name.
    """
    used = dict(_used(ast.parse(path.read_text(encoding="utf-8"))))
    said = read_module(path).text_of
    made: list[Limit] = []
    for name, limit in ranges.items():
        of, unit = used.get(name, ("", "characters"))
        made.append(Limit(name, said.get(name) or of, limit.min, limit.max, unit))
    return made


def _used(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each constant with the field, or the type of a field, that it limits, and what it counts."""
    aliases = {
        alias.id: f"each of {field}"
        for field, node in _fields(tree)
        for alias in ast.walk(node)
        if isinstance(alias, ast.Name)
    }
    for field, node in _fields(tree):
        yield from ((name, (field, unit)) for name, unit in _limiting(node))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            field = aliases.get(statement.targets[0].id, "")
            yield from ((name, (field, unit)) for name, unit in _limiting(statement.value))


def _fields(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for each in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for field in each.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                yield f"`{each.name}.{field.target.id}`", field.annotation


def _limiting(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Constants in ``Annotated[..., sized(X)]`` and ``Field(ge=X.min)``, with what they count."""
    items = "list[" in ast.unparse(node)
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        for given in call.args:
            if isinstance(given, ast.Name) and given.id.isupper():
                yield given.id, _counts("min_length", items=items)
        for keyword in call.keywords:
            if isinstance(keyword.value, ast.Attribute) and isinstance(
                keyword.value.value, ast.Name
            ):
                yield keyword.value.value.id, _counts(keyword.arg or "", items=items)


def _counts(bound: str, *, items: bool) -> str:
    """What a field's bound (``ge``, ``min_length``) counts."""
    if bound in {"min_length", "max_length"}:
        return "items" if items else "characters"
    return "the value"
