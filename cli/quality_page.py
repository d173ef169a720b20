"""Writes docs/quality.md from the code: ``python -m cli.quality_page`` (``--check`` only compares).

Checks, thresholds and their reasons are read from where they are used; the prose between them is in
``quality_page.md.j2``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.quality_limits import limits
from cli.quality_modules import ROOT, Module, paragraphs, read_module
from cli.quality_reasons import reasons
from core.content_type import LENGTH_TOLERANCE
from core.contract import MAX_QUOTES, Evidence
from core.settings import Settings
from prompts.catalog import content_types
from services.quality.check import EVIDENCE, INSPECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.quality_limits import Limit
    from core.content_type import ContentType

PAGE = ROOT / "docs" / "quality.md"
QUALITY = ROOT / "services" / "quality"
SHARED = ROOT / "prompts" / "_shared"

LEANS_ON = {
    "leaks": ("safety/leak_rules", "halving"),
    "privacy": ("safety/personal",),
    "intact": ("grounding/marks",),
    "readability": ("language/audiences", "language/syllables"),
}
"""Modules that belong to one inspection and are shown with it."""

CHECKING = (
    "expectations",
    "columns",
    "absolutes",
    "answering",
    "answer_forms",
    "relating",
    "tone",
)
"""Modules in ``prompts/_shared`` that are about checking; the others compose."""

STALE = 1
"""Exit status of ``--check`` when the page is not what the code says."""


class Inspected(NamedTuple):
    """An inspection: its part of the score, its module, and what its function says."""

    part: str
    module: Module
    text: str
    leans_on: tuple[Module, ...]


def render_page() -> str:
    """The page as the code has it now."""
    inspected = [_inspected(part) for part in INSPECTIONS]
    shown = {module.path for each in inspected for module in (each.module, *each.leans_on)}
    others = [read_module(path) for path in sorted(QUALITY.rglob("*.py"))]
    shared = [read_module(SHARED / f"{stem}.py") for stem in CHECKING]
    own = [read_module(path) for path in sorted((ROOT / "prompts").glob("*/checks.py"))]
    types = content_types().values()
    page = (
        _environment()
        .get_template("quality_page.md.j2")
        .render(
            **_settings(),
            inspections=inspected,
            modules=[each for each in others if each.path not in shown and _tells(each)],
            rechecking=_folder("rechecking"),
            repair=_folder("repair"),
            drift=read_module(ROOT / "services" / "reports" / "drift.py"),
            lengths=_lengths(),
            tolerance=100 * LENGTH_TOLERANCE,
            shared=[each for each in (*shared, *own) if each.thresholds],
            types=[(each, reasons(each)) for each in types],
            contracts=[each for content_type in types for each in _contracts(content_type)],
            max_quotes=MAX_QUOTES,
            quote=_quote_limits(),
        )
    )
    return re.sub(r"\n{3,}", "\n\n", page).rstrip("\n") + "\n"


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


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (Markdown of our own words, no page)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(cell=cell, code=code)
    return environment


def _settings() -> dict[str, Any]:
    """The figures that settings hold, by default."""
    fields = Settings.model_fields
    weights: dict[str, float] = fields["quality_weights"].default
    return {
        "parts": [(part, weights.get(part, 1.0)) for part in (EVIDENCE, *INSPECTIONS)],
        "min_score": fields["quality_min_score"].default,
        "max_repairs": fields["max_repairs"].default,
    }


def _inspected(part: str) -> Inspected:
    inspect = INSPECTIONS[part]
    path = Path(inspect.__code__.co_filename)
    leans_on = tuple(read_module(QUALITY / f"{each}.py") for each in LEANS_ON.get(part, ()))
    return Inspected(part, read_module(path), paragraphs(inspect.__doc__ or ""), leans_on)


def _folder(name: str) -> list[Module]:
    """The modules of a service that have something to show."""
    modules = (read_module(path) for path in sorted((ROOT / "services" / name).glob("*.py")))
    return [each for each in modules if _tells(each)]


def _lengths() -> Module:
    """The figures that texts are measured by."""
    module = read_module(ROOT / "core" / "content_type.py")
    numbers = tuple(each for each in module.constants if each.value[0].isdigit())
    return module._replace(constants=numbers)


def _tells(module: Module) -> bool:
    return bool(module.findings or module.thresholds)


def _contracts(content_type: ContentType) -> list[tuple[str, str, list[Limit]]]:
    """Title, file and limits of a type's contract, and of its digest's where it has one."""
    path = content_type.folder / "schema.py"
    made = [(content_type.title, path, content_type.limits)]
    if content_type.digest:
        path = content_type.folder / "digest.py"
        title = f"{content_type.title}: digest of a part of a long source"
        made.append((title, path, content_type.digest.limits))
    return [
        (title, path.relative_to(ROOT).as_posix(), limits(path, ranges))
        for title, path, ranges in made
    ]


def _quote_limits() -> str:
    """Characters of a quote, least and most."""
    said: dict[str, Any] = Evidence.model_json_schema()["properties"]["quote"]
    return f"{said['minLength']} to {said['maxLength']}"


def cell(text: str) -> str:
    """Text for a cell of a Markdown table; the double backticks of docstrings become single."""
    flat = " ".join(text.split()).replace("|", "\\|")
    return re.sub(r"(?<!`)``(?!`)", "`", flat)


def code(text: str) -> str:
    """A code span for a cell of a Markdown table, whatever the text holds."""
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    # Spaces keep a backtick at an end apart from the fence; Markdown takes them off again.
    padded = f" {text} " if longest else text
    return f"{fence}{padded}{fence}".replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
