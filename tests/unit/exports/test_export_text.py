from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from services.exports.text import escape_markdown, fold, paragraphs, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b[31m", "a�b�[31m"),
        ("safe\u202egnp.exe\u202c", "safegnp.exe"),
        ("\u2066x\u2069", "x"),
        ("lone \ud800", "lone �"),
        ("\ufffe\ufdd0", "��"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("שלום\u200f", "שלום\u200f"),
    ],
)
def test_what_cannot_be_seen_is_dropped_or_replaced(text: str, shown: str) -> None:
    """Control characters, bidirectional overrides and lone surrogates do not come through."""
    assert visible(text) == shown


def test_wrapped_lines_are_joined_and_lists_are_kept() -> None:
    """A line end that a program put there is a space; one that a person put there stays."""
    wrapped = "Soil is the thin layer of loose material that covers\nmost land on the Earth."
    listed = "Three things make soil, and each of them takes its time:\n- rock\n- water"
    address = "12 High Street\nOxford"
    assert paragraphs(f"{wrapped}\n \n{listed}\n\n\n{address}\n") == [
        [wrapped.replace("\n", " ")],
        listed.split("\n"),
        address.split("\n"),
    ]


def test_empty_text_has_no_paragraphs() -> None:
    """Nothing but white space is no paragraph."""
    assert paragraphs(" \n\n ") == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Plants need light, water & air.", r"Plants need light, water \& air."),
        ("1. First", r"1\. First"),
        ("- point", r"\- point"),
        ("well-known (1.5)", "well-known (1.5)"),
        ("https://x.org/a", r"https\://x.org/a"),
        ("www.x.org", r"www\.x.org"),
        ("", ""),
    ],
)
def test_escaping_touches_only_what_markdown_would_read(text: str, escaped: str) -> None:
    """Ordinary prose stays readable in the file."""
    assert escape_markdown(text) == escaped


@given(st.text(max_size=60))
@example("<script>alert(1)</script>")
@example("![x](http://e.example/x.png) [y](javascript:alert(1))")
@example("```\n~~~\n# h\n> q\n    code")
@example("&lt;b&gt; &amp; \\*\\")
@example("a | b\n--- | ---\n===")
def test_escaped_text_comes_back_from_markdown_as_it_was(text: str) -> None:
    """Whatever the text, Markdown shows it letter by letter and makes nothing else of it."""
    tokens = MarkdownIt("js-default", {"html": True, "linkify": False}).parse(
        f"x {escape_markdown(text)}\n\n{escape_markdown(text)}"
    )
    inline = [token for token in tokens if token.type == "inline"]
    kinds = {token.type for token in tokens} | {c.type for t in inline for c in t.children or []}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    shown = ["".join(child.content for child in token.children or []) for token in inline]
    assert [fold(each) for each in shown if each] == [
        each for each in (fold(f"x {text}"), fold(text)) if each
    ]
