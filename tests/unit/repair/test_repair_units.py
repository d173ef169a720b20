from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.artifact import Finding, QualityReport, Severity, Verdict
from services.repair import Unit, units_named, units_to_repair
from services.repair.units import MAX_UNITS

CONTENT = {
    "overview": "All about bees.",
    "overview_evidence": [{"passage_id": "p1", "quote": "bees"}],
    "items": [{"term": "bee"}, {"term": "wasp"}, {"term": "ant"}],
    "notes": ["one", "two"],
    "minutes": 3,
}


def finding(
    path: str, severity: Severity = Severity.ERROR, name: str = "a.check", message: str = "Wrong."
) -> Finding:
    """A finding."""
    return Finding(expectation=name, severity=severity, path=path, message=message)


def report(*findings: Finding, verdict: Verdict = Verdict.REPAIR) -> QualityReport:
    """A report with these findings."""
    return QualityReport(findings=findings, verdict=verdict)


def paths(*findings: Finding) -> list[str]:
    """The units asked for because of these findings."""
    return [unit.path for unit in units_to_repair(CONTENT, report(*findings))]


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("$.items[1]", "$.items[1]"),
        ("$.items[1].term", "$.items[1]"),
        ("$.items[1].evidence[0].quote", "$.items[1]"),
        ("$.notes[0]", "$.notes[0]"),
        ("$.overview", "$.overview"),
        ("$.overview_evidence[0].quote", "$.overview"),
        ("$.minutes", "$.minutes"),
    ],
)
def test_an_error_asks_for_what_its_path_goes_through_first(path: str, unit: str) -> None:
    """The unit is the list's item or the top-level field; evidence belongs to what it supports."""
    assert paths(finding(path)) == [unit]


def test_a_field_is_replaced_together_with_its_evidence() -> None:
    """A text and the quotes beside it are one unit of two paths."""
    (unit,) = units_to_repair(CONTENT, report(finding("$.overview")))
    assert unit == Unit("$.overview", ("$.overview", "$.overview_evidence"))
    assert unit.holds("$.overview_evidence[0].quote")
    assert not unit.holds("$.overviews")


def test_units_come_once_and_in_the_order_of_the_content() -> None:
    """However many errors point at them, and in which order."""
    found = [finding("$.items[2]"), finding("$.overview"), finding("$.items[0]")] * 2
    assert paths(*found) == ["$.overview", "$.items[0]", "$.items[2]"]


def test_an_error_about_a_list_asks_for_its_items() -> None:
    """There is nothing smaller to ask for."""
    assert paths(finding("$.items")) == [f"$.items[{index}]" for index in range(3)]


def test_an_error_about_the_whole_asks_for_all_of_it_when_that_is_little() -> None:
    """A short content may be asked for whole, a long one would be another draft."""
    assert len(paths(finding("$"))) == 1 + 3 + 2 + 1
    long = {"turns": [{"text": "Hm."}] * (MAX_UNITS + 1)}
    assert units_to_repair(long, report(finding("$"))) == ()
    assert units_to_repair(long, report(finding("$"), finding("$.turns[5]"))) == (
        Unit("$.turns[5]", ("$.turns[5]",)),
    )


def test_a_warning_alone_asks_for_nothing_beside_errors() -> None:
    """Where there are errors, of the warnings only near duplicates are asked for as well."""
    warned = finding("$.items[0]", Severity.WARNING)
    near = finding(
        "$.items[2]", Severity.WARNING, "duplicates.near", "Says the same as $.notes[1]."
    )
    assert paths(warned, finding("$.overview")) == ["$.overview"]
    assert paths(near, finding("$.overview")) == ["$.overview", "$.items[2]", "$.notes[1]"]


def test_warnings_are_repaired_where_nothing_else_is_wrong() -> None:
    """An artifact whose score is too low by warnings alone has these repaired."""
    failed = report(finding("$.items[0]", Severity.WARNING), verdict=Verdict.FAIL)
    assert [unit.path for unit in units_to_repair(CONTENT, failed)] == ["$.items[0]"]


def test_what_passes_needs_no_repair() -> None:
    """Warnings do not ask for a round by themselves."""
    passed = report(finding("$.items[0]", Severity.WARNING), verdict=Verdict.PASS)
    assert units_to_repair(CONTENT, passed) == ()


@given(st.text() | st.from_regex(r"\$(\.\w{1,9}(\[\d{1,30}\])?){0,3}", fullmatch=True))
def test_no_path_is_too_strange(path: str) -> None:
    """A finding that points at nothing there is asks for nothing, or for what its list holds."""
    known = {unit.path for unit in units_to_repair(CONTENT, report(finding("$")))}
    assert set(paths(finding(path))) <= known


def test_units_are_named_for_people() -> None:
    """Indices by list, fields by name, many counted; indices are those of the findings' paths."""
    units = [Unit(path, (path,)) for path in ("$.items[3]", "$.items[7]", "$.overview")]
    assert units_named(units) == "items 4, 8; overview"
    many = [Unit(f"$.items[{index}]", ()) for index in range(12)]
    assert units_named(many) == "items 1, 2, 3, 4, 5, 6, 7, 8; 4 more"
