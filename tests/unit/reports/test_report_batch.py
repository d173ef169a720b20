from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from report_packs import content_of, pack_document, write_pack

from core.errors import InputError, OutputError
from prompts.catalog import content_types
from services.reports import check_folder, judge_batch, open_packs, write_site
from services.reports.artifacts import excerpt

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings(
    "ignore:module 'sre_:DeprecationWarning"  # Great Expectations imports it
)
REMOTE = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|object|embed)\b[^>]*(?:src|href|data)="
    r"[\"']?(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//",
    re.IGNORECASE,
)


def defective() -> dict[str, Any]:
    """A pack with the same term on two cards, and markup in a third that must not be run."""
    document = pack_document(day=9)
    cards = content_of(document, "flashcards")["items"]
    cards[3]["term"] = cards[2]["term"]
    cards[5]["definition"] = "TODO <script>alert(1)</script> " + cards[5]["definition"]
    return document


def report(folder: Path, *documents: dict[str, Any]) -> dict[str, Any]:
    """The report on these packs, written to ``folder/report``."""
    places = [
        write_pack(each, folder / "packs" / f"pack-{index}") for index, each in enumerate(documents)
    ]
    batch = judge_batch(open_packs(places), content_types())
    return write_site(batch, check_folder(folder / "report"))


def test_the_page_says_which_item_failed_and_why(tmp_path: Path) -> None:
    """A failing row is named by its JSON path and message, with a link to its Data Docs."""
    document = report(tmp_path, pack_document(), defective())
    assert document["passed"] is False
    assert [each["passed"] for each in document["packs"]] == [True, False]
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    first = page[page.index("What fails") : page.index("To look at")]
    assert "$.items[3].term" in first
    assert "Another card has the same term." in first
    term = content_of(defective(), "flashcards")["items"][3]["term"]
    assert f"<b>Item 4 · {term}</b>" in first
    link = re.search(r'href="(data-docs/[^"]*pack-1-flashcards\.html)"', first)
    assert link
    docs = (tmp_path / "report" / link[1]).read_text(encoding="utf-8")
    assert "Another card has the same term." in docs
    assert "$.items[2], $.items[3]" in docs


def test_a_duplicate_names_the_other_item_for_people_and_its_path_for_machines(
    tmp_path: Path,
) -> None:
    """The page numbers both items from 1; the document keeps the JSON paths."""
    document = pack_document()
    cards = content_of(document, "flashcards")["items"]
    cards[7]["definition"] = cards[6]["definition"]
    cards[9]["evidence"][0]["start"] = 3
    found = report(tmp_path, document)
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert f"<b>Item 8 · {cards[7]['term']}</b>" in page
    assert "Says the same as item 7." in page
    assert f"<b>Item 10 · {cards[9]['term']}, evidence 1</b>" in page
    said = [each["message"] for each in found["packs"][0]["artifacts"][1]["findings"]]
    assert "Says the same as $.items[6]." in said


def test_personal_data_stands_whole_nowhere_in_the_report(tmp_path: Path) -> None:
    """Neither our page nor the document nor Data Docs shows more of it than its ends."""
    document = pack_document()
    cards = content_of(document, "flashcards")["items"]
    private = "TODO: write to John.Doe@Example.com or +34 600 123 456. "
    cards[1]["definition"] = private + cards[1]["definition"]
    cards[3]["term"] = cards[4]["term"] = "Ana-Perez@example.org"
    found = report(tmp_path, document)
    findings = found["packs"][0]["artifacts"][1]["findings"]
    assert "privacy.in_source" in {each["expectation"] for each in findings}
    written = [tmp_path / "report" / "report.json", *(tmp_path / "report").rglob("*.html")]
    texts = {each.name: each.read_text(encoding="utf-8") for each in written}
    assert "An…rg" in texts["packs-1-pack-0-flashcards.html"]
    whole = re.compile(r"doe\W*example|example\W*(?:com|org)|600\W*123|ana\W*perez", re.IGNORECASE)
    assert not {name: whole.findall(text) for name, text in texts.items() if whole.search(text)}


def test_half_a_surrogate_pair_is_written_as_its_escape(tmp_path: Path) -> None:
    """A pack with text that has no UTF-8 is reported on, and the document reads back the same."""
    document = defective()
    content_of(document, "faqs")["items"][0]["question"] = "What is \ud800?"
    document["quarantined"] = [json.loads(json.dumps(document["artifacts"][0]))]
    held = {
        "expectation": "a.b",
        "severity": "error",
        "path": "$.items[0].term",
        "message": "\ud801",
    }
    document["quarantined"][0]["report"]["findings"] = [held]
    found = report(tmp_path, document)
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "What is \\ud800?" in page
    assert "\\ud801" in page
    assert json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8")) == found


def test_the_evidence_rate_is_shown_now_and_as_it_was(tmp_path: Path) -> None:
    """A quote that was changed since lowers the rate of its type now, not the one of then."""
    document = pack_document()
    content_of(document, "faqs")["items"][0]["evidence"][0]["quote"] = "Nobody said this, ever."
    found = report(tmp_path, document)
    faqs = next(each for each in found["packs"][0]["artifacts"] if each["content_type"] == "faqs")
    assert faqs["evidence_rate"] == faqs["scores"]["evidence"] < 1
    assert faqs["evidence_rate_then"] == faqs["scores_then"]["evidence"] == 1
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    (row,) = re.findall(r'<tr><th scope="row">FAQs</th><td>.*</tr>', page.replace("\n", ""))[:1]
    cells = re.findall(r'<td class="number">\s*(\d+ %)\s*</td>', row)[:2]
    assert cells == [f"{int(100 * faqs['evidence_rate'])} %", "100 %"]


