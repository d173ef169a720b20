from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from prompts.catalog import content_types
from services.exports import render_markdown, render_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.content_type import ContentType


SAMPLES = [
    pytest.param(each, sample, id=f"{each.name}-{sample.stem}")
    for each in content_types().values()
    for sample in sorted(each.folder.glob("samples/good_*.json"))
]


@pytest.mark.parametrize(("content_type", "sample"), SAMPLES)
def test_every_good_answer_is_shown_with_its_evidence(
    content_type: ContentType, sample: Path, maker: Any
) -> None:
    """In the language of its source, each quote in the file and marked on the page."""
    data = json.loads(sample.read_bytes())
    source = data["source"]
    text = maker.source_of(source["passages"], language=source["language"])
    content = content_type.schema.model_validate(data["answer"]).model_dump(mode="json")
    artifact = maker.artifact(content_type.name, content)
    pack = maker.pack(language=text.language, source=text, outline=None, artifacts=(artifact,))
    page = render_page(pack, [content_type])
    quotes = sample.read_text(encoding="utf-8").count('"quote":')
    shown = page.count("<mark>")
    assert 0 < shown <= quotes
    assert page.count('<a href="#p0') == shown
    markdown = render_markdown(artifact, content_type, text.language, text)
    assert len(re.findall(r"^ *> ", markdown, re.MULTILINE)) == shown


def test_a_type_of_ones_own_needs_its_view_alone(
    maker: Any, own_type: Callable[[str], ContentType]
) -> None:
    """A view of plain Markdown with Jinja macros, and no title, looks decent."""
    quiz = own_type(
        "# Quiz\n\n{% macro stem(text) %}**{{ text }}**{% endmacro %}\n"
        "{{ stem(content.executive_summary) }} {{ strong('!') }} {{ text('?') }}\n\n"
        "Between {{ evidence(content.executive_summary_evidence) }} words\n\n"
        "| a | b |\n|---|---|\n| {{ 1 }} | {{ badge('x') }} |\n\n"
        "[out](http://example.org) [in](#source) <b>raw</b>\n"
    )
    content = {**maker.contents["one_pager"], "executive_summary": "Is *this* <b>it</b>?"}
    artifact = maker.artifact("quiz", content)
    page = render_page(maker.pack(artifacts=(artifact,)), [*maker.types, quiz])
    assert '<a href="#type-quiz">Quiz</a>' in page
    assert "<strong>Is *this* &lt;b&gt;it&lt;/b&gt;?</strong> <strong>!</strong> ?" in page
    assert "<p>Between</p>\n<details class=" in page
    assert "</details>\n<p>words</p>" in page
    assert '<td>1</td>\n<td><span class="badge">x</span></td>' in page
    assert '<a>out</a> <a href="#source">in</a> &lt;b&gt;raw&lt;/b&gt;' in page
    markdown = render_markdown(artifact, quiz, "en", maker.source)
    assert "**Is \\*this\\* \\<b\\>it\\</b\\>?** **\\!**".replace("\\!", "!") in markdown
    assert markdown.startswith("# Quiz\n\n*Soil: the living skin of the Earth* · *Soil*\n\n")


def test_a_block_never_stands_in_a_paragraph(
    maker: Any, own_type: Callable[[str], ContentType]
) -> None:
    """Points with blank lines between them are paragraphs to Markdown; evidence ends them."""
    quiz = own_type("# Quiz\n\n{{ point('a', content.e) }}\n\n{{ point('b', content.e) }}\n")
    evidence = maker.contents["one_pager"]["main_content_evidence"][:1]
    artifact = maker.artifact("quiz", {"e": evidence})
    page = render_page(maker.pack(artifacts=(artifact,)), [*maker.types, quiz])
    assert '<p>a</p><details class="evidence">' in page
    assert "<p></p>" not in page


def test_an_empty_text_leaves_no_marks_behind(
    maker: Any, own_type: Callable[[str], ContentType]
) -> None:
    """Bold or a badge of nothing is nothing, not a row of asterisks."""
    quiz = own_type("# Quiz\n\na{{ strong(' ') }}b{{ badge('') }}c\n")
    artifact = maker.artifact("quiz", {})
    assert render_markdown(artifact, quiz, "en", maker.source).endswith("\n\nabc\n")


def test_texts_joined_with_blocks_are_escaped_for_the_target(
    maker: Any, own_type: Callable[[str], ContentType]
) -> None:
    """Also where Jinja itself puts a text and a block together."""
    quiz = own_type(
        "# Quiz\n\n{{ badge('b') ~ ' ' ~ content.x }}\n\n"
        "{{ [strong('s'), content.x] | join(' ') }}\n"
    )
    artifact = maker.artifact("quiz", {"x": "[l](#source) <i>"})
    markdown = render_markdown(artifact, quiz, "en", maker.source)
    assert markdown.count(r"\[l\](\#source) \<i\>") == 2
    page = render_page(maker.pack(artifacts=(artifact,)), [*maker.types, quiz])
    assert page.count("[l](#source) &lt;i&gt;") == 2


@pytest.mark.parametrize("name", ["safe", "e", "tojson"])
def test_a_view_cannot_call_a_text_safe(
    name: str, own_type: Callable[[str], ContentType], maker: Any
) -> None:
    """The filters that would switch escaping off do not exist for views."""
    from jinja2 import TemplateAssertionError  # noqa: PLC0415 (used here alone)

    quiz = own_type(f"# Quiz\n\n{{{{ content.x | {name} }}}}\n")
    with pytest.raises(TemplateAssertionError):
        render_markdown(maker.artifact("quiz", {"x": "<b>"}), quiz, "en", maker.source)
