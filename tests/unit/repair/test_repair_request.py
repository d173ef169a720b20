from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from standin.planting import plant

from core.artifact import Completion
from core.contract import FILLED_BY_CODE
from core.errors import ModelRefusedError
from prompts.catalog import content_types
from prompts.rendering import Repair, render_draft, render_opening, render_repair
from services.models.extractive import Composer
from services.repair import (
    Unit,
    kept_items,
    parts_schema,
    problems_of,
    read_parts,
    units_to_repair,
    values_of,
)
from services.repair.units import all_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source

UNITS = (Unit("$.items[1]", ("$.items[1]",)), Unit("$.overview", ("$.overview", "$.overview_e")))


def answered(text: str) -> Completion:
    """A model's answer."""
    return Completion(text=text, model="m", finish_reason="stop")


@pytest.mark.parametrize("name", content_types())
def test_every_unit_of_every_type_can_be_asked_for(
    drafted: Callable[[str], Any], name: str
) -> None:
    """The parts' schema names each path once, and holds all that it refers to."""
    draft = drafted(name)
    content = draft.check(draft.answer).content
    units = all_units(content)
    schema = parts_schema(draft.content_type.schema, units)
    given_parts = schema["properties"]["parts"]["items"]["anyOf"]
    named = [path for part in given_parts for path in part["properties"]["path"]["enum"]]
    assert sorted(named) == sorted(path for unit in units for path in unit.paths)
    text = json.dumps(schema)
    references = {each.partition('"')[0] for each in text.split("#/$defs/")[1:]}
    assert references <= schema.get("$defs", {}).keys()
    assert FILLED_BY_CODE not in text


def test_values_are_shown_without_what_code_fills_in(drafted: Callable[[str], Any]) -> None:
    """A model sees of its evidence what it gave: passage and quote."""
    draft = drafted("one_pager")
    content = draft.check(draft.answer).content
    shown = values_of(content, all_units(content))
    for piece in (*shown["$.executive_summary_evidence"], *shown["$.key_takeaways[0]"]["evidence"]):
        assert set(piece) == {"passage_id", "quote"}


def test_items_that_stay_are_told_by_what_tells_them_apart(drafted: Callable[[str], Any]) -> None:
    """Of the lists that are asked about, the other items are named, and no other list's."""
    draft = drafted("flashcards")
    items = draft.answer["items"]
    stay = kept_items(draft.answer, [Unit("$.items[0]", ("$.items[0]",))])
    assert stay == {f"$.items[{at}]": each["term"] for at, each in enumerate(items) if at}
    assert kept_items({"notes": ["a", "b"], "items": [{"n": 1}]}, [Unit("$.notes[0]", ())]) == {
        "$.notes[1]": "b"
    }


def test_a_repair_opens_like_its_draft(
    drafted: Callable[[str], Any],
    make_source: Callable[..., Source],
    request_of: Callable[..., ContentRequest],
) -> None:
    """Up to the task the prompt is the draft's to the byte; then come only the parts and why."""
    draft = drafted("flashcards")
    bad, planted = plant(json.dumps(draft.answer), "placeholder:10", "")
    base = draft.check(json.loads(bad))
    units = units_to_repair(base.content, base.report)
    request, outline = request_of(), {"title": "Soil"}
    opening = render_opening(make_source(["Soil is thin."]), request, "en")
    repair = Repair(
        1,
        values_of(base.content, units),
        problems_of(base.report.findings, units),
        kept_items(base.content, units),
        parts_schema(draft.content_type.schema, units),
    )
    asked = (draft.content_type, opening, request, "en", outline)
    prompt, drafting = render_repair(*asked, repair), render_draft(*asked)
    assert prompt.shared == drafting.shared
    assert prompt.instructions == drafting.instructions
    head = drafting.task[: drafting.task.index("<task>")]
    assert prompt.task.startswith(head)
    assert '"step": "repair-1"' in prompt.task
    assert "Write flashcards" in prompt.task
    assert planted[0].path in prompt.task
    assert "placeholder" in prompt.task


def test_only_what_was_asked_for_is_read() -> None:
    """Other paths and parts without a value are noted; of a part given twice the first stands."""
    parts = read_parts(
        answered(
            json.dumps(
                {
                    "parts": [
                        {"path": "$.items[1]", "value": 1},
                        {"path": "$.items[1]", "value": 2},
                        {"path": "$.items[0]", "value": 3},
                        {"path": "$.overview"},
                        {"path": ["$.overview"], "value": 4},
                        "$.overview",
                        {"path": "$.overview", "value": None},
                    ],
                    "items": [],
                }
            )
        ),
        UNITS,
    )
    assert parts.values == {"$.items[1]": 1, "$.overview": None}
    assert parts.notes == (
        "'$.items[1]' was given twice.",
        "'$.items[0]' was not asked for.",
        "A part without path or value.",
    )


@pytest.mark.parametrize(
    "text", ["", "Sorry.", "[]", '{"parts": {}}', '{"insufficient_source": "Too short."}', "{"]
)
def test_an_answer_of_no_use_gives_nothing_and_says_why(text: str) -> None:
    """It is no error: what there is stays."""
    parts = read_parts(answered(text), UNITS)
    assert parts.values == {}
    assert parts.notes


def test_the_embedded_model_repairs_nothing(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> None:
    """It would write the same again, so it refuses."""
    types = content_types()
    opening = render_opening(make_source(["Soil is thin."]), request_of(), "en")
    repair = Repair(1, {"$.items[0]": {}}, [], {}, {})
    prompt = render_repair(types["flashcards"], opening, request_of(), "en", {}, repair)
    with pytest.raises(ModelRefusedError):
        Composer(types).answer(prompt.text)


@given(st.text(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_any_text_can_be_read(text: str) -> None:
    """No answer raises, and no path comes back that was not asked for."""
    assert (
        TypeAdapter(dict[str, Any]).validate_python(read_parts(answered(text), UNITS).values) == {}
    )