def test_the_site_is_whole_without_a_network(tmp_path: Path) -> None:
    """No page loads anything from elsewhere, no script runs, and every local link leads on."""
    report(tmp_path, defective())
    pages = sorted((tmp_path / "report").rglob("*.html"))
    assert len(pages) > 6
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not REMOTE.search(text), page
        assert "<script" not in text.lower(), page
        for link in re.findall(r'(?:href|src)="([^"#:]+)"', text):
            assert (page.parent / link).is_file(), (page, link)


def test_a_broken_contract_is_reported_and_the_rest_still_validated(tmp_path: Path) -> None:
    """An artifact that breaks its contract has findings and no Data Docs; the others have both."""
    document = pack_document()
    del content_of(document, "faqs")["items"]
    found = report(tmp_path, document)
    artifacts = {each["content_type"]: each for each in found["packs"][0]["artifacts"]}
    assert artifacts["faqs"]["findings"][0]["path"] == "$.items"
    pages = [each.name for each in (tmp_path / "report" / "data-docs").rglob("packs-*.html")]
    assert sorted(pages) == ["packs-1-pack-0-flashcards.html", "packs-1-pack-0-outline.html"]


def test_quarantined_artifacts_are_listed(tmp_path: Path) -> None:
    """What was made and not published is on the page with its findings of then."""
    document = defective()
    document["quarantined"] = [document["artifacts"].pop(0)]
    document["quarantined"][0]["content"]["items"][0]["term"] = "ana@example.org"
    document["quarantined"][0]["report"]["findings"] = [
        {"expectation": "a.b", "severity": "error", "path": "$.items[0].term", "message": "Is bad."}
    ]
    report(tmp_path, document)
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "Flashcards (quarantined)" in page
    assert "Is bad." in page
    assert "Item 1 · an…rg" in page
    assert "ana@" not in page
    assert "It was asked for and is quarantined" in page


def test_drift_of_the_newest_pack_fails_the_batch(tmp_path: Path) -> None:
    """Clean packs of which the newest took many more tokens do not pass as a batch."""
    packs = [pack_document(day) for day in range(5)]
    packs[4]["usage"]["output_tokens"] *= 10
    found = report(tmp_path, *packs)
    assert [each["passed"] for each in found["packs"]] == [True] * 5
    assert [each["path"] for each in found["drift"]["findings"]] == ["$.output_tokens"]
    assert found["passed"] is False
    assert list((tmp_path / "report").rglob("*drift*.html"))


def test_a_report_takes_the_place_of_an_earlier_one_and_of_nothing_else(tmp_path: Path) -> None:
    """A second report replaces the first whole; a folder with other files is refused untouched."""
    report(tmp_path, defective())
    before = {each.name for each in (tmp_path / "report").iterdir()}
    batch = judge_batch(
        open_packs([write_pack(pack_document(), tmp_path / "other")]), content_types()
    )
    write_site(batch, check_folder(tmp_path / "report"))
    assert {each.name for each in (tmp_path / "report").iterdir()} == before
    assert json.loads((tmp_path / "report" / "report.json").read_text())["passed"] is True
    assert not list((tmp_path / "report").rglob("*pack-0*.html"))
    (tmp_path / "report" / "mine.txt").touch()
    with pytest.raises(OutputError, match="something else"):
        check_folder(tmp_path / "report")


def test_packs_of_any_folder_name_can_be_reported_on_together(tmp_path: Path) -> None:
    """Packs of one name, and names that no file could have, get pages of their own."""
    for place in ("a/päck: 1?", "b/päck: 1?", "c/drift"):
        write_pack(pack_document(), tmp_path / place)
    places = [tmp_path / "a", tmp_path / "b", tmp_path / "c", tmp_path / "c" / "drift"]
    packs = open_packs(places)
    assert sorted(each.name for each in packs) == ["drift", "päck: 1?", "päck: 1? (2)"]
    write_site(judge_batch(packs, content_types()), check_folder(tmp_path / "report"))
    assert len(list((tmp_path / "report").rglob("packs-*flashcards.html"))) == 3


def test_a_folder_without_packs_is_said(tmp_path: Path) -> None:
    """A folder that holds none, and a file that is none, are bad input."""
    with pytest.raises(InputError, match="no pack"):
        open_packs([tmp_path])
    with pytest.raises(InputError):
        open_packs([tmp_path / "nothing.json"])


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("$.items[1].term", "b"),
        ("$.items[9].term", ""),
        ("$.items[0]", ""),
        ("$.title", "x " * 80 + "…"),
        ("$", ""),
        ("$.nothing[0].there", ""),
        ("$.evidence[0]", "Said so."),
        ("$.mail", "to an…rg"),
    ],
)
def test_excerpts_show_the_text_at_a_path(path: str, shown: str) -> None:
    """A path that leads nowhere, or to no text, shows nothing; evidence shows its quote."""
    content = {
        "title": "x " * 200,
        "items": [{"term": "a"}, {"term": "b"}],
        "evidence": [{"passage_id": "p0001", "quote": "Said so."}],
        "mail": "to ana@example.org",
    }
    assert excerpt(content, path) == shown
