"""A content type's ``view.md.j2`` rendered: the Markdown of one artifact, made of building blocks.

A view is Markdown with Jinja. Its first line is ``# {% block title %}…{% endblock %}``, what the
type is called. It sees ``content``, ``say``, ``term`` and the methods of `Blocks`; a plain
``{{ text }}`` is escaped, whatever it holds. What a block or a text becomes is up to the target:
`services.exports.markdown_view` or `services.exports.html_view`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

import jinja2
from markupsafe import Markup

from services.exports.labels import FALLBACK, labels_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from core.content_type import ContentType

VIEW = "view.md.j2"


class Blocks(Protocol):
    """The building blocks of a view. All text given to them is escaped by them.

    Each returns Markdown that has to stand on a line of its own at the margin, except `text`,
    `strong` and `badge`, which stand within a line. ``evidence`` is the list of that name in the
    content.
    """

    def text(self, value: str) -> Markup:
        """The text as it is, on one line."""
        ...

    def strong(self, value: str) -> Markup:
        """The text in bold."""
        ...

    def badge(self, value: str) -> Markup:
        """A short word that classifies (a level, a category)."""
        ...

    def paragraphs(self, value: str, evidence: Iterable[Mapping[str, Any]] = ()) -> Markup:
        """A long text, its paragraphs kept, and what supports it."""
        ...

    def point(self, value: str, evidence: Iterable[Mapping[str, Any]] = ()) -> Markup:
        """An item of a bulleted list, and what supports it. ``value`` may be `strong` and more."""
        ...

    def evidence(self, evidence: Iterable[Mapping[str, Any]]) -> Markup:
        """Quotes of the source that support what stands before."""
        ...

    def card(
        self,
        front: str,
        back: str,
        evidence: Iterable[Mapping[str, Any]] = (),
        badges: Iterable[str] = (),
    ) -> Markup:
        """A card with two sides. Cards that follow one another make a grid."""
        ...

    def qa(
        self,
        question: str,
        answer: str,
        evidence: Iterable[Mapping[str, Any]] = (),
        badges: Iterable[str] = (),
        hidden: str = "",
    ) -> Markup:
        """A question and its answer; with ``hidden``, the answer waits behind that label."""
        ...

    def turn(self, speaker: str, text: str, evidence: Iterable[Mapping[str, Any]] = ()) -> Markup:
        """What one voice of a dialogue says."""
        ...


def render_view(
    content_type: ContentType, content: Mapping[str, Any], language: str, blocks: Blocks
) -> str:
    """The view of this content, in Markdown, by way of ``blocks``."""
    return view_template(content_type.folder).render(_variables(content, language, blocks))


def render_title(content_type: ContentType, language: str, blocks: Blocks) -> str:
    """What the view calls the type in this language; the type's own title when it says nothing."""
    template = view_template(content_type.folder)
    block = template.blocks.get("title")
    if block is None:
        return blocks.text(content_type.title)
    return "".join(block(template.new_context(_variables({}, language, blocks)))).strip()


def _variables(content: Mapping[str, Any], language: str, blocks: Blocks) -> dict[str, Any]:
    def say(**texts: str) -> str:
        return texts.get(language) or texts[FALLBACK]

    labels = labels_for(language)
    building = {name: getattr(blocks, name) for name in _BLOCKS}
    return {
        **building,
        "content": _texts(content, "$", blocks),
        "say": say,
        "term": labels.term,
        _ESCAPE: blocks.text,
    }


class _Text(str):
    """A text of the content, which knows its place and how it is escaped.

    Jinja escapes by ``__html__`` when a view joins texts and blocks (``~``, ``join``).
    """

    __slots__ = ("_blocks", "path")
    _blocks: Blocks
    path: str

    @classmethod
    def of(cls, value: str, path: str, blocks: Blocks) -> Self:
        """The text at this JSON path, escaped by these blocks."""
        text = cls(value)
        text.path = path
        text._blocks = blocks
        return text

    def __html__(self) -> str:
        return self._blocks.text(self)


def path_of(value: str) -> str:
    """The JSON path of a text of the content; empty for any other text."""
    return value.path if isinstance(value, _Text) else ""


def _texts(node: Any, path: str, blocks: Blocks) -> Any:
    if isinstance(node, str):
        return _Text.of(node, path, blocks)
    if isinstance(node, list):
        entries = cast("list[Any]", node)
        return [_texts(each, f"{path}[{index}]", blocks) for index, each in enumerate(entries)]
    if not isinstance(node, dict):
        return node
    fields = cast("dict[str, Any]", node)
    return {key: _texts(each, f"{path}.{key}", blocks) for key, each in fields.items()}


_ESCAPE = "_escape"
_UNSAFE_FILTERS = ("safe", "e", "escape", "forceescape", "tojson", "urlize", "xmlattr")
"""They say that a text is safe, or make it so for HTML alone: a view is Markdown."""

_BLOCKS = tuple(name for name in vars(Blocks) if not name.startswith("_"))


@jinja2.pass_context
def _finalize(context: jinja2.runtime.Context, value: Any) -> Any:
    # With the context asked for, Jinja does not apply this to constants once, while compiling.
    return value if isinstance(value, Markup) else context[_ESCAPE](str(value))


@lru_cache(maxsize=64)
def view_template(folder: Path) -> jinja2.Template:
    """The view of the content type in this folder, compiled."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        # What a block returns is marked by Markup and so is not escaped again.
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in _UNSAFE_FILTERS:
        del environment.filters[name]
    return environment.get_template(VIEW)
