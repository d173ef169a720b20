"""The report as one JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.reports.artifacts import JudgedArtifact
    from services.reports.batch import BatchReport, JudgedPack


def report_document(batch: BatchReport) -> dict[str, Any]:
    """What ``report.json`` and ``coursewright quality report --json`` hold."""
    drift = batch.drift
    return {
        "passed": batch.passed,
        "packs": [_pack(each) for each in batch.packs],
        "drift": {
            "newest": drift.newest,
            "compared_with": drift.packs,
            "figures": [asdict(each) for each in drift.bounds],
            "findings": [each.model_dump(mode="json") for each in drift.findings],
        },
    }


def _pack(judged: JudgedPack) -> dict[str, Any]:
    return {
        "name": judged.named.name,
        "path": str(judged.named.path),
        "score": judged.score,
        **judged.recheck.model_dump(mode="json"),
        "quarantined": [_artifact(each) for each in judged.artifacts if each.quarantined],
    }


def _artifact(judged: JudgedArtifact) -> dict[str, Any]:
    return {
        "content_type": judged.content_type,
        "score": judged.score,
        "evidence_rate": judged.evidence_rate,
        "evidence_rate_then": judged.evidence_rate_then,
        "verdict": judged.verdict.value,
        "findings": [each.model_dump(mode="json") for each in judged.findings],
    }
