from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from core.artifact import Verdict
from core.errors import ContractError, SettingsError
from core.settings import settings
from services.quality import check_content, part_weights
from services.quality.check import INSPECTIONS
from services.quality.score import score_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.content_type import CheckContext, ContentType
    from core.source import Source

PASSAGE = "Soil is thin. It covers most land."


@pytest.fixture
def context(
    make_source: Callable[..., Source], make_context: Callable[[Source], CheckContext]
) -> CheckContext:
    """A context whose source is one passage."""
    return make_context(make_source(PASSAGE))


def note(text: Any, **fields: Any) -> dict[str, Any]:
    """A note with evidence."""
    return {
        "text": text,
        "evidence": [{"passage_id": "p0001", "quote": "It covers most land."}],
        **fields,
    }


def test_sound_answer_passes(notes_type: ContentType, context: CheckContext) -> None:
    """A right answer gets its evidence filled, its words counted and a full score."""
    checked = check_content(notes_type, {"notes": [note("Soil is thin"), note("Land")]}, context)
    assert checked.report.findings == ()
    assert checked.report.verdict is Verdict.PASS
    assert checked.report.score == 100
    assert set(checked.report.scores) == {"evidence", "expectations", "uniqueness", "language"}
    assert checked.items == 2
    assert checked.content["notes"][0]["evidence"] == [
        {
            "passage_id": "p0001",
            "quote": "It covers most land.",
            "start": 14,
            "end": 34,
            "page": 1,
            "heading_path": [],
        }
    ]
    # "In short", then "What?" with each note; values from a list and evidence are not read.
    assert checked.report.words == 2 + (3 + 1) + (1 + 1)


def test_each_part_of_the_check_reports(notes_type: ContentType, context: CheckContext) -> None:
    """Findings of all kinds come together; too many of them, and the artifact fails."""
    german = "Die Honigbiene lebt in Völkern mit einer Königin und einigen hundert Drohnen. " * 4
    quoted = [{"passage_id": "p0001", "quote": "nowhere"}]
    answer = {
        "summary": german,
        "notes": [note("Same", number=9), note("same"), note("Third", evidence=quoted)],
    }
    report = check_content(notes_type, answer, context).report
    assert [each.expectation for each in report.findings] == [
        "evidence.quote_found",
        "number.be_between",
        "duplicates.exact",
        "language.matches",
    ]
    assert report.verdict is Verdict.FAIL
    assert report.scores == {
        "evidence": 0.6667,
        "expectations": 0.6667,
        "uniqueness": 0.6667,
        "language": 0.0,
    }
    assert report.score == 55


def test_warnings_alone_pass(notes_type: ContentType, context: CheckContext) -> None:
    """A finding for a person to look at does not ask for repair."""
    answer = {
        "notes": [note("Humus makes soil hold the water"), note("Humus makes soil hold water")]
    }
    report = check_content(notes_type, answer, context).report
    assert [each.expectation for each in report.findings] == ["duplicates.near"]
    assert report.verdict is Verdict.PASS
    assert report.score < 100


def test_answer_is_left_as_it_was(notes_type: ContentType, context: CheckContext) -> None:
    """The check works on content of its own: the answer stays what the model gave."""
    answer = {"notes": [note("Soil is thin")]}
    check_content(notes_type, answer, context)
    assert answer == {"notes": [note("Soil is thin")]}


