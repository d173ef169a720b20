"""``coursewright prompts evaluate``: what the prompts' first answers are worth, and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.evaluation_summary import print_evaluation, print_json, print_worse
from cli.exits import Exit
from cli.prompt_runs import checked_request, chosen_model, run_on_server
from cli.sources import expanded, wanted_types
from core.errors import InputError
from core.settings import settings
from flows.candidates import candidates_from, types_named
from services.evaluation import EvaluationRequest, read_table, table_of, worse, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from typing import Any

    from services.evaluation import Evaluation, Table


def evaluate(  # noqa: PLR0913 (one parameter for each option)
    *,
    types: str | None = None,
    model: str | None = None,
    templates: str | None = None,
    budget: float | None = None,
    cache: Annotated[bool, Parameter(negative="--no-cache")] = True,
    against: str | None = None,
    table: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Evaluate the prompts on the golden samples: what their first answers are worth, and cost.

    With --against it exits with 3 when a figure is worse than in the table.

    Args:
        types: Content types, separated by commas; all by default (see: coursewright types).
        model: "extractive" (embedded, needs no key) or PROVIDER:MODEL.
        templates: A folder with other templates to evaluate instead, TYPE/draft.md.j2.
        budget: What the model calls may cost in US dollars.
        cache: Take finished model answers from the cache.
        against: A table of an earlier evaluation, to be compared with.
        table: Write the figures to this file, for a later --against; it is replaced.
        as_json: Print one JSON document on standard output and nothing else there.
    """
    some = types is not None or templates is not None
    if table is not None and some:
        raise InputError(
            "--table writes the figures of all types, with the templates in use.",
            hint="Leave out --types and --templates.",
        )
    before = None if against is None else read_table(expanded(against))
    wanted = wanted_types(types)
    limited = settings().budget_usd if budget is None else budget
    request = checked_request(
        EvaluationRequest,
        types=wanted,
        model=chosen_model(model, limited),
        templates=None if templates is None else str(expanded(templates).absolute()),
        budget_usd=limited,
        use_cache=cache,
    )
    evaluation, server = run_on_server(_evaluate_prompts, request, _steps(request))
    (print_json if as_json else print_evaluation)(evaluation, server)
    now = table_of(evaluation.model, evaluation.samples, evaluation.figures)
    if table is not None:
        write_table(now, expanded(table))
    return _compared(_of_types(before, now.types) if before and some else before, now)


def _steps(request: EvaluationRequest) -> list[str]:
    """What is evaluated, by name; the templates that are named are read, too."""
    if request.templates:
        return list(candidates_from(request.templates, request.types))
    return [each.name for each in types_named(request.types)]


def _compared(before: Table | None, now: Table) -> int:
    """The exit status, once what has become worse is said."""
    worsened = worse(before, now) if before else ()
    print_worse(worsened)
    return Exit.PARTIAL if worsened else Exit.COMPLETE


def _of_types(table: Table, names: Iterable[str]) -> Table:
    """The table's part about these types."""
    rows = {name: table.types[name] for name in names if name in table.types}
    return table.model_copy(update={"types": rows})


def _evaluate_prompts() -> Callable[..., Coroutine[Any, Any, Evaluation]]:
    from flows.evaluate_prompts import evaluate_prompts  # noqa: PLC0415 (Prefect is dear)

    return evaluate_prompts
