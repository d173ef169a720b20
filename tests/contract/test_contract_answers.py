"""What holds for every answer of the corpus, and for answers made to hurt the parser."""

from __future__ import annotations

import json
import time

import pytest
from answer_corpus import MEGABYTE, Case, cases, hostile

from core.errors import ContentError, CoursewrightError
from services.answers import read_answer
from services.answers.repairing import MAX_REPAIR_CHARACTERS

CASES = cases()
HOSTILE = {
    f"{name}-{size}": text
    for size in (MEGABYTE, MAX_REPAIR_CHARACTERS)
    for name, text in hostile(size).items()
}
MAX_SECONDS = 2.0


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.id}")
def test_answer_has_its_right_outcome(case: Case) -> None:
    """Each answer gives exactly its value, with the repairs named, or exactly its error."""
    if case.error:
        with pytest.raises(CoursewrightError) as raised:
            read_answer(case.text, finish_reason=case.finish_reason)
        assert type(raised.value).__name__ == case.error, raised.value.message
    else:
        answer = read_answer(case.text, finish_reason=case.finish_reason)
        # As JSON: 1, 1.0 and true are equal in Python.
        assert json.dumps(answer.content) == json.dumps(case.value)
        assert answer.repairs == case.repairs


@pytest.mark.parametrize("case", [each for each in CASES if each.error], ids=lambda case: case.id)
def test_what_is_wrong_is_said_in_one_short_line(case: Case) -> None:
    """A message can be shown to a person and sent back to the model."""
    with pytest.raises(CoursewrightError) as raised:
        read_answer(case.text, finish_reason=case.finish_reason)
    message = raised.value.message
    assert message.isprintable()
    assert 5 < len(message) < 250
    message.encode()


def test_corpus_is_large_and_has_both_outcomes_of_many_kinds() -> None:
    """At least a hundred and twenty answers; neither errors nor values are an afterthought."""
    assert len(CASES) >= 120
    assert len({case.kind for case in CASES}) >= 15
    assert sum(bool(case.error) for case in CASES) >= 60
    assert sum(not case.error for case in CASES) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long_or_crashes(name: str) -> None:
    """Whatever a megabyte (or as much as is repaired) is made of, it takes two seconds at most."""
    started = time.perf_counter()
    try:
        assert isinstance(read_answer(HOSTILE[name]).content, dict)
    except ContentError as error:
        assert len(error.message) < 500  # noqa: PT017 (both outcomes are right)
    assert time.perf_counter() - started < MAX_SECONDS
