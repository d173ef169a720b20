from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.content_type import OUTLINE
from prompts.catalog import content_types
from services.exports import render_markdown, render_page
from services.exports.labels import ENGLISH
from services.exports.sanitise import sanitise
from services.exports.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = list(content_types())
VOID = {"meta", "br", "hr"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</details></section></main><h1>gone",
    "[here](javascript:alert(1)) <javascript:alert(1)>",
    "![x](http://e.example/x.png)",
    "`code` | ``` ~~~ {{ content }} {% raw %}",
    '" onmouseover="alert(1)" x=\'',
    "\ue0000\ue001 \ue00012\ue001",
    "\x00\x1b[2J \u202eabc",
    "# h\n> q\n- l\n1. n\n    indented\n***\n===",
    "&lt;img src=x&gt; &#106;",
    "<!-- --> <![CDATA[ ]]> <?php ?>",
]
# A word that the labels translate ("apply") is shown as its translation.
texts = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=40)).filter(
    lambda text: text.strip() not in ENGLISH.terms
)


class Reader(HTMLParser):
    """Reads a page as a browser would: elements, attributes, text, and whether tags balance."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.unbalanced: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Compare with what is open."""
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        """Collect what a reader sees."""
        if self._open and self._open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All text, white space folded."""
        return fold(" ".join(self.texts))


def squeezed(text: str) -> str:
    """The text without white space: elements put some between words."""
    return "".join(fold(text).split())


def spoilt(node: Any, draw: Callable[[], str], kept: tuple[str, ...] = ()) -> Any:
    """The content with another text in the place of each."""
    if isinstance(node, dict):
        return {
            key: value if key in kept else spoilt(value, draw, kept) for key, value in node.items()
        }
    if isinstance(node, list):
        return [spoilt(each, draw, kept) for each in node]
    return draw() if isinstance(node, str) else node


def strings(node: Any) -> list[str]:
    """All texts in the content, but the ids of passages."""
    if isinstance(node, dict):
        return [
            text for key, value in node.items() if key != "passage_id" for text in strings(value)
        ]
    if isinstance(node, list):
        return [text for each in node for text in strings(each)]
    return [node] if isinstance(node, str) else []


def assert_harmless(page: Reader) -> None:
    """Nothing on the page runs, loads or leads elsewhere."""
    forbidden = {"script", "img", "iframe", "object", "embed", "link", "base", "form", "svg"}
    assert not forbidden & set(page.tags)
    assert page.unbalanced == []
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in {"style", "src", "srcset", "action", "xlink:href"}, (tag, name)
        if name == "href":
            assert re.fullmatch(r"#[\w-]+", value)
    targets = {value[1:] for _, name, value in page.attributes if name == "href"}
    assert targets <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_text_of_a_model_becomes_anything_but_text_on_the_page(
    name: str, data: st.DataObject, maker: Any
) -> None:
    """Whatever the content holds, the page shows it as it is and stays harmless."""
    content = spoilt(maker.contents[name], lambda: data.draw(texts))
    artifact = maker.artifact(name, content)
    parts: dict[str, Any] = {"artifacts": ()} if name == OUTLINE else {"artifacts": (artifact,)}
    outline = artifact if name == OUTLINE else None
    page = Reader(render_page(maker.pack(outline=outline, **parts), maker.types))
    assert_harmless(page)
    seen = squeezed(page.text)
    for text in strings({key: value for key, value in content.items() if key != "title"}):
        assert squeezed(text) in seen or not is_shown(name, content, text)


def is_shown(name: str, content: dict[str, Any], text: str) -> bool:
    """Whether the text stands in a field that the view shows (a card's kind is not one)."""
    if name != "flashcards":
        return True
    cards = [{k: v for k, v in card.items() if k != "kind"} for card in content["items"]]
    return text in strings(cards)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_text_of_a_source_or_an_error_becomes_anything_but_text(
    data: st.DataObject, maker: Any
) -> None:
    """Titles, origin, headings, passages, findings and errors are shown as they are."""
    whole = maker.partial().model_dump(mode="json")
    drawn = [data.draw(texts) for _ in range(6)]
    source = maker.source_of(
        [t for t in (data.draw(texts), data.draw(texts)) if t.strip()] or ["x"]
    )
    headed = [
        passage.model_copy(update={"heading_path": (drawn[0],)}) for passage in source.passages
    ]
    source = source.model_copy(
        update={"title": drawn[1], "origin": drawn[2], "passages": tuple(headed)}
    )
    errors = [{**error, "message": drawn[3], "hint": drawn[4]} for error in whole["errors"]]
    pack = maker.pack(
        **{key: value for key, value in whole.items() if key in {"outline", "artifacts", "state"}},
        source=source,
        title=drawn[5],
        errors=errors,
    )
    artifacts = [each for each in pack.artifacts if not each.report.findings]
    # Quotes lead to passages that are no longer there: they are shown without a link.
    pack = pack.model_copy(update={"artifacts": tuple(artifacts)})
    page = Reader(render_page(pack, maker.types))
    assert_harmless(page)
    seen = squeezed(page.text)
    for text in [*drawn, *(passage.text for passage in source.passages)]:
        assert squeezed(text) in seen


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_text_of_a_model_becomes_anything_but_text_in_markdown(
    name: str, data: st.DataObject, maker: Any
) -> None:
    """A reader that allows HTML makes no element, link or heading of what the content holds."""
    content = spoilt(maker.contents[name], lambda: data.draw(texts))
    types, source = maker.types_by_name, maker.source
    spoiled = render_markdown(maker.artifact(name, content), types[name], "en", source)
    plain = render_markdown(maker.artifact(name), types[name], "en", source)
    markdown = MarkdownIt("js-default", {"html": True, "linkify": False})
    tokens = [*markdown.parse(spoiled)]
    kinds = {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or []
    }
    unwanted = {"html_block", "html_inline", "link_open", "image", "fence", "code_block", "hr"}
    assert not kinds & (unwanted | {"code_inline", "table_open", "ordered_list_open"})
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    known = [token.tag for token in markdown.parse(plain) if token.type == "heading_open"]
    assert headings == known
    seen = squeezed("".join(child.content for token in tokens for child in token.children or []))
    for text in strings({key: value for key, value in content.items() if key != "title"}):
        assert squeezed(text) in seen or not is_shown(name, content, text)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it"])
def test_furniture_is_in_the_language_of_the_pack(language: str, maker: Any) -> None:
    """Titles and labels follow the pack, and are English where we know no better."""
    page = render_page(maker.pack(language=language), maker.types)
    cards = {"de": "Lernkarten", "fr": "Cartes mémoire", "es": "Tarjetas de estudio"}
    evidence = {"de": "Beleg", "fr": "Preuve", "es": "Evidencia"}
    assert f'<html lang="{language}">' in page
    assert f"<h2>{cards.get(language, 'Flashcards')}</h2>" in page
    assert f"<summary>{evidence.get(language, 'Evidence')}</summary>" in page


def test_every_claim_has_its_evidence_a_click_away(maker: Any) -> None:
    """Each piece of evidence in the pack stands in a disclosure and leads to its passage."""
    pack = maker.pack()
    page = render_page(pack, maker.types)
    quotes = [
        piece for artifact in (pack.outline, *pack.artifacts) for piece in pieces(artifact.content)
    ]
    assert page.count('<details class="evidence">') > 40
    assert page.count("<blockquote") == page.count("<mark>") == len(quotes)
    for piece in quotes:
        assert f'<a href="#{piece["passage_id"]}">' in page
    assert "p. 1 · Soil › How it forms</a>" in page  # noqa: RUF001 (the mark between headings)


def pieces(node: Any) -> list[dict[str, Any]]:
    """All evidence in the content."""
    if isinstance(node, dict):
        return [node] if "quote" in node else [p for v in node.values() for p in pieces(v)]
    return [p for each in node for p in pieces(each)] if isinstance(node, list) else []


def test_a_quote_stands_among_the_words_around_it(maker: Any) -> None:
    """The quote is marked within its passage; far context is cut at a word."""
    text = "Before it. " * 30 + "The very quote." + " After it." * 30
    source = maker.source_of([text])
    start = text.index("The very")
    piece = {"passage_id": "p0001", "quote": "The very quote.", "start": start, "end": start + 15}
    takeaway = {"text": "A claim.", "evidence": [piece]}
    content = {**maker.contents["one_pager"], "key_takeaways": [takeaway]}
    artifact = maker.artifact("one_pager", content)
    page = render_page(maker.pack(source=source, outline=None, artifacts=(artifact,)), maker.types)
    assert '<span class="context">… ' in page
    assert 'it. </span><mark>The very quote.</mark><span class="context"> After it.' in page
    assert " …</span></p></blockquote>" in page


def test_a_quote_that_is_not_in_the_source_has_no_link(maker: Any) -> None:
    """Evidence that names no passage, or other words than the passage's, is shown alone."""
    lost = {"passage_id": '#x" onclick="', "quote": "Nowhere to be found."}
    wrong = {"passage_id": "p0001", "quote": "Other words.", "start": 3, "end": 15, "page": None}
    takeaway = {"text": "A claim.", "evidence": [lost, wrong]}
    content = {**maker.contents["one_pager"], "key_takeaways": [takeaway]}
    artifact = maker.artifact("one_pager", content)
    pack = maker.pack(outline=None, artifacts=(artifact,))
    page = render_page(pack, maker.types)
    assert_harmless(Reader(page))
    assert '<p><mark>Nowhere to be found.</mark></p></blockquote><p class="where"></p>' in page
    assert "<p><mark>Other words.</mark></p>" in page
    types = maker.types_by_name
    markdown = render_markdown(artifact, types["one_pager"], "en", maker.source)
    assert "  > “Nowhere to be found.”\n" in markdown


def test_the_page_is_deterministic(maker: Any) -> None:
    """The same pack gives the same bytes, also in a process with another hash seed."""
    code = (
        "import importlib.util, sys, hashlib\n"
        "spec = importlib.util.spec_from_file_location('makers', sys.argv[1])\n"
        "makers = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(makers)\n"
        "from services.exports import render_page\n"
        "maker = makers.PackMaker()\n"
        "print(hashlib.sha256(render_page(maker.pack(), maker.types).encode()).hexdigest())\n"
    )
    place = sys.modules[type(maker).__module__].__file__
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(place)],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert render_page(maker.pack(), maker.types) == render_page(maker.pack(), maker.types)


