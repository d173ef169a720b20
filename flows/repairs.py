"""Repairing one artifact: [call_model(repair of the failing units) -> check_repair]* -> drop_items.

Nothing in here loses what there is: whatever ends a repair leaves the artifact as it was.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any

from core.artifact import Completion, Usage, Verdict
from core.content_type import CheckContext
from core.errors import ContentError, ModelError, QuarantinedError
from core.settings import settings
from flows.chain import in_time, model_call, outcome
from monitoring.progress import StepState, report
from prompts.rendering import Repair, render_opening, render_repair
from services.quality import Checked, check_content
from services.reading import reads_whole
from services.repair import (
    Dropped,
    Shown,
    can_drop,
    kept_items,
    parts_schema,
    problems_of,
    shown_for,
    units_named,
    units_to_repair,
    values_of,
    why_not_kept,
)
from services.results.keys import completion_key
from tasks.call_model import call_model
from tasks.check_repair import check_repair
from tasks.drop_items import drop_items
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.artifact import Artifact
    from core.content_type import ContentType
    from core.model_call import ModelCall
    from flows.chain import Material
    from services.repair import Unit


@dataclass
class _Repairs:
    """One artifact as its repairs go on."""

    content_type: ContentType
    material: Material
    outline: Mapping[str, Any]
    checked: Checked
    rounds: int = 0
    not_kept: str = ""
    usage: Usage = field(default_factory=Usage)
    cached: bool = True
    keys: list[str] = field(default_factory=list[str])

    @property
    def context(self) -> CheckContext:
        """What the check looks at besides the content."""
        material = self.material
        return CheckContext(material.source, material.request, material.language, self.outline)

    def check(self, content: dict[str, Any]) -> Checked:
        """Check content; raises `ContractError` where it breaks the contract."""
        return check_content(self.content_type, content, self.context)


async def repaired(
    content_type: ContentType, material: Material, outline: Mapping[str, Any], artifact: Artifact
) -> Artifact:
    """The artifact, with what the check found mended as far as it can be.

    One that passes comes back as it is, at once. Of any other the failing units are asked for
    again, in so many rounds as the settings allow; the budget, the time for the pack or the model
    may end that earlier. Items that still have errors are left out where there are enough others.

    Args:
        content_type: What it is.
        material: What it was made from.
        outline: The outline's content; empty for the outline itself.
        artifact: As drafted and checked.
    """
    if artifact.report.verdict is Verdict.PASS:
        return artifact
    started = time.perf_counter()
    checked = Checked(artifact.content, artifact.report, artifact.items, artifact.repairs)
    repairs = _Repairs(content_type, material, outline, checked)
    dropped = None
    # Whatever ends it, what there is stays; the run of the step that failed says why.
    with suppress(ContentError, ModelError):
        async with in_time(material):
            await _repair(repairs)
    with suppress(ContentError):
        dropped = await _dropped(repairs)
    checked = dropped.checked if dropped else repairs.checked
    return artifact.model_copy(
        update={
            "content": checked.content,
            "report": checked.report,
            "items": checked.items,
            "usage": artifact.usage + repairs.usage,
            "answers": (*artifact.answers, *repairs.keys),
            "cached": artifact.cached and repairs.cached,
            "repair_rounds": repairs.rounds,
            "dropped": dropped.findings if dropped else (),
            "seconds": round(artifact.seconds + time.perf_counter() - started, 3),
        }
    )


def quarantine(artifact: Artifact) -> QuarantinedError | None:
    """Why the artifact must not be published; None when it may."""
    if artifact.report.verdict is not Verdict.FAIL:
        return None
    return QuarantinedError(
        f"It failed its checks with a score of {artifact.report.score} "
        f"(least: {settings().quality_min_score}) and is not published.",
        hint="What was made, and why it failed, is under quarantined in pack.json; another model "
        "or source may do better.",
    )


async def _repair(repairs: _Repairs) -> None:
    """Ask for the failing units, round by round.

    Raises:
        ContentError: A round could not be ended.
        ModelError: The model gave no answer.
    """
    for number in range(1, settings().max_repairs + 1):
        units = units_to_repair(repairs.checked.content, repairs.checked.report)
        if not units:
            return
        named = f"repair {number} ({units_named(units)})"
        report(repairs.content_type.name, StepState.REPAIRING, named)
        call = await _call(repairs, number, units)
        task = call_model.with_options(
            task_run_name=f"{call.content_type}: {named}",
            refresh_cache=not repairs.material.request.use_cache,
        )
        state, completion = await outcome(
            task, Completion, Sealed(call), Sealed(repairs.material.session)
        )
        repairs.rounds = number
        repairs.usage += completion.usage
        repairs.keys.append(completion_key(call))
        repairs.cached = repairs.cached and state.name == "Cached"
        base = repairs.checked
        _, repairs.checked = await outcome(
            check_repair,
            Checked,
            completion,
            Sealed(repairs.content_type),
            Sealed(repairs.context),
            Sealed(base),
            Sealed(units),
            call.step,
        )
        if number < settings().max_repairs:
            repairs.not_kept = await asyncio.to_thread(
                why_not_kept,
                completion,
                base.content,
                repairs.checked.content,
                units,
                repairs.check,
            )


async def _call(repairs: _Repairs, number: int, units: Sequence[Unit]) -> ModelCall:
    content_type, material, checked = repairs.content_type, repairs.material, repairs.checked
    shown = await _shown(repairs, units)
    repair = Repair(
        number=number,
        parts=values_of(checked.content, units),
        problems=problems_of(checked.report.findings, units),
        kept=kept_items(checked.content, units, shown.passage_ids),
        schema=parts_schema(content_type.schema, units),
        excerpt=shown.passages is not None,
        before=repairs.not_kept,
    )
    if shown.passages is not None:
        # No other call opens with these passages: keeping them at the provider would be in vain.
        opening = render_opening(
            material.source, material.request, material.language, shown.passages
        )
        material = replace(material, opening=opening, uses=1)
    prompt = render_repair(
        content_type,
        material.opening,
        material.request,
        material.language,
        shown.outline,
        repair,
    )
    most = content_type.output_tokens(material.request)
    call = model_call(content_type, material, repair.step, prompt, content_type.schema, most)
    wanted = dumps(repair.schema, sort_keys=True)
    return replace(call, schema_sha256=sha256(wanted.encode()).hexdigest())


async def _shown(repairs: _Repairs, units: Sequence[Unit]) -> Shown:
    material, checked = repairs.material, repairs.checked
    if reads_whole(material.request.model_for(repairs.content_type.name)):
        # The embedded model refuses repairs: nothing to choose for it, and nothing to import.
        return Shown(None, repairs.outline)
    return await asyncio.to_thread(
        shown_for, material.source, repairs.outline, checked.content, checked.report, units
    )


async def _dropped(repairs: _Repairs) -> Dropped | None:
    checked = repairs.checked
    if not can_drop(repairs.content_type, checked.content, checked.report):
        return None
    _, dropped = await outcome(
        drop_items,
        Dropped,
        Sealed(repairs.content_type),
        Sealed(repairs.context),
        Sealed(checked),
    )
    return dropped
