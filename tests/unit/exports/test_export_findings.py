"""How findings, coverage and what is missing are shown."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.artifact import Finding, QualityReport, Severity
from core.pack import CoverageRow, ErrorInfo, PackReport, PackState
from services.exports import render_markdown, render_page
from services.exports.coverage_text import coverage_text
from services.exports.marks import Marks, anchor_of

HOSTILE = "<script>alert(1)</script> \"x\" onclick='a()' </p></li></details> {{ x }} [l](#source)"


def finding(path: str, message: str = "Is not right.", **changes: Any) -> Finding:
    """An error at this path."""
    values: dict[str, Any] = {"expectation": "e", "severity": Severity.ERROR}
    return Finding(**(values | {"path": path, "message": message} | changes))


def found_in(maker: Any, name: str, *findings: Finding) -> Any:
    """An artifact with these findings."""
    return maker.artifact(name).model_copy(update={"report": QualityReport(findings=findings)})


def page_of(maker: Any, *artifacts: Any, **changes: Any) -> str:
    """The page of a pack of these artifacts."""
    return render_page(maker.pack(artifacts=artifacts, **changes), maker.types)


@pytest.mark.parametrize(
    ("name", "path", "element"),
    [
        ("faqs", "$.items[1].answer", r'<li class="qa" id="item-faqs-items-1">'),
        ("flashcards", "$.items[2]", r'<div class="card" id="item-flashcards-items-2">'),
        ("podcast_script", "$.turns[0]", r'<div class="turn" id="item-podcast_script-turns-0">'),
        ("one_pager", "$.main_content", r'<div class="anchor" id="item-one_pager-main_content">'),
        (
            "one_pager",
            "$.key_takeaways[0].evidence[0].quote",
            r'<span class="anchor" id="item-one_pager-key_takeaways-0">',
        ),
        (
            "detailed_reading",
            "$.sections[1].content",
            r'<div class="anchor" id="item-detailed_reading-sections-1">',
        ),
    ],
)  # fmt: skip
def test_a_finding_stands_by_its_item(maker: Any, name: str, path: str, element: str) -> None:
    """The item bears the message with its severity in words, and the summary leads to it."""
    html = page_of(maker, found_in(maker, name, finding(path)))
    assert element in html
    item = html[html.index(element) :]
    remark = '<p class="remark error"><strong>Error</strong> Is not right.</p>'
    assert html.count(remark) == 1
    assert remark in item
    anchor = anchor_of(name, re.sub(r"(?<=\])\..*", "", path))
    assert f'<a href="#{anchor}"><code>{path}</code></a>' in html


def test_findings_are_counted_at_a_glance_and_above_their_section(maker: Any) -> None:
    """Errors and warnings are told apart by a sign and in words, at the top of the section."""
    warning = finding("$.items[0].question", "Asks little.", severity=Severity.WARNING)
    of_pack = finding("$", "Misses an objective.", content_type="faqs", severity=Severity.WARNING)
    html = page_of(
        maker,
        found_in(maker, "faqs", finding("$.items[1]"), warning),
        report=PackReport(findings=(of_pack,)),
    )
    assert '<span aria-hidden="true">✕ 1</span><span class="spoken">errors: 1</span>' in html
    assert '<span aria-hidden="true">△ 2</span><span class="spoken">warnings: 2</span>' in html
    section = html[html.index('id="type-faqs"') :]
    assert section.index("</h2>") < section.index('<details class="findings">')
    assert section.index('<details class="findings">') < section.index('<ol class="questions">')
    assert "Misses an objective. <code>$</code>" in section


def test_an_outlines_objective_has_its_own_mark(maker: Any) -> None:
    """A point whose text the view puts together is still known by its place."""
    outline = found_in(maker, "outline", finding("$.learning_objectives[1].text"))
    html = page_of(maker, outline=outline)
    assert '<span class="anchor" id="item-outline-learning_objectives-1"></span>' in html


def test_coverage_is_a_table_that_leads_to_the_items(maker: Any) -> None:
    """Each objective has a cell for each type: a mark and a count, or a dash, said in words too."""
    report = PackReport(
        objectives=(
            CoverageRow(
                title="Explain soil.",
                items={"faqs": ("$.items[1]", "$.items[2]"), "flashcards": ()},
            ),
        ),
        sections=(CoverageRow(title="Layers", items={"faqs": (), "flashcards": ("$.items[0]",)}),),
    )
    html = page_of(
        maker, maker.artifact("faqs"), maker.artifact("flashcards"), outline=None, report=report
    )
    table = html[html.index('id="coverage"') : html.index('id="source"')]
    assert '<th scope="col">Learning objective</th><th scope="col">FAQs</th>' in table
    assert '<th scope="row">Explain soil.</th>' in table
    assert '<a href="#item-faqs-items-1">' in table
    assert '<span aria-hidden="true">✓ 2</span><span class="spoken">items: 2</span>' in table
    assert '<span aria-hidden="true">–</span><span class="spoken">nothing</span>' in table  # noqa: RUF001 (a dash)
    assert html.count('id="item-faqs-items-1"') == 1
    assert 'id="item-faqs-items-2"' not in html
    assert '<a href="#coverage">Coverage</a>' in html
    assert 'id="coverage"' not in page_of(maker, maker.artifact("faqs"))


def test_a_withheld_artifact_is_listed_as_missing_with_why(maker: Any) -> None:
    """It is not shown; its error, and the first of its findings, say what was wrong with it."""
    withheld = found_in(
        maker, "faqs", *(finding(f"$.items[{n}]", f"Reason {n}.") for n in range(5))
    )
    error = ErrorInfo(content_type="faqs", code="quality", message="Scores 40.", hint="Run again.")
    html = page_of(maker, quarantined=(withheld,), errors=(error,), state=PackState.PARTIAL)
    assert 'id="type-faqs"' not in html
    assert 'class="missing">missing</td>' in html
    listed = html[html.index('class="errors"') : html.index('id="type-outline"')]
    assert "Scores 40." in listed
    assert "Reason 2." in listed
    assert "Reason 3." not in listed
    assert "Reason 0." in page_of(maker, quarantined=(withheld,))


def test_what_was_left_out_says_why(maker: Any) -> None:
    """Items that could not be repaired are in the section's summary, without a link."""
    dropped = (finding("$.items[9]", "Says the same as another."),)
    html = page_of(maker, maker.artifact("faqs").model_copy(update={"dropped": dropped}))
    assert "<strong>Left out</strong> Says the same as another. <code>$.items[9]</code>" in html


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(message=st.one_of(st.just(HOSTILE), st.text(min_size=1)), path=st.just(HOSTILE))
def test_no_finding_becomes_anything_but_text(maker: Any, message: str, path: str) -> None:
    """Messages and paths are escaped at the item, in the summary, in the table and in Markdown."""
    findings = (finding("$.items[1].answer", message), finding(path, message))
    artifact = found_in(maker, "faqs", *findings)
    row = CoverageRow(title=message, items={"faqs": ("$.items[1]", path)})
    html = page_of(maker, artifact, report=PackReport(objectives=(row,), sections=(row,)))
    assert "<script" not in html
    assert not re.search(r"<[^>]* onclick", html)
    targets = set(re.findall(r'href="#([^"]*)"', html))
    assert targets <= set(re.findall(r'id="([^"]*)"', html))
    markdown = render_markdown(artifact, maker.types_by_name["faqs"], "en", maker.source)
    rendered = MarkdownIt("commonmark", {"html": True}).render(markdown)
    assert "<script" not in rendered
    assert "<a " not in rendered
    assert "".join(message.split()) in "".join(unescape(rendered).split()) or message != HOSTILE


