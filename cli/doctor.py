"""``coursewright doctor``: what is installed, reachable and configured, each with what to do."""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from cli.exits import Exit
from cli.streams import LastingConsole
from core.errors import CoursewrightError
from core.request import EMBEDDED_MODEL, LANGUAGES
from core.settings import APPLICATION
from core.settings import settings as current_settings

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from core.settings import Settings

PYTHON_AT_LEAST = (3, 11)
GIGABYTE = 1_000_000_000
DISK_WARNING_BYTES = 2 * GIGABYTE
DISK_PROBLEM_BYTES = GIGABYTE // 5
CACHE_WARNING_BYTES = 5 * GIGABYTE

EXTRAS = {"google": "google.genai", "openai": "openai"}
EMBEDDED_MODULES = ("pysbd", "snowballstemmer", "wordfreq", "rapidfuzz", "py3langid")
RUN_DISTRIBUTIONS = ("prefect", "fastapi")
INSTALL = "Install the product again: pip install --upgrade coursewright."

Verdict = Literal["ok", "warning", "problem"]

app = App(name="doctor")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Args:
        name: What.
        verdict: ``problem`` keeps runs from working; ``warning`` may, soon or in part.
        found: What was found.
        advice: What to do; empty when there is nothing to do.
    """

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


@app.default
def doctor_command(
    *,
    live: Annotated[bool, Parameter(negative="")] = False,
    model: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Check what is installed, reachable and configured, and say what to do.

    Exit code: 0 when there is no problem (warnings are none), 4 otherwise.

    Parameters
    ----------
    live:
        Also make one tiny call to the model, which may cost a fraction of a cent.
    model:
        Check this model instead of the default one.
    as_json:
        Print one JSON document instead of the table.
    """
    settings = current_settings()
    checks = doctor(settings, model)
    if live:
        checks.append(check_live(model or settings.model))
    return report(checks, LastingConsole(), as_json=as_json)


def doctor(settings: Settings, model: str | None = None) -> list[Check]:
    """Look at everything; takes a few seconds when a server does not answer, else under one.

    Args:
        settings: What is configured.
        model: The model to look at instead of the default one.
    """
    chosen = model or settings.model
    return [
        check_python(sys.version_info[:2]),
        check_product(),
        *(check_requirement(name) for name in RUN_DISTRIBUTIONS),
        *(check_extra(name, module, chosen) for name, module in EXTRAS.items()),
        check_home(settings.home),
        check_disk(settings.home),
        check_cache(settings.results_folder),
        check_server(settings),
        check_embedded_model(),
        check_configured_models(chosen),
        Check("Languages", "ok", ", ".join(LANGUAGES)),
    ]


def report(checks: list[Check], console: Console, *, as_json: bool) -> int:
    """Print the checks and give the exit code."""
    problems = sum(check.verdict == "problem" for check in checks)
    if as_json:
        document = {"ok": not problems, "checks": [asdict(check) for check in checks]}
        console.out(json.dumps(document, indent=2, ensure_ascii=False), highlight=False)
    else:
        _print_table(checks, console)
    return Exit.FAILED if problems else Exit.COMPLETE


def _print_table(checks: list[Check], console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415  # --json has no need of it
    from rich.text import Text  # noqa: PLC0415  # as above

    marks = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "problem": ("problem", "red")}
    table = Table("what", "", box=None, pad_edge=False)
    for heading in ("found", "what to do"):
        table.add_column(heading, overflow="fold")  # a path cut short cannot be copied
    for check in checks:
        table.add_row(
            Text(check.name), Text(*marks[check.verdict]), Text(check.found), Text(check.advice)
        )
    console.print(table)


def check_python(version: tuple[int, ...]) -> Check:
    """Whether the interpreter is new enough."""
    if version < PYTHON_AT_LEAST:
        wanted = ".".join(map(str, PYTHON_AT_LEAST))
        return Check(
            "Python", "problem", platform.python_version(), f"Use Python {wanted} or newer."
        )
    return Check("Python", "ok", f"{platform.python_version()} ({sys.executable})")


def check_product() -> Check:
    """Which version of the product is installed."""
    version = _version(APPLICATION)
    if version is None:
        return Check("Coursewright", "problem", "not installed", INSTALL)
    return Check("Coursewright", "ok", version)


def check_requirement(distribution: str) -> Check:
    """Whether a distribution is there in a version the product was made for."""
    version = _version(distribution)
    wanted = _wanted(distribution)
    if version is None:
        return Check(distribution, "problem", "not installed", INSTALL)
    if not satisfies(version, wanted):
        return Check(
            distribution,
            "problem",
            f"{version}, wanted {wanted}",
            f"pip install '{distribution}{wanted}'",
        )
    return Check(distribution, "ok", version)


def satisfies(version: str, wanted: str) -> bool:
    """Whether a version lies within bounds such as ``<0.151,>=0.139``."""
    # Late: it brings psutil along, which the help has no need of.
    from services.runs.server_state import is_older  # noqa: PLC0415

    for sign, bound in re.findall(r"(<|>=)([\w.]+)", wanted):
        older = is_older(version, bound)
        if older != (sign == "<"):
            return False
    return True


