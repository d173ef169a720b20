"""``coursewright prompts evaluate`` and ``coursewright prompts optimize``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter
from pydantic import ValidationError

from cli.evaluation_summary import (
    print_evaluation,
    print_json,
    print_optimization,
    print_worse,
)
from cli.exits import Exit
from cli.progress import SERVER, showing_steps
from cli.sources import expanded, wanted_types
from cli.streams import LastingConsole, interrupts_held
from core.errors import InputError
from core.request import EMBEDDED_MODEL
from core.settings import settings
from flows.candidates import candidates_from, template_folders, types_named
from monitoring.progress import StepEvent, StepState, listening
from prompts.catalog import content_types
from services.evaluation import (
    VERTEX,
    EvaluationRequest,
    OptimizationRequest,
    check_report_folder,
    read_table,
    table_of,
    worse,
    write_table,
)
from services.models import check_model, resolve_model, warm_up
from services.models.pricing import check_prices
from services.optimizer import check_vertex
from services.runs.client import become_client
from services.runs.local_server import begin_start

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence
    from typing import Any

    from services.evaluation import Evaluation, Optimization, Table
    from services.runs.local_server import ServerInfo

Q = TypeVar("Q", EvaluationRequest, OptimizationRequest)
R = TypeVar("R", bound="Evaluation | Optimization")


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
    request = _request(
        EvaluationRequest,
        types=wanted,
        model=_model(model, limited),
        templates=None if templates is None else str(expanded(templates).absolute()),
        budget_usd=limited,
        use_cache=cache,
    )
    steps = [each.name for each in types_named(wanted)]
    if request.templates:
        steps = list(candidates_from(request.templates, wanted))
    evaluation, server = _run(_evaluate_prompts, request, steps)
    if as_json:
        print_json(evaluation, server)
    else:
        print_evaluation(evaluation, server)
    now = table_of(evaluation.model, evaluation.samples, evaluation.figures)
    if table is not None:
        write_table(now, expanded(table))
    if before and some:
        before = _of_types(before, now.types)
    worsened = worse(before, now) if before else ()
    print_worse(worsened)
    return Exit.PARTIAL if worsened else Exit.COMPLETE


def optimize(
    *types: str,
    out: str,
    candidate: str | None = None,
    vertex: Annotated[bool, Parameter(negative=())] = False,
    model: str | None = None,
    budget: float | None = None,
    cache: Annotated[bool, Parameter(negative="--no-cache")] = True,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Compare candidates with the prompts in use; those as good with fewer tokens are proposed.

    A proposal is a file in the output folder for a person to take over. Nothing is overwritten.

    Args:
        types: Content types; all that there are candidates for by default.
        out: New or empty folder for the report and the proposals.
        candidate: A template for the one type named, or a folder with TYPE/draft.md.j2.
        vertex: Take candidates from Vertex AI's prompt optimizer.
        model: "extractive" (embedded, needs no key) or PROVIDER:MODEL.
        budget: What the model calls may cost in US dollars.
        cache: Take finished model answers from the cache.
        as_json: Print one JSON document on standard output and nothing else there.
    """
    if (candidate is None) is not vertex:
        raise InputError(
            "Exactly one of --candidate and --vertex is needed.",
            hint="See: coursewright prompts optimize --help",
        )
    wanted = wanted_types(",".join(types) or None)
    steps = [each.name for each in types_named(wanted)]
    if candidate is None:
        check_vertex(settings())
    else:
        candidate = str(expanded(candidate).absolute())
        steps = list(candidates_from(candidate, wanted))
    limited = settings().budget_usd if budget is None else budget
    request = _request(
        OptimizationRequest,
        types=wanted,
        model=_model(model, limited),
        candidate=VERTEX if candidate is None else candidate,
        output=str(check_report_folder(Path(out), template_folders())),
        budget_usd=limited,
        use_cache=cache,
    )
    optimization, server = _run(_optimize_prompts, request, steps)
    if as_json:
        print_json(optimization, server)
    else:
        print_optimization(optimization, server)
    return Exit.COMPLETE


def _of_types(table: Table, names: Iterable[str]) -> Table:
    """The table's part about these types."""
    rows = {name: table.types[name] for name in names if name in table.types}
    return table.model_copy(update={"types": rows})


def _model(given: str | None, budget_usd: float | None) -> str:
    """The model's name; what is missing for it is said now.

    Raises:
        UnknownModelError: There is none of this name, or it is not configured.
        UnknownPriceError: There is a budget, and its price is not known.
    """
    name = settings().model if given is None else given
    check_model(name)
    if name != EMBEDDED_MODEL:
        if budget_usd is not None:
            check_prices([name])
        resolve_model(name, content_types)
    return name


def _request(kind: type[Q], **wanted: object) -> Q:
    try:
        return kind.model_validate(wanted)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"The {first['loc'][0]} cannot be used: {first['msg'].lower()}.",
            hint="See: coursewright prompts --help",
        ) from error


def _evaluate_prompts() -> Callable[..., Coroutine[Any, Any, Evaluation]]:
    from flows.evaluate_prompts import evaluate_prompts  # noqa: PLC0415 (Prefect is dear)

    return evaluate_prompts


def _optimize_prompts() -> Callable[..., Coroutine[Any, Any, Optimization]]:
    from flows.optimize_prompts import optimize_prompts  # noqa: PLC0415 (Prefect is dear)

    return optimize_prompts


def _run(
    load: Callable[[], Callable[..., Coroutine[Any, Any, R]]],
    request: EvaluationRequest | OptimizationRequest,
    steps: Sequence[str],
) -> tuple[R, ServerInfo]:
    """Run the flow that ``load`` imports on the server, showing the steps."""
    console = LastingConsole(stderr=True, highlight=False, soft_wrap=True)
    with showing_steps(console, [SERVER, *steps]) as listener:
        listener(StepEvent(SERVER, StepState.RUNNING))
        start = begin_start(settings())
        # The server and the embedded model boot meanwhile.
        warm_up(request.model, content_types)
        become_client(settings(), start.api_url)
        with interrupts_held():
            flow = load()
            from services.runs.inline import (  # noqa: PLC0415 (Prefect is dear)
                run_inline,
                termination_as_interrupt,
            )

        async def run() -> tuple[R, ServerInfo]:
            info = await start.ready()
            listener(StepEvent(SERVER, StepState.DONE, info.ui_url))
            with listening(listener):
                return await run_inline(flow, request, info.api_url), info

        with termination_as_interrupt():
            return asyncio.run(run())
