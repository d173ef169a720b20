"""What a module says of its own checks: its docstring, and its constants with the text below each.

The files are read; a module is imported only to count the entries of a value too long to show.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from core.content_type import Expectation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]

LONGEST_VALUE = 120
"""Characters of a value that a table shows as it stands; of longer ones it says where they are."""

FEW_WORDS = 8
"""Words up to which a list of them is shown."""

FINDING = re.compile(r"[a-z_]+\.(?!json$)[a-z_]+")
"""How a finding is called, unlike a file."""

SEVERITIES = ("Error", "Warning")
"""The text of a finding's constant begins with one of these."""

_LISTED = re.compile(r"\s*[*-] ")
_HEADINGS = re.compile(r"\n(?:Args|Attributes|Raises|Returns):\n")
_WORDS = re.compile(r"[\w\s'’-]+")  # noqa: RUF001 (typographic apostrophe)


class Constant(NamedTuple):
    """A named constant of a module with the text that follows it; ``whole``: as it stands."""

    name: str
    value: str
    text: str
    is_finding: bool
    whole: bool = True


class Module(NamedTuple):
    """What a module says of itself."""

    path: str
    text: str
    constants: tuple[Constant, ...]

    @property
    def findings(self) -> list[Constant]:
        """Its names of findings."""
        return [each for each in self.constants if each.is_finding]

    @property
    def thresholds(self) -> list[Constant]:
        """Its other constants that say what they are for."""
        return [each for each in self.constants if each.text and not each.is_finding]

    @property
    def text_of(self) -> dict[str, str]:
        """What is said of each constant, by name."""
        return {each.name: each.text for each in self.constants}


def read_module(path: Path) -> Module:
    """What a module's file says."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    relative = path.relative_to(ROOT).as_posix()
    return Module(
        path=relative,
        text=paragraphs(ast.get_docstring(tree) or ""),
        constants=tuple(_constants(tree.body, relative)),
    )


def paragraphs(text: str) -> str:
    """Paragraphs, and items of a list, on a line each; without what is said of arguments."""
    kept = _HEADINGS.split(inspect.cleandoc(text))[0]
    joined = (_joined(each) for each in kept.split("\n\n"))
    return "\n\n".join(each for each in joined if each)


def _joined(paragraph: str) -> str:
    lines: list[str] = []
    for line in paragraph.splitlines():
        if lines and not _LISTED.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(" ".join(line.split()) for line in lines)


def _constants(body: Sequence[ast.stmt], path: str) -> Iterator[Constant]:
    following = [*body[1:], None]
    for statement, after in zip(body, following, strict=True):
        named = _named(statement)
        if named is None:
            continue
        name, value = named
        text = paragraphs(_text_of(after))
        said = value.value if isinstance(value, ast.Constant) else None
        if isinstance(said, str) and (FINDING.fullmatch(said) or text.startswith(SEVERITIES)):
            yield Constant(name, said, text, is_finding=True)
            continue
        shown = said if isinstance(said, str) else ast.unparse(value)
        if len(shown) <= LONGEST_VALUE and _is_plain(value):
            yield Constant(name, shown, text, is_finding=False)
        elif text:
            yield from _long(name, text, path)


def _is_plain(value: ast.expr) -> bool:
    """Whether an expression reads as a value: nothing in it is worked out but a range."""
    made = [each for each in ast.walk(value) if isinstance(each, ast.Call | ast.comprehension)]
    return all(isinstance(each, ast.Call) and ast.unparse(each.func) == "range" for each in made)


def _long(name: str, text: str, path: str) -> Iterator[Constant]:
    """A constant whose value is long: a pattern and a few words whole, else how much it is.

    None for expectations that types share: each is shown where it is declared.
    """
    value = getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
    if isinstance(value, tuple) and isinstance(cast("tuple[Any, ...]", value)[0], Expectation):
        return
    words = _words(value)
    if isinstance(value, str) and not words:
        yield Constant(name, value, text, is_finding=False)
    elif 0 < len(words) <= FEW_WORDS:
        yield Constant(name, ", ".join(sorted(words)), text, is_finding=False)
    else:
        shown = f"{_counted(value, words)}, in `{path}`"
        yield Constant(name, shown, text, is_finding=False, whole=False)


def _counted(value: Any, words: list[str]) -> str:
    """How many words or entries a value holds."""
    if not isinstance(value, Mapping):
        return f"{len(words)} words" if words else f"{len(value)} entries"
    keys = list(cast("Mapping[str, Any]", value))
    named = f" ({', '.join(keys)})" if len(keys) <= FEW_WORDS else ""
    return f"{len(words)} words{named}" if len(words) > len(keys) else f"{len(keys)} entries{named}"


def _words(value: Any) -> list[str]:
    """The words of a value that holds words alone, however they are written; else none."""
    if isinstance(value, str):
        return value.split() if _WORDS.fullmatch(value) else []
    if isinstance(value, Mapping):
        held = [_words(each) for each in cast("Mapping[str, Any]", value).values()]
        return [word for words in held for word in words] if all(held) else []
    if not isinstance(value, Collection):
        return []
    entries = list(cast("Collection[Any]", value))
    return entries if all(isinstance(each, str) and " " not in each for each in entries) else []


def _named(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    """The public constant that a statement assigns, with its value."""
    if isinstance(statement, ast.AnnAssign):
        target, value = statement.target, statement.value
    elif isinstance(statement, ast.Assign):
        target, value = statement.targets[0], statement.value
    else:
        return None
    if not isinstance(target, ast.Name) or value is None or not target.id.isupper():
        return None
    return None if target.id.startswith("_") else (target.id, value)


def _text_of(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        value = statement.value.value
        return value if isinstance(value, str) else ""
    return ""
