"""``index.html`` of a report: at once which item failed and why, then everything else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from core.artifact import Severity
from services.reports.artifacts import excerpt
from services.reports.drift import SUITE
from services.reports.places import place, readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.artifact import Finding
    from services.reports.artifacts import JudgedArtifact
    from services.reports.batch import BatchReport, JudgedPack
    from services.reports.data_docs import Validated

    Docs = Mapping[str, Mapping[str, Validated]]

DATA_DOCS = "data-docs"
DRIFT_CHECKPOINT = f"/{SUITE}"
"""No pack's name: a folder's name holds no slash."""

PRIVACY = "privacy."
"""What the names begin with of checks whose findings show nothing of the text."""

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class _Line:
    """One finding, with all that a person needs to act on it.

    ``where`` is the type's title, ``place`` that of the item; ``message`` and ``excerpt`` hold no
    personal data; ``page`` is that of its validation, where the finding is in it.
    """

    pack: JudgedPack
    where: str
    place: str
    message: str
    finding: Finding
    excerpt: str
    page: str | None


@dataclass(frozen=True, slots=True)
class _Pages:
    """Addresses of Data Docs, seen from the report's page."""

    docs: Docs

    def of(self, pack: str, suite: str) -> str | None:
        """The page of this pack's validation by this suite, if there was one."""
        validated = self.docs.get(pack, {}).get(suite)
        return f"{DATA_DOCS}/{validated.page}" if validated else None

    def about(self, pack: JudgedPack, artifact: JudgedArtifact, finding: Finding) -> str | None:
        """The page that shows this finding: of an expectation, not of other checks."""
        if artifact.table is None:
            return None
        names = {each.name for each in artifact.table.expectations}
        found = self.of(pack.named.name, artifact.content_type)
        return found if finding.expectation in names else None


def render_report(batch: BatchReport, docs: Docs) -> str:
    """The page: HTML that needs nothing but itself; it links to Data Docs in `DATA_DOCS`.

    Args:
        batch: What was checked.
        docs: What `write_data_docs` gave.
    """
    pages = _Pages(docs)
    lines = [line for pack in batch.packs for line in _lines(pack, pages)]
    css = (_HERE / "index.css").read_text(encoding="utf-8")
    return _template().render(
        batch=batch,
        errors=[each for each in lines if each.finding.severity is Severity.ERROR],
        warnings=[each for each in lines if each.finding.severity is Severity.WARNING],
        page_of=pages.of,
        drift_page=pages.of(DRIFT_CHECKPOINT, SUITE),
        place=place,
        css=Markup(css),  # noqa: S704 (our own file)
    )


def _lines(pack: JudgedPack, pages: _Pages) -> Iterator[_Line]:
    """The findings of the artifacts, then those of the pack as a whole."""
    for artifact in pack.artifacts:
        where = f"{artifact.title} (quarantined)" if artifact.quarantined else artifact.title
        for finding in artifact.findings:
            page = pages.about(pack, artifact, finding)
            yield _line(pack, where, finding, artifact.artifact.content, page)
    published = {each.content_type: each for each in pack.artifacts if not each.quarantined}
    titles = _titles(pack)
    for finding in pack.recheck.findings:
        of = published.get(finding.content_type)
        where = titles.get(finding.content_type, finding.content_type) or "the pack"
        yield _line(pack, where, finding, of.artifact.content if of else {}, None)


def _line(
    pack: JudgedPack, where: str, finding: Finding, content: Mapping[str, Any], page: str | None
) -> _Line:
    private = finding.expectation.startswith(PRIVACY)
    return _Line(
        pack=pack,
        where=where,
        place=place(finding.path, content),
        message=readable(finding.message, _titles(pack)),
        finding=finding,
        excerpt="" if private else excerpt(content, finding.path),
        page=page,
    )


def _titles(pack: JudgedPack) -> dict[str, str]:
    return {each.content_type: each.title for each in pack.artifacts}


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["place"] = place
    return environment.get_template("index.html.j2")
