"""Running every check there is over a pack that exists."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from core.artifact import Artifact, Finding, QualityReport, Severity, Verdict
from core.content_type import OUTLINE, CheckContext
from core.errors import ContractError
from core.pack import PackReport
from services.quality import check_content
from services.quality.pack.checking import check_pack
from services.rechecking.masking import mask_findings, personal_in, texts_in
from services.rechecking.offsets import misplaced_quotes
from services.rechecking.report import Recheck, RecheckedArtifact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.content_type import ContentType
    from core.pack import Pack
    from services.rechecking.opening import OpenedPack

CONTRACT = "contract"
"""Error: the content breaks its type's contract, as an edit by hand may: a field is missing,
unknown, too short or too long. What reads it relies on the contract, so no further check of it is
made."""

TYPE_KNOWN = "pack.type_known"
"""Error: there is no content type of this name here, so nothing can check it."""

TYPE_ONCE = "pack.type_once"
"""Error: the pack holds several of one type, where whatever reads a pack looks for one."""

TYPE_THERE = "pack.type_there"
"""Error: a type that was asked for is quarantined, or is not in the pack and nothing says why; a
warning where the pack says why it could not be made."""

SOURCE_SAME = "pack.source_same"
"""Warning: the pack was made from another text than the source it is checked against: quotes are
looked up in it, but offsets into the other text are not compared."""

SOURCE_WHOLE = "pack.source_whole"
"""Error: the source's text is not the one that its sha256 was taken of: it was edited, and quotes
can be made to stand in a text that was changed to hold them."""


def recheck(opened: OpenedPack, content_types: Mapping[str, ContentType]) -> Recheck:
    """Check the pack's artifacts one by one, then across one another, then the pack's file.

    Published artifacts only: what was quarantined was found wanting when it was made, and is an
    error where it was asked for and nothing took its place. An artifact that breaks its contract
    is left out of the check across artifacts. Personal data is masked in the findings' messages.

    Args:
        opened: The pack, with the source to check it against.
        content_types: Those there are, by name.
    """
    pack = opened.pack
    there = [each for each in (pack.outline, *pack.artifacts) if each is not None]
    known = [each for each in there if each.content_type in content_types]
    same_source = opened.own_sha256 == pack.source.sha256
    outcomes = [
        _recheck(each, content_types[each.content_type], pack, same_source=same_source)
        for each in known
    ]
    known_data = personal_in(text for each in there for text in texts_in(each.content))
    across = _across([made for _, made in outcomes if made], pack, content_types)
    return Recheck(
        title=pack.title,
        source_sha256=pack.source.sha256,
        artifacts=tuple(
            row.model_copy(update={"findings": mask_findings(row.findings, known_data)})
            for row, _ in outcomes
        ),
        findings=(
            *_about_source(opened),
            *_about_types(there, pack, content_types),
            *mask_findings(across.findings, known_data),
        ),
        objectives=across.objectives,
        sections=across.sections,
    )


def _recheck(
    artifact: Artifact, content_type: ContentType, pack: Pack, *, same_source: bool
) -> tuple[RecheckedArtifact, Artifact | None]:
    """What is found now, and the artifact as checked; None when it breaks its contract."""
    outline = pack.outline.content if pack.outline else {}
    context = CheckContext(
        pack.source, pack.request, pack.language, {} if content_type.name == OUTLINE else outline
    )
    try:
        checked = check_content(content_type, artifact.content, context)
    except ContractError as error:
        return _row(artifact, None, Verdict.FAIL, tuple(map(_broken, error.fields))), None
    # Offsets into another text than the one the pack was made from say nothing.
    misplaced = misplaced_quotes(artifact.content, pack.source) if same_source else ()
    report = checked.report
    verdict = Verdict.REPAIR if misplaced and report.verdict is Verdict.PASS else report.verdict
    row = _row(artifact, report, verdict, (*misplaced, *report.findings), checked.items)
    update = {"content": checked.content, "report": report, "items": checked.items}
    return row, artifact.model_copy(update=update)


def _row(
    artifact: Artifact,
    report: QualityReport | None,
    verdict: Verdict,
    findings: tuple[Finding, ...],
    items: int = 0,
) -> RecheckedArtifact:
    return RecheckedArtifact(
        content_type=artifact.content_type,
        title=artifact.title,
        items=items,
        score=report.score if report else None,
        score_then=artifact.report.score,
        scores=report.scores if report else {},
        scores_then=artifact.report.scores,
        verdict=verdict,
        findings=findings,
    )


def _across(
    made: list[Artifact], pack: Pack, content_types: Mapping[str, ContentType]
) -> PackReport:
    outline = next((each for each in made if each.content_type == OUTLINE), None)
    if outline is None:
        return PackReport()
    once = {each.content_type: each for each in made if each is not outline}
    return check_pack(outline, list(once.values()), content_types, pack.source, pack.language)


def _about_source(opened: OpenedPack) -> Iterator[Finding]:
    source = opened.pack.source
    if opened.own_sha256 != source.sha256:
        message = "The pack was made from another text than the source given."
        yield _finding(SOURCE_SAME, message, "$.source", severity=Severity.WARNING)
    elif hashlib.sha256(source.text.encode()).hexdigest() != source.sha256:
        message = "The source's text is not the one that its sha256 was taken of."
        yield _finding(SOURCE_WHOLE, message, "$.source.text")


def _about_types(
    there: list[Artifact], pack: Pack, content_types: Mapping[str, ContentType]
) -> Iterator[Finding]:
    names = [each.content_type for each in there]
    for name in dict.fromkeys(names):
        if name not in content_types:
            yield _finding(TYPE_KNOWN, f"There is no content type “{name}” here.", of=name)
        if names.count(name) > 1:
            yield _finding(TYPE_ONCE, f"The pack holds {names.count(name)} of these.", of=name)
    reasons = {error.content_type: error.message for error in pack.errors}
    withheld = {each.content_type for each in pack.quarantined}
    for name in (OUTLINE, *(pack.request.types or content_types)):
        if name in names or (name == OUTLINE and pack.outline):
            continue
        names.append(name)
        if name in withheld:
            reason = reasons.get(name, "it was found wanting when it was made.")
            yield _finding(TYPE_THERE, f"It was asked for and is quarantined: {reason}", of=name)
        elif name in reasons:
            message = f"It was asked for and could not be made: {reasons[name]}"
            yield _finding(TYPE_THERE, message, of=name, severity=Severity.WARNING)
        else:
            message = "It was asked for, is not in the pack, and nothing says why."
            yield _finding(TYPE_THERE, message, of=name)


def _broken(field: str) -> Finding:
    path, _, what = field.partition(" ")
    return _finding(CONTRACT, f"Breaks the contract: {what}.", path)


def _finding(
    name: str,
    message: str,
    path: str = "$",
    *,
    of: str = "",
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(expectation=name, severity=severity, path=path, message=message, content_type=of)
