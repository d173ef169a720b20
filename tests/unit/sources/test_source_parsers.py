from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sources.blocks import Block, BlockKind
from services.sources.markdown import parse_markdown
from services.sources.text import parse_text
from services.sources.webpage import parse_html

H, P, L, C, T = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST,
    BlockKind.CODE,
    BlockKind.TABLE,
)


def shapes(blocks: tuple[Block, ...]) -> list[tuple[BlockKind, str]]:
    """Kinds and texts, for comparison."""
    return [(block.kind, block.text) for block in blocks]


def test_markdown_becomes_plain_blocks() -> None:
    """Marks go, words stay: links, images, code, lists of all depths, tables, quotes, HTML."""
    document = parse_markdown(
        "---\ntitle: 'My title'\ntags: x\n---\n\n# Head **one**\n\n"
        "A [link](http://x) to `code_x` and ![alt](i.png).[^1] Wrapped\nline  \nbreak<br>end\n\n"
        "- a\n  - b\n\n    more\n- [x] done\n\n```py\n\tx = 1\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | *2* |\n\n> quoted <b>x</b>\n\n"
        "<!-- hidden -->\n\n<script>alert(1)</script>\n\n<div>In &amp; out</div>\n\n"
        "Under\n-----\n\n[^1]: The note.\n"
    )
    assert document.title == "My title"
    assert [(b.kind, " ".join(b.text.split())) for b in document.blocks] == [
        (H, "Head one"),
        (P, "A link to code_x and alt. Wrapped line break end"),
        (L, "- a - b more - done"),
        (C, "x = 1"),
        (T, "a | b 1 | 2"),
        (P, "quoted x"),
        (P, "In & out"),
        (H, "Under"),
        (P, "The note."),
    ]
    assert [b.level for b in document.blocks if b.kind is H] == [1, 2]


def test_markdown_code_inside_a_list_stands_between_its_items() -> None:
    """Code in an item is a block of its own, and the item's words go on after it."""
    document = parse_markdown("1. first\n\n   ```\n   run\n   ```\n\n   after\n2. second\n")
    assert [(b.kind, b.text.strip()) for b in document.blocks] == [
        (L, "- first"),
        (C, "run"),
        (L, "- after\n- second"),
    ]


@pytest.mark.parametrize(
    ("text", "title", "blocks"),
    [
        ('+++\ntitle = "T"\n+++\nText', "T", 1),
        ("---\nauthor: me\n---\nText", "", 1),
        ("---\njust a rule\n---\n", "", 1),
        ("\ufeff---\ntitle: B\n---\nText", "B", 1),
    ],
)
def test_front_matter_gives_the_title_and_goes_away(text: str, title: str, blocks: int) -> None:
    """YAML and TOML front matter are read for the title; rules are no front matter."""
    document = parse_markdown(text)
    assert (document.title, len(document.blocks)) == (title, blocks)


def test_plain_text_headings_lists_and_wrapped_lines() -> None:
    """Short lines over a paragraph and underlined lines are headings; wrapped lines are joined."""
    body = "Plants turn light into chemical energy, and do so in the\nchloroplasts of their cells."
    document = parse_text(
        f"The Leaf\n\n{body}\n\nPart\n====\n{body}\n"
        "- one\n  goes on\n- two\n\n- three\nAfter the list.\n\n"
        "Sub\n---\n\n-----\n\nRoses are red\nViolets are blue\n"
    )
    joined = body.replace("\n", " ")
    assert shapes(document.blocks) == [
        (H, "The Leaf"),
        (P, joined),
        (H, "Part"),
        (P, joined),
        (L, "- one goes on\n- two\n- three"),
        (P, "After the list."),
        (H, "Sub"),
        (P, "Roses are red\nViolets are blue"),
    ]
    assert [b.level for b in document.blocks if b.kind is H] == [1, 1, 2]


def test_german_page_without_its_furniture(german_page: str) -> None:
    """Headings with levels, lists, code and tables stay; navigation, marks and footer go."""
    document = parse_html(german_page)
    assert document.language == "de"
    assert [(b.text, b.level) for b in document.blocks if b.kind is H] == [
        ("Photosynthese", 1),
        ("Ablauf", 2),
        ("Formel", 3),
    ]
    text = "\n".join(b.text for b in document.blocks)
    for furniture in ("Startseite", "Cookies", "Bearbeiten", "[1]", "Impressum", "geheim", "red"):
        assert furniture not in text
    assert "Lichtenergie in chemische Energie umwandeln. Sie findet in den Chloro" in text
    assert "Zucker bildet." in text
    assert (T, "Stoff | Formel\nWasser | H2O") in shapes(document.blocks)
    assert (C, "6 CO2 + 6 H2O\n  -> C6H12O6 + 6 O2") in [
        (b.kind, b.text.rstrip()) for b in document.blocks
    ]
    lists = [b.text for b in document.blocks if b.kind is L]
    assert lists == ["- Lichtreaktion: spaltet Wasser\n- im Thylakoid\n- Dunkelreaktion"]


@pytest.mark.parametrize("markup", ["", "   ", "<!-- nothing -->", "<html></html>"])
def test_page_without_text_has_no_blocks(markup: str) -> None:
    """An empty page is an empty document, not an error."""
    assert parse_html(markup).blocks == ()


def test_page_too_small_for_the_extractor_is_read_whole() -> None:
    """What trafilatura finds nothing in is read as it stands, without navigation."""
    document = parse_html(
        "<nav>Home</nav><h2>T <i>wo<br>lines</i> !</h2>loose <i>text</i><br>more"
        "<ul><li>a<br>b <b>c</b></ul><table><tr><td><b>x</b> y<td>z</table>"
    )
    shown = [(b.kind, " ".join(b.text.split())) for b in document.blocks]
    assert (H, "T wo lines !") in shown
    assert (L, "- a b c") in shown
    assert (T, "x y | z") in shown
    text = " ".join(" ".join(b.text.split()) for b in document.blocks)
    assert "loose text more" in text
    assert "Home" not in text


@given(st.text(max_size=300))
def test_parsers_take_any_text(text: str) -> None:
    """No text makes the text and Markdown parsers fail."""
    parse_text(text)
    parse_markdown(text)
