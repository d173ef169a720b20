"""One artifact of a pack that exists: what the check says of it, and the table behind that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.artifact import Verdict
from core.content_type import OUTLINE, CheckContext
from services.quality import check_content
from services.quality.check import EVIDENCE
from services.rechecking.masking import masked
from services.reports.places import entered, steps_of
from services.reports.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.artifact import Artifact, Finding
    from core.content_type import ContentType
    from core.pack import Pack

SHOWN_CHARACTERS = 160
"""Of the text a finding is about."""

QUOTE = "quote"
"""Field of a piece of evidence that is shown for the whole of it."""


@dataclass(frozen=True, slots=True)
class JudgedArtifact:
    """What the check says of an artifact now; of a quarantined one, what it said then.

    Attributes:
        artifact: As the pack holds it.
        title: What people call its type.
        findings: Of its own; those across artifacts are the pack's.
        score: None when it breaks its contract.
        verdict: Whether it may be published.
        scores: Named parts of the score now, 0 to 1; empty when nothing was checked now.
        quarantined: It was not published.
        table: Its rows with their expectations; None where the check made no rows.
    """

    artifact: Artifact
    title: str
    findings: Sequence[Finding]
    score: int | None
    verdict: Verdict
    scores: Mapping[str, float] = field(default_factory=dict[str, float])
    quarantined: bool = False
    table: Table | None = None

    @property
    def content_type(self) -> str:
        """The name of its type."""
        return self.artifact.content_type

    @property
    def evidence_rate(self) -> float | None:
        """Share of its quotes that stand in the source now, 0 to 1; None: not checked now."""
        return self.scores.get(EVIDENCE)

    @property
    def evidence_rate_then(self) -> float | None:
        """The same when it was made."""
        return self.artifact.report.scores.get(EVIDENCE)

    @property
    def passed(self) -> bool:
        """Whether it is, and may be, published."""
        return self.verdict is Verdict.PASS and not self.quarantined


def table_of(artifact: Artifact, content_type: ContentType, pack: Pack) -> Table:
    """The rows of an artifact that satisfies its contract, with their expectations."""
    outline = pack.outline.content if pack.outline and content_type.name != OUTLINE else {}
    context = CheckContext(pack.source, pack.request, pack.language, outline)
    content = check_content(content_type, artifact.content, context).content
    checks = content_type.checks
    return Table(content_type.name, list(checks.rows(content, context)), checks.expectations)


def excerpt(content: Mapping[str, Any], path: str) -> str:
    """What stands at this JSON path of the content, cut, personal data masked.

    Of a piece of evidence its quote; empty when there is no text or number.
    """
    node: Any = content
    for step in steps_of(path):
        node = entered(node, step)
    if isinstance(node, dict):
        node = entered(node, QUOTE)
    if isinstance(node, bool) or not isinstance(node, str | int | float):
        return ""
    text = masked(" ".join(str(node).split()))
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
