"""``coursewright prompts optimize``: candidates compared with the prompts in use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.evaluation_summary import print_json, print_optimization
from cli.exits import Exit
from cli.prompt_runs import checked_request, chosen_model, run_on_server
from cli.sources import expanded, wanted_types
from core.errors import InputError
from core.settings import settings
from flows.candidates import candidates_from, template_folders, types_named
from services.evaluation import VERTEX, OptimizationRequest, check_report_folder
from services.optimizer import check_vertex

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from services.evaluation import Optimization


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
    origin = VERTEX if candidate is None else str(expanded(candidate).absolute())
    steps = _steps(origin, wanted)
    limited = settings().budget_usd if budget is None else budget
    request = checked_request(
        OptimizationRequest,
        types=wanted,
        model=chosen_model(model, limited),
        candidate=origin,
        output=str(check_report_folder(Path(out), template_folders())),
        budget_usd=limited,
        use_cache=cache,
    )
    optimization, server = run_on_server(_optimize_prompts, request, steps)
    (print_json if as_json else print_optimization)(optimization, server)
    return Exit.COMPLETE


def _steps(origin: str, wanted: tuple[str, ...]) -> list[str]:
    """The types that there are candidates for; whether those can be had is checked, too."""
    if origin != VERTEX:
        return list(candidates_from(origin, wanted))
    named = [each.name for each in types_named(wanted)]
    check_vertex(settings())
    return named


def _optimize_prompts() -> Callable[..., Coroutine[Any, Any, Optimization]]:
    from flows.optimize_prompts import optimize_prompts  # noqa: PLC0415 (Prefect is dear)

    return optimize_prompts