def check_extra(name: str, module: str, model: str) -> Check:
    """Whether the packages for a provider's models are there; only a chosen model needs them."""
    title = f"Models of {name}"
    if _installed(module):
        return Check(title, "ok", "installed")
    advice = "pip install 'coursewright[models]'"
    needed = model.partition(":")[0].startswith(name)
    if needed:
        return Check(title, "problem", f"not installed, and {model} needs it", advice)
    return Check(title, "ok", "not installed (optional)", f"To use them: {advice}")


def check_home(home: Path) -> Check:
    """Whether the home folder can be written, or made."""
    folder = _nearest(home)
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Check("Home folder", "ok", str(home))
    return Check(
        "Home folder",
        "problem",
        f"{home} cannot be written",
        "Make it writable, or name another one in COURSEWRIGHT_HOME.",
    )


def check_disk(home: Path) -> Check:
    """Whether there is room for databases, cache and packs."""
    free = shutil.disk_usage(_nearest(home)).free
    found = f"{_size(free)} free"
    if free >= DISK_WARNING_BYTES:
        return Check("Disk", "ok", found)
    verdict: Verdict = "problem" if free < DISK_PROBLEM_BYTES else "warning"
    return Check("Disk", verdict, found, f"Make room on the disk that holds {home}.")


def check_cache(results: Path) -> Check:
    """How much the persisted task results take up."""
    try:
        sizes = [path.stat().st_size for path in results.rglob("*") if path.is_file()]
    except OSError as error:  # one deleted meanwhile, or a folder of somebody else
        return Check("Results cache", "warning", f"{results} cannot be read: {error.strerror}")
    found = f"{len(sizes)} results, {_size(sum(sizes))}"
    if sum(sizes) > CACHE_WARNING_BYTES:
        return Check(
            "Results cache", "warning", found, f"Delete {results} to make everything anew."
        )
    return Check("Results cache", "ok", found)


def check_server(settings: Settings) -> Check:
    """Whether the Prefect server answers, or will be started."""
    from services.runs.local_server import status  # noqa: PLC0415  # late, as in ``satisfies``

    found = status(settings)
    name = "Prefect server"
    if found.state == "stopped":
        return Check(name, "ok", "not running; the next run starts it")
    if found.state != "unreachable":
        return Check(name, "ok", f"{found.state}: {found.ui_url}")
    if settings.prefect_api_url:
        return Check(
            name,
            "problem",
            f"{found.api_url} does not answer: {found.problem}",
            "Correct PREFECT_API_URL, or unset it to use a local server.",
        )
    return Check(
        name,
        "warning",
        f"{found.api_url} does not answer (process {found.pid})",
        "coursewright server stop; the next run starts it anew.",
    )


def check_embedded_model() -> Check:
    """Whether what the embedded model is made of is installed."""
    missing = [module for module in EMBEDDED_MODULES if not _installed(module)]
    if missing:
        return Check("Embedded model", "problem", f"missing: {', '.join(missing)}", INSTALL)
    return Check("Embedded model", "ok", f"{EMBEDDED_MODEL}, ready; needs no key and no network")


def check_configured_models(model: str) -> Check:
    """Whether this model, the fallbacks and those of single types can be used; calls none."""
    from prompts.catalog import content_types  # noqa: PLC0415  # late, as in ``satisfies``
    from services.models import check_models, fallbacks_of  # noqa: PLC0415  # as above

    name = "Models"
    try:
        check_models([model], content_types())
    except CoursewrightError as error:
        return Check(name, "problem", error.message, error.hint)
    by_type = current_settings().models_by_type
    parts = [model, *(f"then {each}" for each in fallbacks_of(model))]
    parts += [f"{each} for {content_type}" for content_type, each in by_type.items()]
    advice = "COURSEWRIGHT_MODEL names another one." if parts == [EMBEDDED_MODEL] else ""
    return Check(name, "ok", ", ".join(parts), advice)


def check_live(model: str) -> Check:
    """Whether the model answers: one tiny call is made."""
    from prompts.catalog import content_types  # noqa: PLC0415  # late, as in ``satisfies``
    from services.models import live_check  # noqa: PLC0415  # as above

    name = "Live call"
    if model == EMBEDDED_MODEL:
        return Check(name, "ok", f"{model} is on this machine, there is nothing to call")
    try:
        answer = asyncio.run(live_check(model, content_types))
    except CoursewrightError as error:
        return Check(name, "problem", error.message, error.hint)
    tokens = f"{answer.usage.input_tokens} tokens in, {answer.usage.output_tokens} out"
    cost = answer.usage.cost_usd
    price = "price unknown" if cost is None else f"${cost:.6f}"
    return Check(
        name, "ok", f"{answer.model} answered in {answer.seconds * 1000:.0f} ms: {tokens}, {price}"
    )


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _wanted(distribution: str) -> str:
    try:
        requirements = importlib.metadata.requires(APPLICATION) or []
    except importlib.metadata.PackageNotFoundError:
        return ""
    for requirement in requirements:
        match = re.match(r"([\w.-]+)(?:\[[^]]*\])?\s*([^;]*)", requirement)
        if match and match[1] == distribution:
            return match[2].strip()
    return ""


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # the package above it is not there
        return False


def _nearest(path: Path) -> Path:
    # Not `exists`: it raises below a folder that must not be looked into.
    folders = (path.absolute(), *path.absolute().parents)
    return next(folder for folder in folders if os.access(folder, os.F_OK))


def _size(number: int) -> str:
    if number >= GIGABYTE:
        return f"{number / GIGABYTE:.1f} GB"
    return f"{number / 1e6:.1f} MB"
