"""What an expectation of a content type asks, and why: from the docstrings beside it.

In this order: what the module of the checks says of the column in its own docstring
(a list of columns), the constants that the expectation is made of, and the function that the
column is derived with.
"""

from __future__ import annotations

import ast
import re
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from cli.quality_modules import ROOT, Module, paragraphs, read_module
from prompts._shared.expectations import unique
from prompts._shared.tone import off_tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.content_type import ContentType, Expectation

SHARED = ROOT / "prompts" / "_shared" / "expectations.py"

DERIVED: dict[str, FunctionType] = {"_off_tone": cast("FunctionType", off_tone)}
"""Functions by the ending of the columns that they name themselves."""

_NOTE = re.compile(r"^\* ((?:``\w+``(?:, )?)+): (.+)$", re.MULTILINE)


class Reason(NamedTuple):
    """An expectation with what it asks, in words, and why."""

    expectation: Expectation
    condition: str
    why: str


def reasons(content_type: ContentType) -> list[Reason]:
    """A content type's expectations, each with its condition and its reason."""
    declared = _Declared(content_type)
    return [
        Reason(each, declared.condition(each), declared.why(each))
        for each in content_type.checks.expectations
    ]


class _Declared:
    """The module that declares a content type's expectations, read and imported."""

    def __init__(self, content_type: ContentType) -> None:
        path = content_type.folder / "checks.py"
        self._tree = ast.parse(path.read_text(encoding="utf-8"))
        self._runtime = vars(import_module(content_type.checks.rows.__module__))
        self._patterns = dict(_patterns((read_module(SHARED), own := read_module(path))))
        self._texts = _texts_of_numbers() | own.text_of
        self._notes = {
            column: why
            for columns, why in _NOTE.findall(own.text)
            for column in re.findall(r"\w+", columns)
        }

    def condition(self, expectation: Expectation) -> str:
        """What has to hold, in words."""
        arguments, kind = expectation.arguments, expectation.name.rpartition(".")[2]
        if kind == "be_between":
            return _limits(arguments.get("min_value"), arguments.get("max_value"))
        if kind == "be_in_set":
            values = tuple(arguments["value_set"])
            known = {(True,): "is true", (False,): "is false", ("",): "is empty"}
            return known.get(values, f"is one of {', '.join(map(str, values))}")
        if kind == "be_unique":
            return "differs from all others"
        named = [f"`{name}`" for name in self._parts(arguments["regex"])]
        return f"{'does not match' if 'not' in kind else 'matches'} {' or '.join(named)}"

    def why(self, expectation: Expectation) -> str:
        """Why it is asked; empty when nothing says so."""
        column, pattern = expectation.column, expectation.arguments.get("regex", "")
        if column in self._notes:
            return self._notes[column]
        derived = [*self._derived(column)]
        named = dict.fromkeys(_names([*self._declared(column), *derived]))
        said = [text for name in (*self._parts(pattern), *named) if (text := self._text(name))]
        if said:
            return " ".join(said)
        if expectation.kind.endswith("be_unique"):
            return unique.__doc__ or ""
        functions = [*self._functions(derived)]
        functions += [by for ending, by in DERIVED.items() if column.endswith(ending)]
        # The first is the one whose value the column is; what it is given is worked out inside.
        return paragraphs(functions[0].__doc__ or "") if functions else ""

    def _parts(self, pattern: str) -> list[str]:
        """The constants that a pattern is made of."""
        return [name for name, (value, _) in self._patterns.items() if value in pattern]

    def _text(self, name: str) -> str:
        return self._patterns[name][1] if name in self._patterns else self._texts.get(name, "")

    def _derived(self, column: str) -> Iterator[ast.expr]:
        """How rows come by the column."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.DictComp) and _spells(node.key, column):
                yield node.value
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if key is not None and _spells(key, column):
                        yield value

    def _declared(self, column: str) -> Iterator[ast.Call]:
        """Where it is stated what has to hold of the column."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "column")]
                if any(isinstance(each, ast.Constant) and each.value == column for each in given):
                    yield node

    def _functions(self, nodes: Iterable[ast.expr]) -> Iterator[FunctionType]:
        """The packs' functions that the expressions call."""
        for node in nodes:
            for call in ast.walk(node):
                found = _resolved(call.func, self._runtime) if isinstance(call, ast.Call) else None
                if isinstance(found, FunctionType) and found.__module__.startswith("prompts."):
                    yield found


def _spells(key: ast.expr, column: str) -> bool:
    """Whether a key of a row is the column, or its end where the key begins with a field's name."""
    if isinstance(key, ast.JoinedStr):
        last = key.values[-1]
        return isinstance(last, ast.Constant) and column.endswith(str(last.value))
    return isinstance(key, ast.Constant) and key.value == column


def _names(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and each.id.isupper():
                yield each.id


def _resolved(function: ast.expr, namespace: dict[str, Any]) -> Any:
    if isinstance(function, ast.Attribute):
        return getattr(_resolved(function.value, namespace), function.attr, None)
    return namespace.get(function.id) if isinstance(function, ast.Name) else None


def _patterns(modules: Iterable[Module]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Constants that are texts, with their value and what is said of them, by name."""
    for module in modules:
        values = vars(import_module(module.path.removesuffix(".py").replace("/", ".")))
        for each in module.thresholds:
            if isinstance(values[each.name], str):
                yield each.name, (values[each.name], each.text)


def _texts_of_numbers() -> dict[str, str]:
    return read_module(ROOT / "core" / "content_type.py").text_of


def _limits(low: Any, high: Any) -> str:
    if low is None or high is None:
        return f"at least {low:g}" if high is None else f"at most {high:g}"
    return f"is {low:g}" if low == high else f"{low:g} to {high:g}"
