"""The check of packs that exist, one by one, and of the newest against the others."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.quality import warm_up
from services.quality.check import EVIDENCE
from services.rechecking import recheck
from services.rechecking.masking import mask_findings, personal_in, texts_in
from services.reports.artifacts import JudgedArtifact, table_of
from services.reports.drift import Drift, find_drift

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.artifact import Artifact
    from core.content_type import ContentType
    from core.pack import Pack
    from services.rechecking import Recheck, RecheckedArtifact
    from services.reports.packs import NamedPack


@dataclass(frozen=True, slots=True)
class JudgedPack:
    """A pack checked again, with its artifacts, quarantined ones too."""

    named: NamedPack
    recheck: Recheck
    artifacts: tuple[JudgedArtifact, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the pack."""
        return self.recheck.passed

    @property
    def score(self) -> int:
        """Mean score of what is published, as it stands now."""
        scores = [each.score or 0 for each in self.recheck.artifacts]
        return round(statistics.fmean(scores)) if scores else 0


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What the check says of several packs, oldest first."""

    packs: tuple[JudgedPack, ...]
    drift: Drift

    @property
    def passed(self) -> bool:
        """Whether every pack passed, and the newest is like those before it."""
        return all(each.passed for each in self.packs) and not self.drift.findings


def judge_batch(
    packs: Sequence[NamedPack], content_types: Mapping[str, ContentType]
) -> BatchReport:
    """Check packs again as they stand, by Great Expectations.

    Args:
        packs: At least one, oldest first.
        content_types: Those there are now, by name.
    """
    warm_up()
    judged = tuple(_judge(each, content_types) for each in packs)
    return BatchReport(judged, find_drift({each.name: figures(each.pack) for each in packs}))


def figures(pack: Pack) -> dict[str, float]:
    """What drift is watched in, as it was when the pack was made; see `services.reports.drift`."""
    reports = {each.content_type: each.report for each in _published(pack)}
    rates = [each.scores[EVIDENCE] for each in reports.values() if EVIDENCE in each.scores]
    found: dict[str, float] = {
        "input_tokens": pack.usage.input_tokens,
        "output_tokens": pack.usage.output_tokens,
        "words": sum(each.words for each in reports.values()),
    }
    if reports:
        found["score"] = statistics.fmean(each.score for each in reports.values())
    if rates:
        found["evidence_rate"] = statistics.fmean(rates)
    for name, report in reports.items():
        found |= {f"{name}.score": report.score, f"{name}.words": report.words}
    return found


def _judge(named: NamedPack, content_types: Mapping[str, ContentType]) -> JudgedPack:
    checked = recheck(named.opened, content_types)
    artifacts = (*_artifacts(named.pack, checked, content_types), *_quarantined(named.pack))
    return JudgedPack(named, checked, artifacts)


def _artifacts(
    pack: Pack, checked: Recheck, content_types: Mapping[str, ContentType]
) -> Iterator[JudgedArtifact]:
    known = [each for each in _published(pack) if each.content_type in content_types]
    for artifact, row in zip(known, checked.artifacts, strict=True):
        yield _judged(artifact, row, content_types[artifact.content_type], pack)


def _judged(
    artifact: Artifact, row: RecheckedArtifact, content_type: ContentType, pack: Pack
) -> JudgedArtifact:
    return JudgedArtifact(
        artifact=artifact,
        title=content_type.title,
        findings=row.findings,
        score=row.score,
        verdict=row.verdict,
        scores=row.scores,
        table=None if row.score is None else table_of(artifact, content_type, pack),
    )


def _quarantined(pack: Pack) -> Iterator[JudgedArtifact]:
    for each in pack.quarantined:
        report = each.report
        findings = mask_findings(report.findings, personal_in(texts_in(each.content)))
        yield JudgedArtifact(
            each, each.title, findings, report.score, report.verdict, quarantined=True
        )


def _published(pack: Pack) -> list[Artifact]:
    return [*([pack.outline] if pack.outline else []), *pack.artifacts]
