"""What the check of one artifact costs in a warm process. See README.md here.

The embedded model's content of every type, over the sources in ``examples``, is checked again and
again: contract, evidence and Great Expectations' expectations, each timed by itself, and the whole
check with all its inspections. Beside them, over the same frames, Great Expectations' own way to
validate a suite, and the reference of what each expectation means.

And what the import costs an event loop when it is done in a thread, in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.content_type import OUTLINE, CheckContext, ContentType
from core.request import ContentRequest
from core.settings import settings
from core.source import SourceReference
from prompts.catalog import content_types
from prompts.rendering import render_draft, render_opening
from services.models.extractive import Composer
from services.quality import check_content, warm_up
from services.quality.contracts import apply_contract
from services.quality.evidence.verifying import verify_evidence
from services.quality.expectations import meaning, suites
from services.quality.expectations.evaluating import evaluate
from services.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = Path(__file__).parent.parent / "examples"
TICK_SECONDS = 0.001
PARTS = ("contract", "evidence", "expectations", "check", "whole", "validation", "reference")
"""``check`` is the first three together; ``whole`` has all other inspections, too."""

WITH_IMPORT = """
import asyncio, sys
sys.path[:0] = [{folder!r}]
from check import stall_while
from services.quality import warm_up
print(*asyncio.run(stall_while(warm_up)))
"""


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something to check."""

    content_type: ContentType
    content: dict[str, Any]
    context: CheckContext


def artifacts() -> Iterator[Artifact]:
    """Every content type of every example."""
    composer = Composer(content_types())
    for file in sorted(each for each in EXAMPLES.iterdir() if each.suffix in {".md", ".txt"}):
        reference = SourceReference(path=str(file))
        source = asyncio.run(read_source(reference, settings()))
        request = ContentRequest(source=reference)
        opening = render_opening(source, request, source.language)
        outline: dict[str, Any] = {}
        for each in content_types().values():
            prompt = render_draft(each, opening, request, source.language, outline)
            content = json.loads(composer.answer(prompt.text))
            yield Artifact(each, content, CheckContext(source, request, source.language, outline))
            outline = content if each.name == OUTLINE else outline


class Validation:
    """Great Expectations' own way: a batch of a frame, validated by a suite."""

    def __init__(self) -> None:
        from great_expectations.data_context.types.base import (  # noqa: PLC0415 (seconds)
            ProgressBarsConfig,
        )

        self._gx = suites.library().gx
        context = self._gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("benchmark").add_dataframe_asset("artifacts")
        self._frames = asset.add_batch_definition_whole_dataframe("all")
        self._suites: dict[str, Any] = {}

    def validate(self, content_type: ContentType, rows: list[Any]) -> None:
        """One validation; its suite is made once."""
        name, expectations = content_type.name, content_type.checks.expectations
        if name not in self._suites:
            made = [suites.as_expectation(each) for each in expectations]
            self._suites[name] = self._gx.ExpectationSuite(name, made)
        batch = self._frames.get_batch({"dataframe": suites.frame(rows, expectations)})
        batch.validate(self._suites[name], result_format=suites.RUNTIME["result_format"])


def milliseconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it takes, and what it gives."""
    started = time.perf_counter()
    result = work()
    return 1000 * (time.perf_counter() - started), result


def measure(artifact: Artifact, validation: Validation) -> dict[str, float]:
    """Each part once."""
    kind, source = artifact.content_type, artifact.context.source
    expectations = kind.checks.expectations
    contract, content = milliseconds(
        lambda: apply_contract(kind, artifact.content).model_dump(mode="json")
    )
    evidence, _ = milliseconds(lambda: verify_evidence(content, source))
    derived, rows = milliseconds(lambda: list(kind.checks.rows(content, artifact.context)))
    judged, _ = milliseconds(lambda: evaluate(rows, expectations, suites.failing_rows))
    return {
        "contract": contract,
        "evidence": evidence,
        "expectations": derived + judged,
        "check": contract + evidence + derived + judged,
        "whole": milliseconds(lambda: check_content(kind, artifact.content, artifact.context))[0],
        "validation": milliseconds(lambda: validation.validate(kind, rows))[0],
        "reference": milliseconds(lambda: evaluate(rows, expectations, meaning.failing_rows))[0],
    }


async def stall_while(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds that work takes in a thread, and the longest that the loop stood still meanwhile."""
    started = last = time.perf_counter()
    worst = 0.0
    working = asyncio.create_task(asyncio.to_thread(work))
    while not working.done():
        await asyncio.sleep(TICK_SECONDS)
        now = time.perf_counter()
        worst, last = max(worst, now - last - TICK_SECONDS), now
    await working
    return last - started, worst


def import_in_a_thread() -> tuple[float, float]:
    """`stall_while` of Great Expectations' import, in a process that has not done it."""
    code = WITH_IMPORT.format(folder=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, stall = done.stdout.split()[-2:]
    return float(seconds), float(stall)


def print_table(taken: dict[str, list[dict[str, float]]]) -> None:
    """Medians of each part by content type, in milliseconds."""
    print(f"{'milliseconds, median':<22}" + "".join(f"{part:>14}" for part in PARTS))
    for name, runs in taken.items():
        medians = [statistics.median(run[part] for run in runs) for part in PARTS]
        print(f"{name:<22}" + "".join(f"{value:>14.1f}" for value in medians))


def main() -> None:
    """Measure, print the table, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, well under a minute")
    quick = parser.parse_args().quick
    seconds, stall = import_in_a_thread()
    warm_up()
    validation, subjects = Validation(), list(artifacts())
    for each in subjects:
        measure(each, validation)
    taken: dict[str, list[dict[str, float]]] = {}
    for _ in range(2 if quick else 8):
        for each in subjects:
            taken.setdefault(each.content_type.name, []).append(measure(each, validation))
    print_table(taken)
    print(f"\nimport in a thread: {seconds:.1f} s, loop stalled {1000 * stall:.0f} ms at worst")
    figures = {"import_s": round(seconds, 2), "import_stall_ms": round(1000 * stall)}
    for part in ("check", "whole", "expectations", "validation"):
        cuts = statistics.quantiles((run[part] for runs in taken.values() for run in runs), n=20)
        figures |= {f"{part}_ms_p50": round(cuts[9], 1), f"{part}_ms_p95": round(cuts[18], 1)}
    print(json.dumps({"benchmark": "check", "quick": quick, "figures": figures}))


if __name__ == "__main__":
    main()