def test_offsets_given_by_a_model_do_not_count(
    notes_type: ContentType, context: CheckContext
) -> None:
    """Offsets and pages in an answer are neither trusted nor held against it, whatever they are."""
    quoted = {"passage_id": "p0001", "quote": "Soil", "start": "here", "end": -4, "page": []}
    checked = check_content(notes_type, {"notes": [note("Soil", evidence=[quoted])]}, context)
    assert checked.content["notes"][0]["evidence"][0]["start"] == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({}, "$.notes is missing"),
        ({"notes": "none"}, "$.notes is not a list"),
        ({"notes": ["a"]}, "$.notes[0] is not an object"),
        ({"notes": []}, "$.notes has 0 entries, fewer than 1"),
        ({"notes": [note("Text")] * 7}, "$.notes has more than 6 entries"),
        ({"notes": [note("x")]}, "$.notes[0].text has fewer than 3 characters"),
        ({"notes": [note("x" * 401)]}, "$.notes[0].text has more than 400 characters"),
        ({"notes": [note(3)]}, "$.notes[0].text is not a text"),
        ({"notes": [note("Text", kind="new")]}, "$.notes[0].kind is not one of 'plain' or 'odd'"),
        ({"notes": [note("Text", bloom="guess")]}, "$.notes[0].bloom is not one of 'remember'"),
        ({"notes": [note("Text", number=0)]}, "$.notes[0].number is less than 1"),
        ({"notes": [note("Text", number=10)]}, "$.notes[0].number is more than 9"),
        ({"notes": [note("Text", number="many")]}, "$.notes[0].number is not a whole number"),
        ({"notes": [note("Text", question="Why.")]}, "question does not end in a question mark"),
        ({"notes": [note("Text", extra=1)]}, "$.notes[0].extra is not a field of this type"),
        ({"notes": [note("Text", evidence=[])]}, "$.notes[0].evidence has 0 entries"),
        ({"notes": [note("Text", number=[1])]}, "$.notes[0].number"),
    ],
)
def test_broken_contract_names_the_field(
    answer: dict[str, Any], said: str, notes_type: ContentType, context: CheckContext
) -> None:
    """The error says in people's words which field is wrong and how."""
    with pytest.raises(ContractError) as raised:
        check_content(notes_type, answer, context)
    assert said in raised.value.message
    assert raised.value.message.startswith("Notes: ")


def test_broken_contract_names_the_first_fields_and_counts_the_rest(
    notes_type: ContentType, context: CheckContext
) -> None:
    """Five fields are named; a name that a model made up cannot break the line."""
    answer = {"notes": [note("Text", **{f"extra\n{index}": 1 for index in range(8)})]}
    with pytest.raises(ContractError) as raised:
        check_content(notes_type, answer, context)
    assert raised.value.message.count("is not a field") == 5
    assert raised.value.message.endswith("; and 3 more.")
    assert "\n" not in raised.value.message


def test_score_is_the_mean_of_its_parts_rounded_down() -> None:
    """A hundred says that every part is whole."""
    assert score_of({"a": 1.0, "b": 1.0, "c": 1.0}, {}) == 100
    assert score_of({"a": 0.99, "b": 1.0, "c": 1.0}, {}) == 99
    assert score_of({"a": 0.0, "b": 0.5}, {}) == 25
    assert score_of({"a": 0.0, "b": 1.0}, {"b": 3.0}) == 75


def test_import_is_cheap() -> None:
    """Importing the check brings neither the language model nor the string matcher."""
    probe = (
        "import sys, services.quality; "
        "print([m for m in ('py3langid', 'numpy', 'rapidfuzz', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_weights_are_set_over_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that the setting does not name keeps its own weight."""
    monkeypatch.setenv("COURSEWRIGHT_QUALITY_WEIGHTS", '{"readability": 0}')
    settings.cache_clear()
    assert part_weights() == {"evidence": 3.0, "grounding": 3.0, "readability": 0.0}


@pytest.mark.parametrize("given", [{"evidnce": 3}, dict.fromkeys(["evidence", *INSPECTIONS], 0)])
def test_weights_that_cannot_be_meant_are_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, float]
) -> None:
    """A misspelt part, or no part with any weight, is said instead of scored."""
    monkeypatch.setenv("COURSEWRIGHT_QUALITY_WEIGHTS", json.dumps(given))
    settings.cache_clear()
    with pytest.raises(SettingsError, match="COURSEWRIGHT_QUALITY_WEIGHTS"):
        part_weights()
