"""Writes docs/quality.md from the code: ``python -m cli.quality_page`` (``--check`` only compares).

Checks, thresholds and their reasons are read from where they are used; the prose between them is in
``quality_page.md.j2``.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.settings import Settings
from prompts.catalog import content_types
from services.quality.check import EVIDENCE, INSPECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.content_type import Expectation

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "quality.md"
QUALITY = ROOT / "services" / "quality"

LONGEST_VALUE = 70
"""Characters of a value shown in a table; word lists and patterns are read in the code."""

LEANS_ON = {
    "leaks": ("safety/leak_rules", "halving"),
    "privacy": ("safety/personal",),
    "intact": ("grounding/marks",),
    "readability": ("language/audiences", "language/syllables"),
}
"""Modules that belong to one inspection and are shown with it."""

SEVERITIES = {
    "duplicates.exact": "Error: says the same as an earlier claim.",
    "duplicates.near": "Warning: says nearly the same as an earlier claim.",
    "language.matches": "Error: reads as another language than the one asked for.",
    "planted.followed": "Error: comes of an instruction that the source holds.",
    "evidence.quote_found": "Error: the source does not hold the quote.",
    "evidence.passage": "Warning: the quote stands in another passage than the one named.",
}
"""What a finding means whose constant does not say it itself."""

STALE = 1
"""Exit status of ``--check`` when the page is not what the code says."""


class Constant(NamedTuple):
    """A named constant of a module with the text that follows it."""

    name: str
    value: str
    text: str
    is_finding: bool


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


class Inspected(NamedTuple):
    """An inspection: its part of the score, its module, and what its function says."""

    part: str
    module: Module
    text: str
    leans_on: tuple[Module, ...]


def render_page() -> str:
    """The page as the code has it now."""
    inspected = [_inspected(part) for part in INSPECTIONS]
    modules = [module for each in inspected for module in (each.module, *each.leans_on)]
    shown = {module.path for module in modules}
    others = [read_module(path) for path in sorted(QUALITY.rglob("*.py"))]
    shared = [read_module(path) for path in sorted((ROOT / "prompts" / "_shared").glob("*.py"))]
    own = [read_module(path) for path in sorted((ROOT / "prompts").glob("*/checks.py"))]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (Markdown of our own words, no page)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _cell
    fields = Settings.model_fields
    weights: dict[str, float] = fields["quality_weights"].default
    page = environment.get_template("quality_page.md.j2").render(
        parts=[(part, weights.get(part, 1.0)) for part in (EVIDENCE, *INSPECTIONS)],
        min_score=fields["quality_min_score"].default,
        max_repairs=fields["max_repairs"].default,
        inspections=inspected,
        modules=[each for each in others if each.path not in shown and _tells(each)],
        shared=[each for each in (*shared, *own) if each.thresholds and _checks(each)],
        types=[(each, _expected(each.checks.expectations)) for each in content_types().values()],
    )
    return re.sub(r"\n{3,}", "\n\n", page)


def read_module(path: Path) -> Module:
    """What a module's file says, without importing it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return Module(
        path=path.relative_to(ROOT).as_posix(),
        text=_paragraphs(ast.get_docstring(tree) or ""),
        constants=tuple(_constants(tree.body)),
    )


def main(arguments: Sequence[str]) -> int:
    """Write the page, or compare it with the code; the exit status."""
    page = render_page()
    if "--check" not in arguments:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    sys.stderr.write("docs/quality.md is not what the code says: run python -m cli.quality_page\n")
    return STALE


def _inspected(part: str) -> Inspected:
    inspect = INSPECTIONS[part]
    path = Path(inspect.__code__.co_filename)
    leans_on = tuple(read_module(QUALITY / f"{each}.py") for each in LEANS_ON.get(part, ()))
    return Inspected(part, read_module(path), _paragraphs(inspect.__doc__ or ""), leans_on)


def _constants(body: Sequence[ast.stmt]) -> Iterator[Constant]:
    following = [*body[1:], None]
    for statement, after in zip(body, following, strict=True):
        named = _named(statement)
        if named is None:
            continue
        name, value = named
        text = _paragraphs(_text_of(after))
        constant = value.value if isinstance(value, ast.Constant) else None
        dotted = isinstance(constant, str) and constant.replace("_", "").replace(".", "").isalpha()
        is_finding = dotted and "." in str(constant).strip(".")
        shown = str(constant) if is_finding else ast.unparse(value)
        if len(shown) > LONGEST_VALUE:
            shown = "(in the code)"
        yield Constant(name, shown, text or SEVERITIES.get(shown, ""), is_finding)


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


def _paragraphs(text: str) -> str:
    """Paragraphs on a line each; what a docstring says of arguments and the like is left out."""
    kept, *_ = text.split("\n    Args:")
    for heading in ("\nArgs:", "\n    Returns:", "\nRaises:"):
        kept, *_ = kept.split(heading)
    paragraphs = (" ".join(each.split()) for each in kept.split("\n\n"))
    return "\n\n".join(each for each in paragraphs if each)


def _tells(module: Module) -> bool:
    return bool(module.findings or module.thresholds)


def _checks(module: Module) -> bool:
    """Whether the module is about checking; others in the folder compose."""
    stems = {"columns", "expectations", "absolutes", "answering", "answer_forms", "tone", "checks"}
    return Path(module.path).stem in stems


def _expected(expectations: Sequence[Expectation]) -> list[tuple[Expectation, str]]:
    return [(each, _condition(each)) for each in expectations]


def _condition(expectation: Expectation) -> str:
    arguments, kind = expectation.arguments, expectation.name.rpartition(".")[2]
    if kind == "be_between":
        return _limits(arguments.get("min_value"), arguments.get("max_value"))
    if kind == "be_in_set":
        values = tuple(arguments["value_set"])
        known = {(True,): "is true", ("",): "is empty"}
        return known.get(values, f"is one of {', '.join(map(str, values))}")
    if kind == "be_unique":
        return "differs from all others"
    verb = "does not match" if "not" in kind else "matches"
    pattern = arguments["regex"]
    short = pattern if len(pattern) <= LONGEST_VALUE else f"{pattern[:LONGEST_VALUE]}…"
    return f"{verb} `{short}`"


def _limits(low: Any, high: Any) -> str:
    if low is None or high is None:
        return f"at least {low:g}" if high is None else f"at most {high:g}"
    return f"is {low:g}" if low == high else f"{low:g} to {high:g}"


def _cell(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("``", "`")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
