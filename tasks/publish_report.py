"""The task that publishes what evaluating or optimising prompts came to."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from services.evaluation import (
    Evaluation,
    evaluation_markdown,
    optimization_markdown,
    write_report,
)
from services.runs.reporting import show_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.evaluation import Optimization
    from tasks.sealed import Sealed

EVALUATION_KEY = "prompt-evaluation"
OPTIMIZATION_KEY = "prompt-optimization"


@task(
    name="publish_report",
    task_run_name="publish",
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def publish_report(
    report: Sealed[Evaluation | Optimization], templates: Sealed[Mapping[str, str]]
) -> None:
    """Show the report in the UI; an optimisation's is written to its folder, with the proposals.

    Args:
        report: What it came to.
        templates: The text of the proposed templates, by content type.

    Raises:
        OutputError: The folder cannot be written.
    """
    made = report.value
    if isinstance(made, Evaluation):
        await show_markdown(EVALUATION_KEY, evaluation_markdown(made), "Figures of the prompts")
        return
    await asyncio.to_thread(write_report, made, templates.value, Path(made.output))
    await show_markdown(OPTIMIZATION_KEY, optimization_markdown(made), "Candidates for prompts")
