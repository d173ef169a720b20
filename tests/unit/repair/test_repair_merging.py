from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from standin.planting import plant

from core.artifact import Completion, Finding, QualityReport, Severity
from core.errors import ContractError
from prompts.catalog import content_types
from services.quality import Checked
from services.quality.score import score_of, verdict_of
from services.repair import (
    Unit,
    drop_failing,
    merge_parts,
    read_parts,
    units_to_repair,
    values_of,
)
from services.repair.units import failing

if TYPE_CHECKING:
    from collections.abc import Callable

SLOW = hypothesis_settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
FAULTS = st.integers(0, 3)
ITEMS = st.fixed_dictionaries({"text": st.sampled_from("abcdefgh"), "faults": FAULTS})
CONTENTS = st.fixed_dictionaries(
    {
        "overview": st.sampled_from(["good", "bad", "worse"]),
        "overview_evidence": st.lists(st.just("quote"), max_size=2),
        "items": st.lists(ITEMS, min_size=1, max_size=8),
    }
)
PATHS = st.sampled_from([f"$.items[{i}]" for i in range(6)]) | st.sampled_from(
    ["$", "$.overview", "$.overview_evidence", "$.items", *(f"$.items[{i}]" for i in range(9))]
)
VALUES = st.one_of(ITEMS, ITEMS, ITEMS, st.sampled_from(["good", "bad", "worse"]), JSON)


def check(content: dict[str, Any]) -> Checked:
    """A check like ours, and worse: items that go wrong by others, and a score with its own mind.

    Errors by item, for texts that are repeated or come after a certain neighbour, and about the
    whole; a part of the score that no finding speaks of; content that the check itself changes.
    """
    findings: list[Finding] = []
    items = content.get("items")
    if not isinstance(items, list) or not isinstance(content.get("overview"), str):
        raise ContractError("no such content")
    if not isinstance(content.get("overview_evidence", []), list):
        raise ContractError("no such evidence")
    seen: set[str] = set()
    before = ""
    for index, item in enumerate(items):
        if not isinstance(item, dict) or item.keys() != {"text", "faults"}:
            raise ContractError("no such item")
        if not isinstance(item["text"], str) or item["faults"] not in (0, 1, 2, 3):
            raise ContractError("no such item")
        wrong = [f"$.items[{index}].faults"] * int(item["faults"])
        wrong += [f"$.items[{index}]"] * (item["text"] in seen)
        wrong += [f"$.items[{index}]"] * (before != "" and _clash(item["text"], before))
        seen.add(item["text"])
        before = item["text"]
        findings += [_error(path) for path in wrong]
    if content["overview"] != "good":
        findings += [_error("$.overview")]
    if len(seen) > 5:
        findings += [_error("$")]
    scores = {
        "items": 1 - len(findings) / (1 + 4 * len(items) + 2),
        "style": sum(item["text"] < "d" for item in items) / max(1, len(items)),
        "overview": {"good": 1.0, "bad": 0.5}.get(content["overview"], 0.0),
    }
    score = score_of(scores, {})
    verdict = verdict_of(findings, score, 60)
    made = QualityReport(findings=tuple(findings), scores=scores, score=score, verdict=verdict)
    filled = {**content, "overview_evidence": [*content.get("overview_evidence", []), "found"]}
    return Checked(filled, made, len(items))


def _clash(text: str, before: str) -> bool:
    return len(text) == 1 and (ord(text) + ord(before[0])) % 5 == 0


def _error(path: str) -> Finding:
    return Finding(expectation="a.check", severity=Severity.ERROR, path=path, message="Wrong.")


def assert_sound(base: Checked, repaired: Checked, units: tuple[Unit, ...]) -> None:
    """No lower score, no good unit lost, nothing touched that was not asked for."""
    assert repaired.report.score >= base.report.score
    assert failing(repaired.content, repaired.report) <= failing(base.content, base.report)
    assert list(repaired.content) == list(base.content)
    asked = {path for unit in units for path in unit.paths}
    for name, value in base.content.items():
        if isinstance(value, list) and not name.endswith("_evidence"):
            assert len(repaired.content[name]) == len(value)
            for index, item in enumerate(value):
                if f"$.{name}[{index}]" not in asked:
                    assert repaired.content[name][index] == item
        elif f"$.{name}" not in asked:
            assert repaired.content[name] == value


@given(CONTENTS, st.lists(st.tuples(PATHS, VALUES), max_size=8), st.booleans())
@hypothesis_settings(deadline=None, max_examples=500)
def test_no_answer_to_a_repair_makes_anything_worse(
    content: dict[str, Any],
    given_parts: list[tuple[str, Any]],
    named: bool,  # noqa: FBT001 (drawn)
) -> None:
    """Whatever is answered: no lower score, no good item lost, no other field touched."""
    base = check(content)
    units = units_to_repair(base.content, base.report)
    parts = [{"path": path, "value": value} for path, value in given_parts]
    text = json.dumps({"parts": parts} if named else parts)
    answer = read_parts(Completion(text=text, model="m", finish_reason="stop"), units)
    before = json.dumps(base.content)
    assert_sound(base, merge_parts(base, units, answer.values, check), units)
    assert json.dumps(base.content) == before


