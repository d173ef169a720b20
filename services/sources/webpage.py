"""A web page as blocks: the main content that trafilatura finds, without the page's furniture."""

from __future__ import annotations

import importlib
import re
from typing import Any

from services.sources.blocks import Block, BlockKind, Document
from services.sources.markdown import table_text
from services.sources.text import list_text

# Reference marks and edit links of encyclopedia pages, and what no reader sees.
_DROPPED = (
    "//script | //style | //noscript | //template | //*[@hidden] | //*[@aria-hidden='true']"
    " | //*[contains(concat(' ', @class, ' '), ' mw-editsection ')]"
    " | //sup[contains(concat(' ', @class, ' '), ' reference ')]"
    " | //*[contains(concat(' ', @class, ' '), ' mw-cite-backlink ')]"
)
_FURNITURE = "//nav | //header | //footer | //aside | //form | //button | //iframe | //svg"
_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|[*†‡↑^])\]?|(?:\[[^\[\]]{1,25}\])+")
_HEADING = re.compile(r"h([1-6])")
_LINE_BREAKS = frozenset({"lb", "br"})
_INNER_WHITESPACE = re.compile(r"\s+")


def parse_html(markup: str) -> Document:
    """The blocks of a page's main content."""
    # Imported here: only the parsing child needs them. lxml by name, because it has no types.
    import trafilatura  # noqa: PLC0415

    etree: Any = importlib.import_module("lxml.etree")
    html: Any = importlib.import_module("lxml.html")
    try:
        tree: Any = html.document_fromstring(
            markup.encode(), parser=html.HTMLParser(encoding="utf-8")
        )
    except etree.ParserError:  # nothing but white space or comments
        return Document(blocks=())
    title = " ".join(tree.xpath("string(//title)").split())
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    _drop(tree.xpath(_DROPPED))
    _drop([element for element in tree.xpath("//sup") if _is_mark(element)])
    found = trafilatura.bare_extraction(
        html.tostring(tree, encoding="unicode"),
        include_comments=False,
        include_tables=True,
        include_formatting=True,
        with_metadata=True,
        favor_recall=True,
    )
    walk = _Walk()
    body: Any = getattr(found, "body", None)
    if body is not None:
        walk.children(body)
        title = str(getattr(found, "title", None) or title)
    blocks = walk.blocks
    if len(blocks) <= 1:  # what it does when it finds no article: everything in one paragraph
        _drop(tree.xpath(_FURNITURE))
        whole = _Walk()
        whole.children(tree)
        blocks = whole.blocks or blocks
    return Document(tuple(blocks), title=title, language=language[:2].lower())


def _drop(elements: list[Any]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _is_mark(element: Any) -> bool:
    """A superscript that is a reference mark (a link to a note), not an exponent."""
    text = element.text_content().strip()
    linked = element.find(".//a") is not None or element.getparent().tag == "a"
    return bool(_MARK.fullmatch(text)) and (linked or text.startswith("["))


class _Walk:
    """Reads both trafilatura's tags and HTML's own, which the fallback meets."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def children(self, element: Any) -> None:
        """The blocks inside a container; text that stands loose in it is a paragraph."""
        loose: list[str] = [_inline(element.text)]
        for child in element:
            if self._is_block(child):
                self._paragraph("".join(loose))
                loose = []
                self._block(child)
            elif isinstance(child.tag, str):
                loose.append("\n" if child.tag in _LINE_BREAKS else _words(child))
            loose.append(_inline(child.tail))
        self._paragraph("".join(loose))

    def _is_block(self, element: Any) -> bool:
        tag = element.tag
        if tag in {"code", "del", "hi", "ref", "a", "b", "i", "em", "strong", "span"}:
            return tag == "code" and (len(element) > 0 or "\n" in (element.text or ""))
        return isinstance(tag, str) and tag in _BLOCKS

    def _block(self, element: Any) -> None:
        tag = str(element.tag)
        if heading := _HEADING.fullmatch(element.get("rend", "h2") if tag == "head" else tag):
            self._add(BlockKind.HEADING, _words(element), int(heading.group(1)))
        elif tag in {"list", "ul", "ol"}:
            self._add(BlockKind.LIST, list_text(_items(element)))
        elif tag == "table":
            rows = [[_words(cell) for cell in row] for row in element.iter("row", "tr")]
            self._add(BlockKind.TABLE, table_text(rows))
        elif tag in {"code", "pre"}:
            self._add(BlockKind.CODE, "".join(element.itertext()))
        elif tag != "title":
            self.children(element)

    def _paragraph(self, text: str) -> None:
        self._add(BlockKind.PARAGRAPH, text)

    def _add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        if text.strip():
            self.blocks.append(Block(kind, text, level))


_BLOCKS = frozenset(
    (
        "head", "h1", "h2", "h3", "h4", "h5", "h6", "p", "quote", "blockquote", "list", "ul", "ol",
        "li", "item", "dl", "dd", "dt", "table", "td", "code", "pre", "div", "section", "article",
        "main", "body", "html", "figure", "details", "summary", "title", "center", "fieldset",
    )
)  # fmt: skip


def _words(element: Any) -> str:
    """An element's words as a browser runs them together; line breaks stay."""
    parts = [_inline(element.text)]
    for child in element:
        if child.tag in _LINE_BREAKS:
            parts.append("\n")
        elif isinstance(child.tag, str):
            parts.append(_words(child))
        parts.append(_inline(child.tail))
    return "".join(parts)


def _inline(text: str | None) -> str:
    return _INNER_WHITESPACE.sub(" ", text or "")


def _items(element: Any) -> list[str]:
    """The items of a list; those of inner lists follow the item they stand in."""
    items: list[str] = []
    for item in element.iterchildren("item", "li"):
        inner = list(item.iterchildren("list", "ul", "ol"))
        parts = [_inline(item.text)]
        for child in item:
            if child not in inner and isinstance(child.tag, str):
                parts.append(_words(child) if child.tag not in _LINE_BREAKS else " ")
            parts.append(_inline(child.tail))
        items.append("".join(parts))
        for nested in inner:
            items += _items(nested)
    return items
