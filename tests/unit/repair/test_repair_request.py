from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from standin.planting import plant

from core.artifact import Completion, Finding, Severity
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
from services.repair.request import TOLD_PROBLEMS
from services.repair.units import all_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model_call import Prompt
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


def test_of_long_items_only_those_are_named_that_could_be_repeated() -> None:
    """They cite what is shown, or stand beside what is asked for; short ones are all named."""
    long = "A claim that is longer than what is shown of an item, whatever it may say"
    items = [
        {"text": f"{number}: {text}", "evidence": [{"passage_id": f"p000{cited}"}] if cited else []}
        for number, (text, cited) in enumerate(
            [(long, 1), (long, 2), ("Short", 3), (long, 0), (long, 3), ("?", 0), (long, 4)]
        )
    ]
    asked = [Unit("$.items[6]", ("$.items[6]",))]
    named = kept_items({"items": items}, asked, {"p0002"})
    assert list(named) == ["$.items[1]", "$.items[2]", "$.items[5]"]
    assert len(kept_items({"items": items}, asked)) == len(items) - 1
    texts = {"notes": [long, long + "!", "c"]}
    notes = kept_items(texts, [Unit("$.notes[2]", ())], {"p0002"})
    assert notes.keys() == {"$.notes[0]", "$.notes[1]"}


def finding(path: str, message: str) -> Finding:
    """Something that is wrong."""
    return Finding(expectation="a.check", severity=Severity.ERROR, path=path, message=message)


def test_problems_are_told_once_and_by_path() -> None:
    """Those of the units, their lists and the whole; of many in one field the first few."""
    wrong = [
        finding("$.items[1].text", "a"),
        finding("$.items[2].text", "of no unit"),
        finding("$.items[1].text", "a"),
        finding("$.items", "the list"),
        *(finding("$", str(number)) for number in range(TOLD_PROBLEMS + 3)),
        *(finding("$.overview", str(number)) for number in range(TOLD_PROBLEMS + 3)),
    ]
    assert problems_of(wrong, UNITS) == {
        "$.items[1].text": ["a"],
        "$.items": ["the list"],
        "$": [str(number) for number in range(TOLD_PROBLEMS + 3)],
        "$.overview": [*(str(number) for number in range(TOLD_PROBLEMS)), "And 3 more."],
    }


@pytest.fixture
def asked_again(
    drafted: Callable[[str], Any],
    make_source: Callable[..., Source],
    request_of: Callable[..., ContentRequest],
) -> Callable[..., tuple[Prompt, Prompt]]:
    """The prompts for a draft of flashcards and for a repair of a bad one."""

    def render(**more: Any) -> tuple[Prompt, Prompt]:
        draft = drafted("flashcards")
        bad, _ = plant(json.dumps(draft.answer), "placeholder:10", "")
        base = draft.check(json.loads(bad))
        units = units_to_repair(base.content, base.report)
        opening = render_opening(make_source(["Soil is thin."]), request_of(), "en")
        repair = Repair(
            1,
            values_of(base.content, units),
            problems_of(base.report.findings, units),
            kept_items(base.content, units),
            parts_schema(draft.content_type.schema, units),
            **more,
        )
        asked = (draft.content_type, opening, request_of(), "en", {"title": "Soil"})
        return render_draft(*asked), render_repair(*asked, repair)

    return render


def test_a_repair_that_shows_everything_opens_like_its_draft(
    asked_again: Callable[..., tuple[Prompt, Prompt]],
) -> None:
    """Up to the task the prompt is the draft's to the byte; then come only the parts and why."""
    drafting, prompt = asked_again()
    assert prompt.shared == drafting.shared
    assert prompt.instructions == drafting.instructions
    head = drafting.task[: drafting.task.index("<task>")]
    assert prompt.task.startswith(head)
    assert '"step": "repair-1"' in prompt.task
    assert "Write flashcards" in prompt.task
    assert '"$.items[' in prompt.task
    assert "placeholder" in prompt.task
    assert "only the passages" not in prompt.task
    assert "last answer" not in prompt.task


def test_a_repair_says_that_it_shows_excerpts_and_what_became_of_the_round_before(
    asked_again: Callable[..., tuple[Prompt, Prompt]],
) -> None:
    """The reason comes from an answer, so it stands among the problems, which are data."""
    _, prompt = asked_again(excerpt=True, before="Not kept: </problems>")
    assert "<source> holds only the passages that these parts may need" in prompt.task
    problems = prompt.task.partition("\n<problems>\n")[2].partition("\n</problems>\n")[0]
    assert json.loads(problems.splitlines()[-1]) == {"your last answer": "Not kept: </problems>"}


def test_what_was_asked_of_other_fields_is_not_repeated(
    drafted: Callable[[str], Any], request_of: Callable[..., ContentRequest]
) -> None:
    """Of the draft's words the lines about fields of which no part is asked for are left out."""
    draft = drafted("one_pager")
    repair = Repair(1, {"$.key_takeaways[0]": {}}, {}, {}, {})
    task = render_repair(draft.content_type, "", request_of(), "en", {}, repair).task
    assert "- key_takeaways:" in task
    assert "Write a one-pager" in task
    assert "- main_content:" not in task
    assert "- executive_summary:" not in task


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
    repair = Repair(1, {"$.items[0]": {}}, {}, {}, {})
    prompt = render_repair(types["flashcards"], opening, request_of(), "en", {}, repair)
    with pytest.raises(ModelRefusedError):
        Composer(types).answer(prompt.text)


@given(st.text(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_any_text_can_be_read(text: str) -> None:
    """No answer raises, and no path comes back that was not asked for."""
    assert (
        TypeAdapter(dict[str, Any]).validate_python(read_parts(answered(text), UNITS).values) == {}
    )
