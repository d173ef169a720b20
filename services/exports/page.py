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

from services.exports.citation import Citations
from services.exports.html_view import render_section, section_title
from services.exports.labels import HEADING_MARK, Labels, labels_for
from services.exports.text import fold, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.artifact import Artifact
    from core.content_type import ContentType
    from core.pack import ErrorInfo, Pack
    from core.source import Passage

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class _Part:
    """One content type on the page: its artifact, or why there is none."""

    name: str
    title: Markup
    artifact: Artifact | None
    error: ErrorInfo | None
    body: Markup


def render_page(pack: Pack, content_types: Sequence[ContentType]) -> str:
    """See `services.exports.render_page`."""
    labels = labels_for(pack.language)
    css = (_HERE / "page.css").read_text(encoding="utf-8")
    return _template().render(
        pack=pack,
        labels=labels,
        heading_mark=HEADING_MARK,
        paragraphs=paragraphs,
        parts=_parts(pack, content_types, labels),
        passages=_by_heading(pack.source.passages),
        css=Markup(css),  # noqa: S704 (our own file)
        css_sha256=_csp_digest(css),
    )


def _parts(pack: Pack, content_types: Sequence[ContentType], labels: Labels) -> list[_Part]:
    citations = Citations(pack.source)
    errors = {error.content_type: error for error in pack.errors}
    parts: list[_Part] = []
    for content_type in content_types:
        artifact, error = pack.artifact(content_type.name), errors.get(content_type.name)
        if artifact is None and error is None:
            continue
        parts.append(
            _Part(
                name=content_type.name,
                title=section_title(content_type, pack.language, labels),
                artifact=artifact,
                error=error if artifact is None else None,
                body=render_section(
                    content_type, artifact.content, pack.language, labels, citations
                )
                if artifact is not None
                else Markup(),
            )
        )
    return parts


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
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
