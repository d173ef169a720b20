from __future__ import annotations

import copy
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.artifact import Severity
from services.quality.evidence.verifying import verify_evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

    MakeSource = Callable[..., Source]

ALPHABET = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
WORD = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=9)
PASSAGES = st.lists(st.lists(WORD, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=4)
BLANKS = st.sampled_from([" ", "\n", "  ", " \n\t ", "\u00a0"])


def content_with(passage_id: str, quote: str, **given_by_model: Any) -> dict[str, Any]:
    """Content whose only evidence is this."""
    evidence = {"passage_id": passage_id, "quote": quote, **given_by_model}
    return {"title": "Title", "items": [{"text": "Kept.", "evidence": [evidence]}]}


def letters_of(text: str) -> str:
    """What of a text folding leaves in any case."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in plain if each.isalnum())


def evidence_in(content: dict[str, Any]) -> dict[str, Any]:
    """That evidence."""
    return content["items"][0]["evidence"][0]


@settings(deadline=None)
@given(data=st.data(), passages=PASSAGES)
def test_quote_with_other_white_space_is_found_at_exact_offsets(
    data: st.DataObject, passages: list[str], make_source: MakeSource
) -> None:
    """Any run of a passage, its white space changed, is found and becomes the source's words."""
    source = make_source(*passages)
    passage = data.draw(st.sampled_from(source.passages))
    whole = passage.text.split()
    first = data.draw(st.integers(0, len(whole) - 1))
    words = whole[first : data.draw(st.integers(first + 1, len(whole)))]
    quote = words[0] + "".join(data.draw(BLANKS) + word for word in words[1:])
    content = content_with(passage.id, quote, start=7, end=8, page=99)
    before = copy.deepcopy(content)

    result = verify_evidence(content, source)

    found = evidence_in(content)
    assert (result.findings, result.share) == ((), 1.0)
    assert found["passage_id"] == passage.id
    assert source.text[found["start"] : found["end"]] == found["quote"]
    assert passage.start <= found["start"] < found["end"] <= passage.end
    assert found["quote"].split() == words
    assert found["page"] == passage.page
    evidence_in(before).update(found)
    assert content == before, "nothing but the evidence may change"


@settings(deadline=None)
@given(passages=PASSAGES, quote=st.text(ALPHABET, min_size=3, max_size=40))
def test_quote_that_stands_nowhere_is_an_error(
    passages: list[str], quote: str, make_source: MakeSource
) -> None:
    """What no passage holds, however it is written, is a finding and gets no offsets."""
    sought = letters_of(quote)
    assume(all(sought not in letters_of(each) for each in passages))
    content = content_with("p0001", quote, start=0, end=3, page=1)

    result = verify_evidence(content, make_source(*passages))

    (finding,) = result.findings
    assert (finding.expectation, finding.severity) == ("evidence.quote_found", Severity.ERROR)
    assert finding.path == "$.items[0].evidence[0].quote"
    assert result.share == 0.0
    assert evidence_in(content) == {
        "passage_id": "p0001",
        "quote": quote,
        "start": None,
        "end": None,
        "page": None,
        "heading_path": None,
    }


def test_quote_that_occurs_twice_takes_the_first(make_source: MakeSource) -> None:
    """Of two places in the named passage the first is filled in."""
    content = content_with("p0002", "the cell")
    verify_evidence(content, make_source("Not the cell.", "In the cell, near the cell wall."))
    assert (evidence_in(content)["start"], evidence_in(content)["end"]) == (18, 26)


def test_exact_words_win_over_folded_ones(make_source: MakeSource) -> None:
    """A place that agrees to the letter is taken before an earlier one that needs folding."""
    content = content_with("p0001", "the cell")
    verify_evidence(content, make_source("In the\ncell or the cell."))
    assert evidence_in(content)["start"] == 15


def test_quote_in_another_passage_is_a_warning_and_corrected(make_source: MakeSource) -> None:
    """A quote filed under the wrong passage keeps its words and gets the right passage and page."""
    for named in ("p0001", "p9999"):
        content = content_with(named, "second passage")
        result = verify_evidence(content, make_source("The first.", "The second\npassage."))
        (finding,) = result.findings
        assert (finding.expectation, finding.severity) == (
            "evidence.passage_named",
            Severity.WARNING,
        )
        assert finding.path == "$.items[0].evidence[0].passage_id"
        assert re.search(rf"p0002, not in {named}", finding.message)
        assert result.share == 1.0
        assert evidence_in(content) == {
            "passage_id": "p0002",
            "quote": "second\npassage",
            "start": 16,
            "end": 30,
            "page": 2,
            "heading_path": [],
        }


def test_quote_across_two_passages_is_not_found(make_source: MakeSource) -> None:
    """Evidence points into one passage: words that only meet across a border are no quote."""
    content = content_with("p0001", "first. The second")
    result = verify_evidence(content, make_source("The first.", "The second."))
    assert [each.expectation for each in result.findings] == ["evidence.quote_found"]


def test_evidence_beside_a_field_and_in_lists_is_looked_up(make_source: MakeSource) -> None:
    """``X_evidence`` counts like ``evidence``, at any depth; the share is over all quotes."""
    good, bad = {"passage_id": "p0001", "quote": "first"}, {"passage_id": "p0001", "quote": "none"}
    content: dict[str, Any] = {
        "summary": "S",
        "summary_evidence": [dict(good), dict(bad)],
        "sections": [{"parts": [{"evidence": [dict(good)]}]}, {"evidence": []}],
        "evidence": "a text, not a list",
    }
    result = verify_evidence(content, make_source("The first."))
    assert [each.path for each in result.findings] == ["$.summary_evidence[1].quote"]
    assert round(result.share, 2) == 0.67
    assert content["sections"][0]["parts"][0]["evidence"][0]["start"] == 4


def test_content_without_evidence_has_nothing_against_it(make_source: MakeSource) -> None:
    """With no quote to look up, the share is whole."""
    assert verify_evidence({"a": [1, "b"]}, make_source("Text.")).share == 1.0


def test_long_quote_is_cut_in_its_message(make_source: MakeSource) -> None:
    """A finding's message shows the beginning of the quote."""
    content = content_with("p0001", "x" * 900)
    (finding,) = verify_evidence(content, make_source("Text.")).findings
    assert len(finding.message) < 150


def test_approximate_quote_becomes_the_words_of_the_source(make_source: MakeSource) -> None:
    """A quote with a typo is a warning, counts as found, and is replaced by what stands there."""
    text = "Humus holds water like a sponge and stores nutrients that roots can take up."
    content = content_with("p0001", "holds water like a sponge and stores nutrents")
    result = verify_evidence(content, make_source(text))
    (finding,) = result.findings
    assert (finding.expectation, finding.severity) == (
        "evidence.quote_approximate",
        Severity.WARNING,
    )
    assert finding.path == "$.items[0].evidence[0].quote"
    assert result.share == 1.0
    assert evidence_in(content)["quote"] == "holds water like a sponge and stores nutrients"


def test_headings_of_the_passage_are_filled_in(make_source: MakeSource) -> None:
    """Evidence carries the headings over its passage, as it carries the page."""
    source = make_source("The first.")
    passage = source.passages[0].model_copy(update={"heading_path": ("Soil", "Humus")})
    content = content_with("p0001", "first")
    verify_evidence(content, source.model_copy(update={"passages": (passage,)}))
    assert evidence_in(content)["heading_path"] == ["Soil", "Humus"]
