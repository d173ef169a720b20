from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from standin.planting import plant

from core.artifact import Completion
from services.repair import merge_parts, read_parts, units_to_repair, why_not_kept
from services.repair.rounds import SHOWN_REASON

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = "$.items[0]"
BAD_QUOTE = {"evidence": [{"passage_id": "p0001", "quote": "Nothing like that is said anywhere."}]}


@pytest.fixture
def reason(drafted: Callable[[str], Any]) -> Callable[[str], str]:
    """Why of an answer to a repair of ten bad cards something is not kept."""
    draft = drafted("flashcards")
    bad, _ = plant(json.dumps(draft.answer), "placeholder:100", "")
    base = draft.check(json.loads(bad))
    units = units_to_repair(base.content, base.report)

    def tell(text: str) -> str:
        completion = Completion(text=text, model="m", finish_reason="stop")
        values = read_parts(completion, units).values
        after = merge_parts(base, units, values, draft.check).content
        return why_not_kept(completion, base.content, after, units, draft.check)

    return tell


def parts(**values: Any) -> str:
    """An answer that gives the first cards so."""
    given = [{"path": f"$.items[{name[1:]}]", "value": value} for name, value in values.items()]
    return json.dumps({"parts": given})


def test_nothing_is_said_of_what_was_kept(
    drafted: Callable[[str], Any], reason: Callable[[str], str]
) -> None:
    """Of parts that were not given neither: that is what the problems are there for."""
    assert reason(parts(c0=drafted("flashcards").answer["items"][0])) == ""


def test_a_part_that_was_no_better_is_told_by_what_was_wrong_with_it(
    drafted: Callable[[str], Any], reason: Callable[[str], str]
) -> None:
    """Beside one that was kept; the reason is short, however long the quote."""
    good = drafted("flashcards").answer["items"]
    told = reason(parts(c0={**good[0], **BAD_QUOTE}, c1=good[1]))
    assert told.startswith(f"Not kept were {FIRST}: This quote does not stand in the source")
    assert "$.items[1]" not in told
    assert len(told) < SHOWN_REASON + 50


def test_a_part_that_breaks_the_contract_is_told_so(reason: Callable[[str], str]) -> None:
    """By the contract's own message."""
    assert "breaks the contract" in reason(parts(c0={"definition": "?"}))


def test_a_part_given_as_it_was_is_told_so(reason: Callable[[str], str]) -> None:
    """An object without fields changes nothing."""
    assert reason(parts(c0={})) == f"Not kept were {FIRST}: it was as before."


def test_many_parts_are_counted(reason: Callable[[str], str]) -> None:
    """The line does not grow with what was asked for."""
    told = reason(parts(**{f"c{number}": {} for number in range(10)}))
    assert told.count("as before") == 8
    assert told.endswith("; and 2 more")


@pytest.mark.parametrize("text", ["Sorry.", '{"parts": []}', '{"parts": [{"path": "$.title"}]}'])
def test_an_answer_of_no_use_is_told_so(reason: Callable[[str], str], text: str) -> None:
    """With what was noted when it was read."""
    assert reason(text).startswith("Nothing in it could be used.")
