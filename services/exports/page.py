"""``index.html``: the whole pack on one page that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from core.artifact import Severity
from services.exports.citation import Citations
from services.exports.html_view import render_section, section_title
from services.exports.labels import HEADING_MARK, Labels, labels_for
from services.exports.marks import Marks
from services.exports.matrix import Line, lines_of, linked_paths
from services.exports.text import fold, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.artifact import Artifact, Finding
    from core.content_type import ContentType
    from core.pack import ErrorInfo, Pack
    from core.source import Passage

_HERE = Path(__file__).parent


_WITHHELD_REASONS = 3
"""Errors that are named of an artifact that was made and not published."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One content type on the page: its artifact, or why there is none.

    ``findings`` come with the id of the item they are about, None when it is not on the page;
    ``dropped`` says why items were left out; ``reasons`` why the whole artifact was withheld.
    """

    name: str
    title: Markup
    artifact: Artifact | None
    error: ErrorInfo | None
    heading: Markup
    body: Markup
    findings: tuple[tuple[Finding, str | None], ...]
    dropped: tuple[Finding, ...]
    reasons: tuple[Finding, ...]
    marks: Marks

    def count(self, severity: str) -> int:
        """Findings of this severity."""
        return sum(finding.severity == severity for finding, _ in self.findings)


@dataclass(frozen=True, slots=True)
class _Matrix:
    """The coverage: its columns, and lines for the objectives and for the sections."""

    columns: list[_Part]
    objectives: list[Line]
    sections: list[Line]


def render_page(pack: Pack, content_types: Sequence[ContentType]) -> str:
    """See `services.exports.render_page`."""
    labels = labels_for(pack.language)
    css = (_HERE / "page.css").read_text(encoding="utf-8")
    parts = _parts(pack, content_types, labels)
    return page_template().render(
        pack=pack,
        labels=labels,
        heading_mark=HEADING_MARK,
        paragraphs=paragraphs,
        parts=parts,
        matrix=_matrix(pack, parts),
        passages=_by_heading(pack.source.passages),
        css=Markup(css),  # noqa: S704 (our own file)
        css_sha256=_csp_digest(css),
    )


def _parts(pack: Pack, content_types: Sequence[ContentType], labels: Labels) -> list[_Part]:
    citations = Citations(pack.source)
    errors = {error.content_type: error for error in pack.errors}
    withheld = {artifact.content_type: artifact for artifact in pack.quarantined}
    parts: list[_Part] = []
    for content_type in content_types:
        name = content_type.name
        artifact = pack.artifact(name)
        if artifact is not None:
            parts.append(_shown(artifact, content_type, pack, labels, citations))
        elif name in errors or name in withheld:
            title = section_title(content_type, pack.language, labels)
            parts.append(_missing(name, title, errors.get(name), withheld.get(name)))
    return parts


def _shown(
    artifact: Artifact,
    content_type: ContentType,
    pack: Pack,
    labels: Labels,
    citations: Citations,
) -> _Part:
    name, report = content_type.name, pack.report
    of_pack = (each for each in report.findings if each.content_type == name)
    findings = (*artifact.report.findings, *of_pack)
    marks = Marks(name, findings, linked_paths((*report.objectives, *report.sections), name))
    html = render_section(content_type, artifact.content, pack.language, labels, citations, marks)
    heading, ending, body = html.partition("</h2>")
    return _Part(
        name=name,
        title=section_title(content_type, pack.language, labels),
        artifact=artifact,
        error=None,
        heading=heading + ending if ending else Markup(),
        body=body if ending else html,
        findings=tuple((each, marks.place(each.path)) for each in findings),
        dropped=artifact.dropped,
        reasons=(),
        marks=marks,
    )


def _missing(name: str, title: Markup, error: ErrorInfo | None, withheld: Artifact | None) -> _Part:
    found = withheld.report.findings if withheld else ()
    wrong = [each for each in found if each.severity is Severity.ERROR]
    return _Part(
        name=name,
        title=title,
        artifact=None,
        error=error,
        heading=Markup(),
        body=Markup(),
        findings=(),
        dropped=(),
        reasons=tuple(wrong[:_WITHHELD_REASONS]),
        marks=Marks(name, ()),
    )


def _matrix(pack: Pack, parts: Sequence[_Part]) -> _Matrix:
    report = pack.report
    covered = {name for row in (*report.objectives, *report.sections) for name in row.items}
    columns = [part for part in parts if part.artifact is not None and part.name in covered]
    names = [part.name for part in columns]
    marks = {part.name: part.marks for part in columns}
    return _Matrix(
        columns=columns,
        objectives=lines_of(report.objectives, names, marks),
        sections=lines_of(report.sections, names, marks),
    )


def _by_heading(
    passages: Sequence[Passage],
) -> Iterator[tuple[tuple[str, ...], list[Passage]]]:
    """Runs of passages under one heading path, so that the path is said once."""
    for path, run in groupby(passages, key=lambda passage: passage.heading_path):
        yield path, list(run)


def _csp_digest(css: str) -> str:
    """The hash by which the page's policy knows its one style sheet."""
    return base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def _visible(value: Any) -> Any:
    return fold(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(maxsize=1)
def page_template() -> jinja2.Template:
    """The page, compiled."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
