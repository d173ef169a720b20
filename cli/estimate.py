"""``coursewright estimate``: what a pack would cost, without making any call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.exits import Exit
from cli.planning import plan
from cli.streams import LastingConsole, one_line, write_out
from core.artifact import Usage
from core.request import EMBEDDED_MODEL
from core.settings import settings
from flows.plan import ANSWERED_SHARE, planned_calls
from services.models.forecast import StepForecast, forecast
from services.models.money import cost_text, model_cost_text
from services.models.pricing import price_hint, price_known, price_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from core.source import Source

COMMAND = "estimate"
HEADINGS = ("tokens in", "cacheable", "out", "at most", "cost", "at most")


def estimate(
    source: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    types: str | None = None,
    model: Annotated[list[str] | None, Parameter(negative=())] = None,
    language: str | None = None,
    pages: int | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Say what a pack would cost. No model is called and no server is started.

    Args:
        source: As for generate.
        types: Content types wanted, separated by commas; all by default.
        model: As for generate; may be given several times, as TYPE=PROVIDER:MODEL too.
        language: Language of the pack; the source's by default.
        pages: Length of the detailed reading.
        as_json: Print one JSON document.
    """
    planned = plan(COMMAND, source, types=types, model=model, language=language, pages=pages)
    steps = forecast(planned_calls(*planned))
    if as_json:
        write_out(json.dumps(_document(steps), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(planned.source, steps, LastingConsole(highlight=False, soft_wrap=True))
    return Exit.COMPLETE


def _total(steps: Sequence[StepForecast]) -> StepForecast:
    return StepForecast(
        step="total",
        model="",
        expected=sum((each.expected for each in steps), start=Usage()),
        most=sum((each.most for each in steps), start=Usage()),
    )


def _models(steps: Sequence[StepForecast]) -> list[str]:
    return sorted({each.model for each in steps})


def _document(steps: Sequence[StepForecast]) -> dict[str, Any]:
    return {
        "steps": [{"step": each.step, "model": each.model, **_row(each)} for each in steps],
        "total": _row(_total(steps)),
        "prices": price_table(_models(steps)),
        "assumed": _assumed(),
    }


def _row(step: StepForecast) -> dict[str, Any]:
    return {
        "calls": step.expected.calls,
        "input_tokens": step.expected.input_tokens,
        "cacheable_tokens": step.expected.cached_tokens,
        "output_tokens": step.expected.output_tokens,
        "most_output_tokens": step.most.output_tokens,
        "cost_usd": step.expected.cost_usd,
        "most_cost_usd": step.most.cost_usd,
    }


def _print(source: Source, steps: Sequence[StepForecast], console: Console) -> None:
    models = _models(steps)
    console.print(f"{one_line(source.title)}: {source.words} words", markup=False)
    console.print(_table(steps, models))
    console.print(f"Models: {_models_text(steps)}.", markup=False)
    if models == [EMBEDDED_MODEL]:
        console.print(f"The embedded model ({EMBEDDED_MODEL}) costs nothing; no tokens are paid.")
        return
    total = _total(steps)
    expected, most = cost_text(total.expected.cost_usd), cost_text(total.most.cost_usd)
    console.print(f"Cost: {expected} expected, {most} at most.")
    unknown = [model for model in models if not price_known(model)]
    if unknown:
        said = f"The price of {', '.join(unknown)} is not known. {price_hint(unknown)}"
        console.print(said, markup=False)
    if prices := price_table(models):
        console.print(f"Prices: {prices}.")
    console.print(f"Assumed: {_assumed()}")


def _models_text(steps: Sequence[StepForecast]) -> str:
    """Each model, with its steps where there are several."""
    models = _models(steps)
    if len(models) == 1:
        return models[0]
    by_model = {
        model: ", ".join(each.step for each in steps if each.model == model) for model in models
    }
    return "; ".join(f"{model} ({named})" for model, named in by_model.items())


def _assumed() -> str:
    reasks, least = settings().max_reasks, settings().context_cache_min_tokens
    repairs = settings().max_repairs
    return (
        f"answers take {ANSWERED_SHARE:.0%} of their limits, without thinking; a beginning that "
        f"calls share is cached from {least:,} tokens on. At most: nothing is cached, and every "
        f"answer comes to its limit, is asked for again {reasks} times and repaired {repairs} "
        "times; calls that fail come on top. These are estimates; what holds is "
        "generate's --budget."
    )


def _table(steps: Sequence[StepForecast], models: Sequence[str]) -> Table:
    from rich.table import Table  # noqa: PLC0415 (late: --json has no need of it)

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("step", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for each in steps:
        calls = each.expected.calls
        name = each.step if calls == 1 else f"{each.step} ×{calls}"  # noqa: RUF001 (times)
        table.add_row(name, *_cells(each, each.model))
    table.add_row("total", *_cells(_total(steps), models[0] if len(models) == 1 else ""))
    return table


def _cells(step: StepForecast, model: str) -> tuple[str, ...]:
    expected, most = step.expected, step.most
    return (
        f"{expected.input_tokens:,}",
        f"{expected.cached_tokens:,}",
        f"{expected.output_tokens:,}",
        f"{most.output_tokens:,}",
        model_cost_text(model, expected.cost_usd),
        model_cost_text(model, most.cost_usd),
    )
