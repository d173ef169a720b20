from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from standin.composing import only_changes
from standin.faults import Script
from standin.planting import ANY, BREAKING, DEFECTS, plant, signatures

from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Callable


def changed(before: dict[str, Any], after: dict[str, Any]) -> int:
    """How many items are not as they were."""
    pairs = zip(signatures(before), signatures(after), strict=True)
    return sum(one != other for one, other in pairs)


@pytest.mark.parametrize("kind", sorted(set(DEFECTS) - BREAKING))
def test_a_planted_defect_keeps_the_contract(drafted: Callable[[str], Any], kind: str) -> None:
    """It is what a check of quality has to find, not what a parser finds."""
    draft = drafted("flashcards")
    text, planted = plant(json.dumps(draft.answer), f"{kind}:100", "a prompt")
    draft.content_type.schema.model_validate_json(text)
    assert {each.kind for each in planted} <= {kind}
    assert changed(draft.answer, json.loads(text)) == len(planted)


@pytest.mark.parametrize("name", content_types())
def test_the_planted_share_is_as_asked(drafted: Callable[[str], Any], name: str) -> None:
    """Half of the items, the same ones for the same seed; the planted are known again."""
    answer = drafted(name).answer
    text, planted = plant(json.dumps(answer), f"{ANY}:50:7", "a prompt")
    items = len(signatures(answer))
    assert items // 2 <= len(planted) <= (items + 1) // 2
    assert plant(json.dumps(answer), f"{ANY}:50:7", "a prompt") == (text, planted)
    found = signatures(json.loads(text))
    assert changed(answer, json.loads(text)) == len(planted)
    assert {each.signature for each in planted} <= set(found)


def test_a_repair_answers_with_what_changes() -> None:
    """Of the parts shown, only fields that differ are given, and no part that does not."""
    shown = {"$.items[0]": {"term": "a", "text": "bad"}, "$.items[1]": {"term": "b"}, "$.o": "old"}
    prompt = (
        '<task>\n{"step": "repair-1"}\n</task>\n'
        f"<answer>\n{json.dumps({'parts': shown})}\n</answer>\n"
    )
    good = {"$.items[0]": {"term": "a", "text": "good"}, "$.items[1]": {"term": "b"}, "$.o": "new"}
    whole = {"parts": [{"path": path, "value": value} for path, value in good.items()]}
    assert json.loads(only_changes(json.dumps(whole), prompt)) == {
        "parts": [
            {"path": "$.items[0]", "value": {"text": "good"}},
            {"path": "$.o", "value": "new"},
        ]
    }
    assert only_changes("any draft", '<task>\n{"step": "draft"}\n</task>') == "any draft"


@pytest.mark.parametrize("fault", ["plant:nothing:10", "plant:any:110", "plant:any", "plant"])
def test_a_script_is_refused_that_plants_no_known_defect(fault: str) -> None:
    """A kind there is not, or a share that is none."""
    with pytest.raises(ValueError, match=r"."):
        Script([{"faults": [fault]}])
