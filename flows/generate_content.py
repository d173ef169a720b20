"""The main flow: a source in, a checked learning pack out.

ingest -> outline -> each content type on its own chain (call_model -> check_answer), with no
barrier between the chains -> publish.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from prefect.runtime import flow_run

from core.artifact import Artifact, Completion, Usage
from core.content_type import CheckContext, ContentType
from core.contract import answer_schema
from core.errors import (
    ContentError,
    CoursewrightError,
    ModelError,
    PackFailedError,
    UnexpectedError,
)
from core.model_call import ModelCall
from core.pack import ErrorInfo, Pack, PackState
from core.request import ContentRequest
from core.settings import APPLICATION, settings
from monitoring.progress import StepState, report
from prompts import rendering
from prompts.catalog import derived_types, outline_type
from prompts.rendering import DRAFT, render_draft
from services import exports
from services.models import check_source, fingerprint
from services.quality import Checked
from services.runs.inline import untagged
from services.runs.quick_flow import quick_flow
from services.runs.reporting import Progress, show_content
from tasks.call_model import call_model
from tasks.check_answer import check_answer
from tasks.ingest import ingest
from tasks.publish_pack import publish_pack
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from prefect.client.schemas.objects import State

    from core.source import Source

INGEST = "ingest"
PUBLISH = "publish"
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Run:
    """What every chain of one pack works on."""

    request: ContentRequest
    source: Source
    language: str
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
    types = derived_types(request.types)
    progress = Progress(steps=len(types) + 2)
    # What drafting and publishing load is loaded while the outline is waited for.
    asyncio.get_running_loop().run_in_executor(None, _warm_up, types)
    with untagged():
        source = await _ingest(request)
        language = request.language or source.language
        check_source(request.model, source, language)
        run = _Run(request, source, language, progress, [])
        run.beside(progress.show())
        try:
            return await _make_pack(run, types)
        finally:
            await asyncio.gather(*run.background)


def _warm_up(types: Sequence[ContentType]) -> None:
    rendering.warm_up(types)
    exports.warm_up()


async def _make_pack(run: _Run, types: Sequence[ContentType]) -> Pack:
    outline = await _make(outline_type(), run, {})
    made: Sequence[Artifact | ErrorInfo] = ()
    if isinstance(outline, Artifact):
        made = await asyncio.gather(*(_make(each, run, outline.content) for each in types))
    pack = await _publish(_assemble(run, outline, made, types))
    run.beside(run.progress.advance())
    return pack


async def _ingest(request: ContentRequest) -> Source:
    report(INGEST, StepState.RUNNING)
    source = await ingest(request.source)
    report(INGEST, StepState.DONE, f"{source.words} words, {len(source.passages)} passages")
    return source


async def _make(
    content_type: ContentType, run: _Run, outline: Mapping[str, Any]
) -> Artifact | ErrorInfo:
    """One chain: draft, check, artifact; an error of this type only costs this type."""
    started = time.perf_counter()
    report(content_type.name, StepState.RUNNING)
    try:
        artifact = await _draft_and_check(content_type, run, outline, started)
    except (ContentError, ModelError) as error:
        report(content_type.name, StepState.FAILED, error.message)
        return ErrorInfo.of(content_type.name, error)
    finally:
        run.beside(run.progress.advance())
    run.beside(show_content(artifact, content_type, run.language, run.source))
    state = StepState.CACHED if artifact.cached else StepState.DONE
    report(content_type.name, state, f"{artifact.items} items, score {artifact.report.score}")
    return artifact


async def _draft_and_check(
    content_type: ContentType, run: _Run, outline: Mapping[str, Any], started: float
) -> Artifact:
    call = _draft_call(content_type, run, outline)
    task = call_model if run.request.use_cache else call_model.with_options(refresh_cache=True)
    state, completion = await _outcome(task, Completion, Sealed(call))
    context = CheckContext(run.source, run.request, run.language, outline)
    _, checked = await _outcome(
        check_answer, Checked, completion, Sealed(content_type), Sealed(context)
    )
    title = str((outline or checked.content)["title"])
    return Artifact(
        content_type=content_type.name,
        title=title,
        content=checked.content,
        report=checked.report,
        items=checked.items,
        model=completion.model,
        usage=completion.usage,
        cached=state.name == "Cached",
        seconds=round(time.perf_counter() - started, 3),
        prompt_sha256=call.prompt.sha256,
        created_at=datetime.now(UTC),
    )


async def _outcome(task: Any, kind: type[R], *arguments: object) -> tuple[State[R], R]:
    """A task run's final state, whose name says whether it came from the cache, and its result.

    Args:
        task: The task; Prefect's types do not know `return_state` for async functions.
        kind: What it returns when it does not fail.
        arguments: Its arguments.

    Raises:
        CoursewrightError: What the task raised; anything else it raised as an `UnexpectedError`.
    """
    state: State[R] = await task(*arguments, return_state=True)
    result = await state.aresult(raise_on_failure=False)
    if isinstance(result, kind):
        return state, result
    if isinstance(result, CoursewrightError):
        raise result
    raise UnexpectedError(
        f"A fault of ours. {state.message}",
        hint="The run's log in the Prefect UI has the traceback; please report it.",
    )


def _draft_call(content_type: ContentType, run: _Run, outline: Mapping[str, Any]) -> ModelCall:
    schema = json.dumps(answer_schema(content_type.schema), sort_keys=True)
    return ModelCall(
        tenant=run.request.tenant,
        content_type=content_type.name,
        step=DRAFT,
        model=run.request.model,
        model_settings=fingerprint(run.request.model, content_type),
        schema_sha256=hashlib.sha256(schema.encode()).hexdigest(),
        source_sha256=run.source.sha256,
        prompt=render_draft(content_type, run.source, run.request, run.language, outline),
    )


def _assemble(
    run: _Run,
    outline: Artifact | ErrorInfo,
    made: Sequence[Artifact | ErrorInfo],
    types: Sequence[ContentType],
) -> Pack:
    artifacts = tuple(each for each in made if isinstance(each, Artifact))
    errors = tuple(each for each in (outline, *made) if isinstance(each, ErrorInfo))
    if not isinstance(outline, Artifact) or (types and not artifacts):
        raise PackFailedError(
            "No content could be made. "
            + " ".join(f"{error.content_type}: {error.message}" for error in errors),
            hint=errors[0].hint,
        )
    return Pack(
        title=outline.title,
        language=run.language,
        state=PackState.COMPLETE if len(artifacts) == len(types) else PackState.PARTIAL,
        request=run.request,
        source=run.source,
        outline=outline,
        artifacts=artifacts,
        errors=errors,
        usage=sum((each.usage for each in artifacts), start=outline.usage or Usage()),
        created_at=datetime.now(UTC),
        flow_run_id=flow_run.id,
        product_version=version(APPLICATION),
        output=run.request.output or str(settings().packs_folder / (flow_run.id or "")),
    )


async def _publish(pack: Pack) -> Pack:
    report(PUBLISH, StepState.RUNNING)
    await publish_pack(Sealed(pack))
    report(PUBLISH, StepState.DONE, pack.output or "")
    return pack