def test_a_partial_pack_says_what_is_missing_and_what_to_do(maker: Any) -> None:
    """The missing type stands in the table, with its message and hint; findings are listed."""
    page = render_page(maker.partial(), maker.types)
    assert_harmless(Reader(page))
    seen = Reader(page).text
    assert "Some parts could not be made:" in seen
    assert "Flashcards The source defines 4 terms; flashcards need 10." in seen
    assert "Give a longer source." in seen
    assert "Says nearly the same as another item. $.items[3]" in seen
    assert 'id="type-flashcards"' not in page


def test_the_policy_names_the_style_sheet_and_nothing_else(maker: Any) -> None:
    """The page's own policy forbids everything but its one inline style sheet."""
    import base64  # noqa: PLC0415 (used here alone)
    import hashlib  # noqa: PLC0415

    page = render_page(maker.pack(), maker.types)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert len(styles) == 1
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}';" in page
    assert "url(" not in styles[0]
    assert "@import" not in styles[0]


def test_headings_go_down_one_level_at_a_time(maker: Any) -> None:
    """One first heading, and no level left out, as screen readers need it."""
    page = Reader(render_page(maker.pack(), maker.types))
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_sanitising_keeps_links_within_the_page_alone() -> None:
    """Foreign tags, classes, attributes and addresses go; text and fragments stay."""
    html = (
        '<p class="front evil" id="x" style="color:red" onclick="a()">t<img src="http://e/x">'
        '<a href="#p0001">in</a><a href="//e">out</a><a href="javascript:a()">js</a></p>'
    )
    assert sanitise(html) == ('<p class="front">t<a href="#p0001">in</a><a>out</a><a>js</a></p>')
