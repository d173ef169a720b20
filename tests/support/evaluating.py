"""Evaluating the embedded model on the golden samples in this process, without a server.

``python tests/support/evaluating.py`` writes the table that ``tests/contract`` holds it against.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifact import Severity
from core.content_type import OUTLINE, CheckContext
from core.errors import ContractError
from core.request import EMBEDDED_MODEL, ContentRequest
from core.settings import settings
from prompts.catalog import content_types
from prompts.rendering import render_draft, render_opening
from services.evaluation import (
    Golden,
    Judgement,
    Table,
    figures_of,
    golden_samples,
    share_of_evidence,
    table_of,
    write_table,
)
from services.evaluation.figures import count
from services.models.extractive import Composer
from services.quality import check_content
from services.sources import read_source

if TYPE_CHECKING:
    from core.content_type import ContentType
    from core.source import Source

COMMITTED = Path(__file__).parent.parent / "contract" / "evaluation.json"


def evaluate() -> Table:
    """The table of the embedded model, as ``coursewright prompts evaluate`` would write it."""
    samples = golden_samples()
    sources = {each.name: asyncio.run(read_source(each.reference, settings())) for each in samples}
    figures = [
        figures_of(name, [_judge(content_type, each, sources[each.name]) for each in samples])
        for name, content_type in content_types().items()
    ]
    return table_of(EMBEDDED_MODEL, [each.name for each in samples], figures)


def _judge(content_type: ContentType, golden: Golden, source: Source) -> Judgement:
    outline = {} if content_type.name == OUTLINE else golden.outline
    request = ContentRequest(source=golden.reference)
    opening = render_opening(source, request, source.language)
    prompt = render_draft(content_type, opening, request, source.language, outline)
    answer = json.loads(Composer(content_types()).answer(prompt.text))
    context = CheckContext(source, request, source.language, outline)
    try:
        report = check_content(content_type, answer, context).report
    except ContractError as error:
        return Judgement(
            sample=golden.name, passed=False, error=error.message, prompt_sha256=prompt.sha256
        )
    return Judgement(
        sample=golden.name,
        passed=True,
        score=report.score,
        evidence=share_of_evidence(report),
        errors=count(report, Severity.ERROR),
        warnings=count(report, Severity.WARNING),
        prompt_sha256=prompt.sha256,
    )


if __name__ == "__main__":
    write_table(evaluate(), COMMITTED)
