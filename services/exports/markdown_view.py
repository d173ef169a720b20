"""An artifact as a Markdown file: building blocks in plain CommonMark, all text escaped for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from services.exports.citation import Citation, Citations
from services.exports.labels import Labels, labels_for
from services.exports.text import escape_markdown, fold, paragraphs
from services.exports.view import render_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.artifact import Artifact, Finding
    from core.content_type import ContentType
    from core.source import Source

    Evidence = Iterable[Mapping[str, Any]]


def render_markdown(
    artifact: Artifact,
    content_type: ContentType,
    pack_language: str,
    source: Source,
    findings: Sequence[Finding] = (),
) -> str:
    """See `services.exports.render_markdown`."""
    labels = labels_for(pack_language)
    blocks = MarkdownBlocks(labels, Citations(source))
    view = render_view(content_type, artifact.content, pack_language, blocks)
    heading, _, body = view.strip().partition("\n")
    titles = dict.fromkeys(title for title in (artifact.title, source.title) if title.strip())
    subtitle = " · ".join(f"*{escape_markdown(title)}*" for title in titles if fold(title))
    parts = (heading, subtitle, body.strip(), _findings(artifact, findings, labels))
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(part for part in parts if part) + "\n")


def _findings(artifact: Artifact, of_pack: Sequence[Finding], labels: Labels) -> str:
    """A section for what the checks found; nothing when they found nothing."""
    found = [
        *((labels.term(each.severity.value), each) for each in artifact.report.findings),
        *((labels.term(each.severity.value), each) for each in of_pack),
        *((labels.dropped, each) for each in artifact.dropped),
    ]
    lines = [
        f"- **{escape_markdown(word)}** {escape_markdown(each.message)} "
        f"({escape_markdown(each.path)})"
        for word, each in found
    ]
    return "\n".join((f"## {labels.findings}", "", *lines)) if lines else ""


class MarkdownBlocks:
    """`services.exports.view.Blocks` in CommonMark. The methods are described there."""

    def __init__(self, labels: Labels, citations: Citations) -> None:
        self._labels = labels
        self._citations = citations

    def text(self, value: str) -> Markup:  # noqa: D102 (see Blocks)
        # Only `Blocks` make Markup, and only of escaped text: here and below.
        return Markup(_inline(value))  # noqa: S704

    def strong(self, value: str) -> Markup:  # noqa: D102
        inline = _inline(value)
        return Markup(f"**{inline}**" if inline else "")  # noqa: S704

    def badge(self, value: str) -> Markup:  # noqa: D102
        inline = _inline(value)
        return Markup(f"*({inline})*" if inline else "")  # noqa: S704

    def paragraphs(self, value: str, evidence: Evidence = ()) -> Markup:  # noqa: D102
        return self._blocks(_paragraphs(value), self._quotes(evidence))

    def point(self, value: str, evidence: Evidence = ()) -> Markup:  # noqa: D102
        quotes = self._quotes(evidence).replace("\n", "\n  ")
        return Markup(f"- {_inline(value)}\n" + (f"\n  {quotes}\n" if quotes else ""))  # noqa: S704

    def evidence(self, evidence: Evidence) -> Markup:  # noqa: D102
        return self._blocks(self._quotes(evidence))

    def card(  # noqa: D102
        self, front: str, back: str, evidence: Evidence = (), badges: Iterable[str] = ()
    ) -> Markup:
        return self._blocks(self._headed(front, badges), _paragraphs(back), self._quotes(evidence))

    def qa(  # noqa: D102
        self,
        question: str,
        answer: str,
        evidence: Evidence = (),
        badges: Iterable[str] = (),
        hidden: str = "",
    ) -> Markup:
        label = f"*{_inline(hidden)}:*" if hidden else ""
        return self._blocks(
            self._headed(question, badges), label, _paragraphs(answer), self._quotes(evidence)
        )

    def turn(self, speaker: str, text: str, evidence: Evidence = ()) -> Markup:  # noqa: D102
        return self._blocks(
            f"{self.strong(f'{fold(speaker)}:')} {_paragraphs(text)}", self._quotes(evidence)
        )

    def _headed(self, title: str, badges: Iterable[str]) -> str:
        return " ".join([self.strong(title), *(self.badge(badge) for badge in badges)])

    def _blocks(self, *parts: str) -> Markup:
        return Markup("\n\n".join(["", *(part for part in parts if part), ""]))  # noqa: S704

    def _quotes(self, evidence: Evidence) -> str:
        return "\n>\n".join(self._quote(each) for each in self._citations.of(evidence))

    def _quote(self, citation: Citation) -> str:
        opening, closing = self._labels.quotes
        place = citation.place(self._labels, ", ")
        where = f" — {escape_markdown(place)}" if place else ""
        return f"> {opening}{escape_markdown(citation.quote)}{closing}{where}"


def _inline(value: str) -> str:
    return value if isinstance(value, Markup) else escape_markdown(value)


def _paragraphs(value: str) -> str:
    return "\n\n".join(
        "\\\n".join(escape_markdown(line) for line in lines) for lines in paragraphs(value)
    )