def test_a_markdown_file_lists_findings_only_where_there_are_any(maker: Any) -> None:
    """The section stands at the end, with the pack's own findings about the type."""
    faqs = maker.types_by_name["faqs"]
    bare = render_markdown(maker.artifact("faqs"), faqs, "de", maker.source)
    assert "Befunde" not in bare
    artifact = found_in(maker, "faqs", finding("$.items[1]", "Is *not* right."))
    of_pack = finding("$", "Fehlt.", severity=Severity.WARNING, content_type="faqs")
    markdown = render_markdown(artifact, faqs, "de", maker.source, [of_pack])
    assert markdown.endswith(
        "## Befunde\n\n- **Fehler** Is \\*not\\* right. (\\$.items\\[1\\])\n"
        "- **Warnung** Fehlt. (\\$)\n"
    )


def test_each_finding_is_shown_at_one_place() -> None:
    """The first block that shows a finding's item has it; a list's entry keeps its own."""
    own, entry = finding("$.sections[0].title"), finding("$.sections[0].key_points[1]")
    marks = Marks("outline", [own, entry])
    assert marks.of_text("$.sections[0].description") == ("item-outline-sections-0", [own])
    assert marks.of_text("$.sections[0].description") == ("", [])
    assert marks.of_text("$.sections[0].key_points[0]") == ("", [])
    assert marks.of_text("$.sections[0].key_points[1]")[1] == [entry]
    assert marks.place("$.sections[0].description") == "item-outline-sections-0"
    assert marks.place("$.overview") is None
    assert marks.of_item("") == ("", [])


def test_coverage_in_a_line() -> None:
    """The line counts what anything meets and names the types that miss some of it."""
    rows = (
        CoverageRow(title="a", items={"faqs": ("$.items[0]",), "cards": ()}),
        CoverageRow(title="b", items={"faqs": (), "cards": ()}),
    )
    assert coverage_text(PackReport(objectives=rows)) == (
        "Objectives met: 1 of 2 (faqs miss 1, cards miss 2)."
    )
    assert coverage_text(PackReport(sections=rows[:1])) == "Sections met: 1 of 1 (cards miss 1)."
    assert coverage_text(PackReport()) == ""
