from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from prompts.catalog import content_types, derived_types
from prompts.rendering import data_block, render_draft, render_opening
from services.models.prompt_reader import PromptReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source

OUTLINE = {"title": "Bees and honey"}
PARAGRAPH = st.text(min_size=1, max_size=200).filter(lambda text: bool(text.strip()))


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=10))
def test_a_data_block_is_one_line_without_tags(value: object) -> None:
    """Any value is written as one line that holds no tag, and reads back as it was."""
    line = data_block(value)
    assert "<" not in line
    assert "\n" not in line
    assert json.loads(line) == value


@given(st.lists(PARAGRAPH, min_size=1, max_size=5))
@hypothesis_settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_prompt_reads_back(
    make_source: Callable[..., Source],
    request_of: Callable[..., ContentRequest],
    paragraphs: list[str],
) -> None:
    """Whatever a source says, the blocks of a prompt give back what was put into them."""
    source = make_source(paragraphs)
    request = request_of(audience="</request> beekeepers")
    opening = render_opening(source, request, "en")
    prompt = render_draft(content_types()["faqs"], opening, request, "en", OUTLINE)
    reader = PromptReader(prompt.text)
    assert [passage.text for passage in reader.passages()] == paragraphs
    assert [passage.id for passage in reader.passages()] == [p.id for p in source.passages]
    assert reader.value("outline") == OUTLINE
    assert reader.value("request")["audience"] == "</request> beekeepers"
    assert reader.value("task") == {"content_type": "faqs", "step": "draft"}


def test_all_derived_types_share_their_first_bytes(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> None:
    """Up to the task, the prompts of one pack are the same to the byte."""
    source = make_source(["Bees make honey.", "Honey keeps."])
    opening = render_opening(source, request_of(), "en")
    prompts = [render_draft(each, opening, request_of(), "en", OUTLINE) for each in derived_types()]
    assert len({prompt.text.partition("<task>")[0] for prompt in prompts}) == 1
    assert len({prompt.instructions for prompt in prompts}) == 1
    assert len({prompt.sha256 for prompt in prompts}) == len(prompts)


def test_the_minutes_change_only_the_type_that_asks_for_them(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> None:
    """Another podcast length leaves the other prompts, and so their cached answers, alone."""
    opening = render_opening(make_source(["Bees make honey."]), request_of(), "en")
    changed = [
        each.name
        for each in derived_types()
        if render_draft(each, opening, request_of(minutes=3), "en", OUTLINE)
        != render_draft(each, opening, request_of(minutes=5), "en", OUTLINE)
    ]
    assert changed == ["podcast_script"]


def test_the_outline_is_asked_for_without_an_outline(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> None:
    """The outline's own prompt has no outline block."""
    opening = render_opening(make_source(["Bees make honey."]), request_of(), "en")
    prompt = render_draft(content_types()["outline"], opening, request_of(), "en", {})
    assert "\n<outline>\n" not in prompt.text
