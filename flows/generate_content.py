"""The main flow: a source in, a checked learning pack out.

ingest -> outline -> each content type on its own chain (see `flows.chain` and `flows.repairs`),
with no barrier between the chains -> check_pack -> publish.
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
from core.pack import ErrorInfo, Pack, PackReport, PackState
from core.request import ContentRequest
from core.settings import APPLICATION, settings
from flows.chain import Material, make_artifact, outcome
from flows.digests import is_long, read_in_parts, select_for
from flows.renewal import anew, taken_over
from flows.repairs import quarantine, repaired
from monitoring.progress import StepState, report
from prompts import rendering
from prompts.catalog import derived_types, outline_type
from prompts.rendering import render_opening
from services import exports, quality
from services.models import check_source, open_session, price_table
from services.results.storage import result_storage
from services.runs.inline import untagged
from services.runs.quick_flow import quick_flow
from services.runs.reporting import Progress, show_content
from tasks.check_pack import check_pack
from tasks.ingest import ingest
from tasks.load_version import load_version
from tasks.publish_pack import publish_pack
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from core.content_type import ContentType
    from core.source import Source
    from services.models import Session

INGEST = "ingest"
PUBLISH = "publish"
HEAD_START_SECONDS = 0.5
"""What the first prompt has to leave before anything else is loaded."""


@dataclass(slots=True)
class _Run:
    """One pack in the making; ``base`` is the stored one that it is made from."""

    material: Material
    types: Sequence[ContentType]
    progress: Progress
    background: list[asyncio.Task[None]]
    base: Pack | None

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
    result_storage=result_storage(),
)
async def generate_content(request: ContentRequest) -> Sealed[Pack]:
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
        asyncio.get_running_loop().run_in_executor(None, quality.prepare, source)
        opening = render_opening(source, request, language)
        async with open_session(request.budget_usd or settings().budget_usd) as session:
            material = Material(
                request, source, language, opening, 1.0, len(types) + 1, session, deadline
            )
            base = await _base(request)
            run = _Run(material, types, progress, background=[], base=base)
            run.beside(progress.show())
            warming = asyncio.create_task(_warm_up_check(session))
            try:
                return Sealed(await _make_pack(run))
            finally:
                warming.cancel()
                await asyncio.gather(*run.background)


def _warm_up(types: Sequence[ContentType]) -> None:
    rendering.warm_up(types)
    exports.warm_up((outline_type(), *types))


async def _base(request: ContentRequest) -> Pack | None:
    """The stored pack that the new one is made from."""
    if request.base is None:
        return None
    return (await load_version(request.tenant, request.base.version_id)).value


async def _make_pack(run: _Run) -> Pack:
    outline = await _make(outline_type(), run, {}, run.material)
    made: Sequence[Artifact | ErrorInfo] = ()
    checked = PackReport()
    if isinstance(outline, Artifact):
        chosen = await _materials(run, outline.content)
        made = await asyncio.gather(
            *(_make(each, run, outline.content, chosen[each.name]) for each in run.types)
        )
        checked = await _check_pack(run, outline, made)
    pack = await _publish(_assemble(run, outline, made, checked))
    run.beside(run.progress.advance())
    return pack


async def _check_pack(
    run: _Run, outline: Artifact, made: Sequence[Artifact | ErrorInfo]
) -> PackReport:
    """What the artifacts are as a pack; those kept aside are no part of it."""
    published = tuple(
        each for each in made if isinstance(each, Artifact) and quarantine(each) is None
    )
    source, language = run.material.source, run.material.language
    _, checked = await outcome(
        check_pack, PackReport, Sealed(outline), Sealed(published), Sealed(source), language
    )
    return checked


async def _warm_up_check(session: Session) -> None:
    """Load Great Expectations while a model is waited for; without one it is not needed."""
    await session.asked.wait()
    await asyncio.sleep(HEAD_START_SECONDS)
    await asyncio.to_thread(quality.warm_up)


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
        artifact = None
        if run.base is not None:
            artifact = await taken_over(content_type, material, outline, run.base)
        if artifact is None:
            if content_type is outline_type():
                run.base = None  # what was made from another outline does not fit this one
            artifact = await _made(content_type, anew(content_type, material), outline)
    except (ContentError, ModelError) as error:
        report(content_type.name, StepState.FAILED, error.message)
        return ErrorInfo.of(content_type.name, error)
    finally:
        run.beside(run.progress.advance())
    run.beside(show_content(artifact, content_type, run.material.language, run.material.source))
    missing = None if content_type is outline_type() else _missing(artifact)
    if missing:
        report(content_type.name, StepState.FAILED, missing.message)
        return artifact
    state = StepState.CACHED if artifact.cached else StepState.DONE
    report(content_type.name, state, f"{artifact.items} items, score {artifact.report.score}")
    return artifact


async def _made(
    content_type: ContentType, material: Material, outline: Mapping[str, Any]
) -> Artifact:
    """Drafted, checked and repaired; a long source is read in parts where the type needs all."""
    if content_type.digest and await is_long(content_type, material):
        digests = await read_in_parts(content_type, material)
        artifact = await make_artifact(content_type, digests.material, outline)
        artifact = await repaired(content_type, digests.material, outline, artifact)
        return digests.credited(artifact)
    artifact = await make_artifact(content_type, material, outline)
    return await repaired(content_type, material, outline, artifact)


def _missing(made: Artifact | ErrorInfo) -> ErrorInfo | None:
    """Why it is not among the pack's artifacts; None when it is."""
    if isinstance(made, ErrorInfo):
        return made
    error = quarantine(made)
    return ErrorInfo.of(made.content_type, error) if error else None


def _assemble(
    run: _Run,
    outline: Artifact | ErrorInfo,
    made: Sequence[Artifact | ErrorInfo],
    checked: PackReport,
) -> Pack:
    material = run.material
    finished = [each for each in made if isinstance(each, Artifact)]
    artifacts = tuple(each for each in finished if quarantine(each) is None)
    quarantined = tuple(each for each in finished if quarantine(each) is not None)
    # An outline that falls short carries the pack all the same, with its findings.
    missing = [outline] if isinstance(outline, ErrorInfo) else [_missing(each) for each in made]
    errors = tuple(error for error in missing if error)
    if not isinstance(outline, Artifact) or (run.types and not finished):
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
        quarantined=quarantined,
        report=checked,
        usage=sum((each.usage for each in finished), start=outline.usage),
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
    published = (await publish_pack(Sealed(pack))).value
    report(PUBLISH, StepState.DONE, published.output or "")
    return published
