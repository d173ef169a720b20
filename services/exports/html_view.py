"""An artifact as a section of the page: building blocks in HTML, sanitised at the end.

While the view is Markdown, every text and block of it is a token that Markdown cannot read; what
the token stands for takes its place after Markdown has been rendered. So no text of a source or a
model is ever read as Markdown, and none as HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from services.exports.sanitise import sanitise
from services.exports.text import fold, paragraphs, visible
from services.exports.view import path_of, render_title, render_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.artifact import Finding
    from core.content_type import ContentType
    from services.exports.citation import Citation, Citations
    from services.exports.labels import Labels
    from services.exports.marks import Marks

    Evidence = Iterable[Mapping[str, Any]]

_OPEN, _CLOSE = "\ue000", "\ue001"
"""A token is its number between these. Only ours are looked for: texts are put in afterwards."""

_TOKEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_TOKENS = re.compile(f"(?:{_TOKEN.pattern.replace('(', '(?:')}\\s*)+")
_PARAGRAPH = re.compile("<p>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a token stands for.

    ``group`` is the class of the element around a run of its like; ``path`` is the JSON path of
    the text it is.
    """

    html: str
    block: bool = False
    group: str = ""
    path: str = ""


def render_section(
    content_type: ContentType,
    content: Mapping[str, Any],
    language: str,
    labels: Labels,
    citations: Citations,
    marks: Marks | None = None,
) -> Markup:
    """The view as sanitised HTML, its headings one level down: the page's own is the first."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (dear)

    blocks = HtmlBlocks(labels, citations, marks)
    view = render_view(content_type, content, language, blocks)
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(view)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Markup(sanitise(blocks.resolve(html)))  # noqa: S704 (sanitised)


def section_title(content_type: ContentType, language: str, labels: Labels) -> Markup:
    """What the view calls the type, as HTML."""
    blocks = HtmlBlocks(labels, None)
    return Markup(sanitise(blocks.resolve(render_title(content_type, language, blocks))))  # noqa: S704


class HtmlBlocks:
    """`services.exports.view.Blocks` in HTML. The methods are described there."""

    def __init__(
        self, labels: Labels, citations: Citations | None, marks: Marks | None = None
    ) -> None:
        self._labels = labels
        self._citations = citations
        self._marks = marks
        self._pieces: list[_Piece] = []

    def text(self, value: str) -> Markup:  # noqa: D102 (see Blocks)
        return self._token(self._inline(value), path=path_of(value))

    def strong(self, value: str) -> Markup:  # noqa: D102
        return self._token(f"<strong>{self._inline(value)}</strong>")

    def badge(self, value: str) -> Markup:  # noqa: D102
        return self._token(self._badges([value]))

    def paragraphs(self, value: str, evidence: Evidence = ()) -> Markup:  # noqa: D102
        anchor, remarks = self._marked(path_of(value))
        target = f'<div class="anchor"{anchor}></div>' if anchor else ""
        return self._block(f"{target}{self._paragraphs(value)}{self._evidence(evidence)}{remarks}")

    def point(self, value: str, evidence: Evidence = ()) -> Markup:  # noqa: D102
        anchor, remarks = self._marked(self._path_within(value))
        target = self._token(f'<span class="anchor"{anchor}></span>') if anchor else ""
        support = self._token(self._evidence(evidence) + remarks, block=True)
        return Markup(f"- {target}{self.text(value)} {support}\n")  # noqa: S704

    def evidence(self, evidence: Evidence) -> Markup:  # noqa: D102
        return self._block(self._evidence(evidence))

    def card(  # noqa: D102
        self, front: str, back: str, evidence: Evidence = (), badges: Iterable[str] = ()
    ) -> Markup:
        anchor, remarks = self._marked(path_of(front) or path_of(back), whole=True)
        return self._block(
            f'<div class="card"{anchor}><p class="front">{self._inline(front)}</p>'
            f'<div class="back">{self._paragraphs(back)}</div>'
            f'<div class="foot">{self._badges(badges)}{self._evidence(evidence)}</div>'
            f"{remarks}</div>",
            group="cards",
        )

    def qa(  # noqa: D102
        self,
        question: str,
        answer: str,
        evidence: Evidence = (),
        badges: Iterable[str] = (),
        hidden: str = "",
    ) -> Markup:
        body = f"{self._paragraphs(answer)}{self._evidence(evidence)}"
        if hidden:
            summary = f"<summary>{self._inline(hidden)}</summary>"
            body = f'<details class="hidden">{summary}<div>{body}</div></details>'
        head = f'<p class="question">{self._inline(question)} {self._badges(badges)}</p>'
        anchor, remarks = self._marked(path_of(question) or path_of(answer), whole=True)
        return self._block(f'<li class="qa"{anchor}>{head}{body}{remarks}</li>', group="questions")

    def turn(self, speaker: str, text: str, evidence: Evidence = ()) -> Markup:  # noqa: D102
        anchor, remarks = self._marked(path_of(text) or path_of(speaker), whole=True)
        return self._block(
            f'<div class="turn"{anchor}><p class="speaker">{self._inline(speaker)}</p>'
            f'<div class="speech">{self._paragraphs(text)}{self._evidence(evidence)}{remarks}</div>'
            "</div>",
            group="dialogue",
        )

    def resolve(self, html: str) -> str:
        """The HTML with what each token stands for in its place."""
        return _TOKENS.sub(self._run, _PARAGRAPH.sub(self._split, html))

    def _split(self, paragraph: re.Match[str]) -> str:
        """A block cannot stand in a paragraph: the paragraph ends before and begins after it."""
        parts: list[str] = []
        inline = ""
        for part in re.split(f"({_TOKEN.pattern.replace('(', '(?:')})", paragraph[1]):
            token = _TOKEN.fullmatch(part)
            if token and self._pieces[int(token[1])].block:
                parts += [_paragraph(inline), part]
                inline = ""
            else:
                inline += part
        return "".join([*parts, _paragraph(inline)])

    def _run(self, tokens: re.Match[str]) -> str:
        """A run of tokens in HTML, blocks of one kind with one element around them."""
        pieces = re.findall(f"{_TOKEN.pattern}(\\s*)", tokens[0])
        known = [(self._pieces[int(number)], space) for number, space in pieces]
        html = ""
        for group, members in groupby(known, key=lambda each: each[0].group):
            inner = "".join(piece.html + space for piece, space in members)
            tag = "ol" if group == "questions" else "div"
            html += f'<{tag} class="{group}">{inner}</{tag}>' if group else inner
        return html

    def _token(self, html: str, *, block: bool = False, group: str = "", path: str = "") -> Markup:
        self._pieces.append(_Piece(html, block=block, group=group, path=path))
        return Markup(f"{_OPEN}{len(self._pieces) - 1}{_CLOSE}")  # noqa: S704

    def _block(self, html: str, group: str = "") -> Markup:
        return Markup(f"\n\n{self._token(html, block=True, group=group)}\n\n")  # noqa: S704

    def _inline(self, value: str) -> str:
        return self.resolve(value) if isinstance(value, Markup) else escape(fold(value))

    def _badges(self, badges: Iterable[str]) -> str:
        return " ".join(f'<span class="badge">{self._inline(badge)}</span>' for badge in badges)

    def _paragraphs(self, value: str) -> str:
        return "".join(
            f"<p>{'<br>'.join(escape(line) for line in lines)}</p>" for lines in paragraphs(value)
        )

    def _marked(self, path: str, *, whole: bool = False) -> tuple[str, str]:
        """The ``id`` attribute, or nothing, and the findings of what stands at this path."""
        if self._marks is None or not path:
            return "", ""
        anchor, found = self._marks.of_item(path) if whole else self._marks.of_text(path)
        attribute = f' id="{escape(anchor)}"' if anchor else ""
        return attribute, "".join(self._remark(each) for each in found)

    def _remark(self, finding: Finding) -> str:
        severity = finding.severity.value
        return (
            f'<p class="remark {escape(severity)}"><strong>{escape(self._labels.term(severity))}'
            f"</strong> {escape(fold(finding.message))}</p>"
        )

    def _path_within(self, value: str) -> str:
        """The path of the text, or of the first text of the content among its tokens."""
        if not isinstance(value, Markup):
            return path_of(value)
        pieces = (self._pieces[int(number)] for number in _TOKEN.findall(value))
        return next((piece.path for piece in pieces if piece.path), "")

    def _evidence(self, evidence: Evidence) -> str:
        citations = self._citations.of(evidence) if self._citations else []
        if not citations:
            return ""
        count = f' <span class="count">{len(citations)}</span>' if len(citations) > 1 else ""
        quotes = "".join(self._quote(citation) for citation in citations)
        summary = f"<summary>{escape(self._labels.evidence)}{count}</summary>"
        return f'<details class="evidence">{summary}{quotes}</details>'

    def _quote(self, citation: Citation) -> str:
        language = self._citations.language if self._citations else ""
        before, after = _context(citation.before), _context(citation.after)
        place = citation.place(self._labels, " · ")
        where = escape(fold(place)) or escape(self._labels.source)
        if citation.anchor:
            where = f'<a href="#{escape(citation.anchor)}">{where}</a>'
        elif not place:
            where = ""
        return (
            f'<blockquote lang="{escape(language)}">'
            f"<p>{before}<mark>{escape(fold(citation.quote))}</mark>{after}</p></blockquote>"
            f'<p class="where">{where}</p>'
        )


def _context(text: str) -> str:
    """Words beside a quote. White space at their edge parts them from it, and so is kept."""
    if not text:
        return ""
    folded = re.sub(r"\s+", " ", visible(text))
    return f'<span class="context">{escape(folded)}</span>'


def _paragraph(inline: str) -> str:
    return f"<p>{inline.strip()}</p>" if inline.strip() else ""
