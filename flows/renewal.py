"""Making a new version from a stored one: what a changed source does not touch is taken over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.artifact import Severity, Verdict
from core.content_type import CheckContext
from core.errors import ContentError
from core.request import EMBEDDED_MODEL
from flows.chain import outcome
from flows.repairs import repaired
from services.quality import Checked
from tasks.recheck_artifact import recheck_artifact
from tasks.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.artifact import Artifact, QualityReport
    from core.content_type import ContentType
    from core.pack import Pack
    from flows.chain import Material


async def taken_over(
    content_type: ContentType, material: Material, outline: Mapping[str, Any], base: Pack
) -> Artifact | None:
    """The stored version's artifact as it stands today; None when it has to be made anew.

    With the same source it is taken as it is. With a changed one it is checked again: where its
    evidence still stands it stays, and of a model only the fields that the change touches are
    asked for again. The embedded model cannot repair; what is touched it makes anew.

    Args:
        content_type: What it is.
        material: The source as it is today.
        outline: The outline's content; empty for the outline itself.
        base: The stored pack.
    """
    artifact = base.artifact(content_type.name)
    again = material.request.base.remake if material.request.base else ()
    if artifact is None or content_type.name in again:
        return None
    if base.source.sha256 == material.source.sha256:
        return artifact.model_copy(update={"cached": True, "seconds": 0.0})
    try:
        checked = await _rechecked(content_type, material, outline, artifact)
    except ContentError:
        return None
    touched = _errors(checked.report) - _errors(artifact.report)
    today = artifact.model_copy(
        update={
            "content": checked.content,
            "report": checked.report,
            "items": checked.items,
            "cached": True,
            "seconds": 0.0,
        }
    )
    if not touched:
        return today
    if material.request.model_for(content_type.name) == EMBEDDED_MODEL:
        return None
    mended = await repaired(content_type, material, outline, today)
    return None if mended.report.verdict is Verdict.FAIL else mended


def anew(content_type: ContentType, material: Material) -> Material:
    """Material that has this type's answers made anew, if they are asked for by name."""
    request = material.request
    if request.base is None or content_type.name not in request.base.remake:
        return material
    return replace(material, request=request.model_copy(update={"use_cache": False}))


async def _rechecked(
    content_type: ContentType,
    material: Material,
    outline: Mapping[str, Any],
    artifact: Artifact,
) -> Checked:
    context = CheckContext(material.source, material.request, material.language, outline or None)
    _, checked = await outcome(
        recheck_artifact, Checked, Sealed(artifact), Sealed(content_type), Sealed(context)
    )
    return checked


def _errors(report: QualityReport) -> set[tuple[str, str]]:
    """What speaks against publishing, by check and place."""
    return {
        (each.expectation, each.path) for each in report.findings if each.severity is Severity.ERROR
    }
