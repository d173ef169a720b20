"""The main flow: a source in, a checked learning pack out.

ingest -> outline -> each content type on its own chain (see `flows.chain`), with no barrier
between the chains -> publish.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from prefect.runtime import flow_run

from core.artifact import Artifact
from core.errors import ContentError, ModelError, PackFailedError
from core.pack import ErrorInfo, Pack, PackState
from core.request import ContentRequest
from core.settings import APPLICATION, settings
from flows.chain import Material, make_artifact
from flows.digests import is_long, read_in_parts, select_for
from monitoring.progress import StepState, report
from prompts import rendering
from prompts.catalog import derived_types, outline_type
from prompts.rendering import render_opening
from services import exports
from services.models import check_source, open_session, price_table
from services.runs.inline import untagged
from services.runs.quick_flow import quick_flow
from services.runs.reporting import Progress, show_content
from tasks.ingest import ingest
from tasks.publish_pack import publish_pack
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from core.content_type import ContentType
    from core.source import Source

INGEST = "ingest"
PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class _Run:
    """One pack in the making."""

    material: Material
    types: Sequence[ContentType]
    progress: Progress
    background: list[asyncio.Task[None]]

    def beside(self, report: Coroutine[Any, Any, None]) -> None:
        """Have something shown in the UI beside the work."""
        self.background.append(asyncio.create_task(report))


def _flow_run_name() -> str:
    request = ContentRequest.model_validate(flow_run.parameters["request"])
    return f"{request.source.label} · {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@quick_flow(
    name="generate-content",
    flow_run_name=_flow_run_name,
    persist_result=False,
    # Ours, whatever default the server has; and the server need not be asked for it.
    result_storage=settings().results_folder,
)
async def generate_content(request: ContentRequest) -> Pack:
    """Make a learning pack from a source.

    One content type failing leaves the others: the pack is then partial, with an error for each
    that is missing.

    Args:
        request: What is wanted, and where the source is.

    Raises:
        InputError: The source cannot be read, or the request does not fit it.
        PackFailedError: No content type could be made.
    """
    deadline = asyncio.get_running_loop().time() + settings().pack_timeout_seconds
    types = derived_types(request.types)
    progress = Progress(steps=len(types) + 2)
    # What drafting and publishing load is loaded while the outline is waited for.
    asyncio.get_running_loop().run_in_executor(None, _warm_up, types)
    with untagged():
        source = await _ingest(request)
        language = request.language or source.language
        for model in {request.model_for(each.name) for each in (outline_type(), *types)}:
            check_source(model, source, language)
        opening = render_opening(source, request, language)
        async with open_session(request.budget_usd or settings().budget_usd) as session:
            material = Material(
                request, source, language, opening, 1.0, len(types) + 1, session, deadline
            )
            run = _Run(material, types, progress, background=[])
            run.beside(progress.show())
            try:
                return await _make_pack(run)
            finally:
                await asyncio.gather(*run.background)


def _warm_up(types: Sequence[ContentType]) -> None:
    rendering.warm_up(types)
    exports.warm_up()


async def _make_pack(run: _Run) -> Pack:
    outline = await _make(outline_type(), run, {}, run.material)
    made: Sequence[Artifact | ErrorInfo] = ()
    if isinstance(outline, Artifact):
        chosen = await _materials(run, outline.content)
        made = await asyncio.gather(
            *(_make(each, run, outline.content, chosen[each.name]) for each in run.types)
        )
    pack = await _publish(_assemble(run, outline, made))
    run.beside(run.progress.advance())
    return pack


async def _ingest(request: ContentRequest) -> Source:
    report(INGEST, StepState.RUNNING)
    source = await ingest(request.source)
    report(INGEST, StepState.DONE, f"{source.words} words, {len(source.passages)} passages")
    return source


async def _materials(run: _Run, outline: Mapping[str, Any]) -> dict[str, Material]:
    """What each type is made from: of a long source one selection, unless its model reads all."""
    chosen = dict.fromkeys((each.name for each in run.types), run.material)
    long = [each for each in run.types if await is_long(each, run.material)]
    if long:
        selected = await select_for(outline, run.material, long)
        chosen |= dict.fromkeys((each.name for each in long), selected)
    return chosen


async def _make(
    content_type: ContentType, run: _Run, outline: Mapping[str, Any], material: Material
) -> Artifact | ErrorInfo:
    """One chain; an error of this type only costs this type."""
    report(content_type.name, StepState.RUNNING)
    try:
        if content_type.digest and await is_long(content_type, material):
            digests = await read_in_parts(content_type, material)
            artifact = await make_artifact(content_type, digests.material, outline)
            artifact = digests.credited(artifact)
        else:
            artifact = await make_artifact(content_type, material, outline)
    except (ContentError, ModelError) as error:
        report(content_type.name, StepState.FAILED, error.message)
        return ErrorInfo.of(content_type.name, error)
    finally:
        run.beside(run.progress.advance())
    run.beside(show_content(artifact, content_type, run.material.language, run.material.source))
    state = StepState.CACHED if artifact.cached else StepState.DONE
    report(content_type.name, state, f"{artifact.items} items, score {artifact.report.score}")
    return artifact


def _assemble(
    run: _Run, outline: Artifact | ErrorInfo, made: Sequence[Artifact | ErrorInfo]
) -> Pack:
    material = run.material
    artifacts = tuple(each for each in made if isinstance(each, Artifact))
    errors = tuple(each for each in (outline, *made) if isinstance(each, ErrorInfo))
    if not isinstance(outline, Artifact) or (run.types and not artifacts):
        raise PackFailedError(
            "No content could be made. "
            + " ".join(f"{error.content_type}: {error.message}" for error in errors),
            hint=errors[0].hint,
        )
    return Pack(
        title=outline.title,
        language=material.language,
        state=PackState.COMPLETE if len(artifacts) == len(run.types) else PackState.PARTIAL,
        request=material.request,
        source=material.source,
        outline=outline,
        artifacts=artifacts,
        errors=errors,
        usage=sum((each.usage for each in artifacts), start=outline.usage),
        spent=material.session.budget.spent,
        prices=price_table(
            material.request.model_for(each.name) for each in (outline_type(), *run.types)
        ),
        created_at=datetime.now(UTC),
        flow_run_id=flow_run.id,
        product_version=version(APPLICATION),
        output=material.request.output or str(settings().packs_folder / (flow_run.id or "")),
    )


async def _publish(pack: Pack) -> Pack:
    report(PUBLISH, StepState.RUNNING)
    await publish_pack(Sealed(pack))
    report(PUBLISH, StepState.DONE, pack.output or "")
    return pack