@given(CONTENTS)
@hypothesis_settings(deadline=None, max_examples=500)
def test_leaving_out_loses_no_good_item(content: dict[str, Any]) -> None:
    """What is left out had errors; the rest is as it was, in its order, and not the worse."""
    base = check(content)
    dropped = drop_failing(content_types()["faqs"], base, check)  # at least five items
    left = dropped.checked
    assert left.report.score >= base.report.score
    assert len(left.content["items"]) >= min(5, len(content["items"]))
    bad = failing(content, base.report)
    gone = {finding.path.split(".faults")[0] for finding in dropped.findings}
    kept = [item for index, item in enumerate(content["items"]) if f"$.items[{index}]" not in gone]
    assert left.content == {**base.content, "items": kept}
    assert gone <= bad
    had = [
        path for index in range(len(content["items"])) if (path := f"$.items[{index}]") not in gone
    ]
    renumbered = {f"$.items[{index}]": path for index, path in enumerate(had)}
    assert {renumbered.get(path, path) for path in failing(left.content, left.report)} <= bad
    assert len(gone) == len(content["items"]) - len(kept)


@pytest.mark.parametrize("name", ["flashcards", "outline", "study_guide"])
@given(data=st.data())
@SLOW
def test_no_answer_harms_real_content(
    drafted: Callable[[str], Any], name: str, data: st.DataObject
) -> None:
    """The same of real content with planted defects, under the real check."""
    draft = drafted(name)
    kind = data.draw(st.sampled_from(["placeholder", "invented_quote", "near_duplicate"]))
    seed = data.draw(st.integers(0, 99))
    bad, _ = plant(json.dumps(draft.answer), f"{kind}:40:{seed}", "")
    base = draft.check(json.loads(bad))
    units = units_to_repair(base.content, base.report)
    present = values_of(base.content, units)
    good = values_of(draft.check(draft.answer).content, units)
    choices = [*good.values(), *present.values(), "TODO", None, {"evidence": []}]
    chosen = data.draw(
        st.dictionaries(st.sampled_from(sorted(present)), st.sampled_from(choices) | JSON)
        if present
        else st.just({})
    )
    assert_sound(base, merge_parts(base, units, chosen, draft.check), units)


def test_good_parts_are_kept_and_bad_ones_are_not(drafted: Callable[[str], Any]) -> None:
    """Of an answer that mends one card and spoils another, the mended one is taken."""
    draft = drafted("flashcards")
    items = draft.answer["items"]
    spoilt = [{**items[0], "definition": "TODO: write this."}, {**items[1], "category": "[TODO]"}]
    wrong = [{**each, "definition": f"{each['definition']} [TODO: more]"} for each in items[:2]]
    base = draft.check({"items": [*wrong, *items[2:]]})
    units = units_to_repair(base.content, base.report)
    assert [unit.path for unit in units] == ["$.items[0]", "$.items[1]"]
    values = {"$.items[0]": items[0], "$.items[1]": {**spoilt[0], "evidence": []}}
    merged = merge_parts(base, units, values, draft.check)
    assert merged.content["items"][0]["definition"] == items[0]["definition"]
    assert merged.content["items"][1] == base.content["items"][1]


@pytest.mark.parametrize("name", ["flashcards", "faqs", "outline", "one_pager", "study_guide"])
def test_the_right_parts_mend_everything(drafted: Callable[[str], Any], name: str) -> None:
    """Planted defects are gone when the parts asked for come back as they should be."""
    draft = drafted(name)
    bad, planted = plant(json.dumps(draft.answer), "placeholder:50", "")
    base, good = draft.check(json.loads(bad)), draft.check(draft.answer)
    units = units_to_repair(base.content, base.report)
    assert [unit.path for unit in units] == [each.path for each in planted]
    merged = merge_parts(base, units, values_of(good.content, units), draft.check)
    assert merged.content == good.content
    assert merged.report == good.report


def test_nothing_given_is_nothing_changed(drafted: Callable[[str], Any]) -> None:
    """Without parts, or with those there are, the artifact itself comes back."""
    draft = drafted("faqs")
    bad, _ = plant(json.dumps(draft.answer), "placeholder:50", "")
    base = draft.check(json.loads(bad))
    units = units_to_repair(base.content, base.report)
    assert merge_parts(base, units, {}, draft.check) is base
    assert merge_parts(base, units, values_of(base.content, units), draft.check) is base


def test_fields_that_are_not_given_stay(drafted: Callable[[str], Any]) -> None:
    """Of a card only the definition is given: its term and its evidence are as they were."""
    draft = drafted("flashcards")
    first, *rest = draft.answer["items"]
    base = draft.check({"items": [{**first, "definition": "[TODO: write this]"}, *rest]})
    units = units_to_repair(base.content, base.report)
    values = {"$.items[0]": {"definition": first["definition"]}}
    merged = merge_parts(base, units, values, draft.check)
    assert merged.content == draft.check(draft.answer).content
