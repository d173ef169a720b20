from __future__ import annotations

import time

import pytest

from core.content_type import Row
from services.quality.similarity.duplicates import MAX_COMPARED, find_duplicates


def names(*texts: str | None) -> list[str]:
    """Names of the findings over these claims."""
    return [each.expectation for each in find_duplicates(claims(*texts), "claim").findings]


def claims(*texts: str | None) -> list[Row]:
    """A row for each claim."""
    return [Row(f"$.items[{index}]", {"claim": text}) for index, text in enumerate(texts)]


def test_equal_claims_are_errors_that_point_at_the_first() -> None:
    """Case, marks and white space make no difference; the later one is found."""
    result = find_duplicates(claims("What is soil?", "Other", "what  is SOIL ?"), "claim")
    (finding,) = result.findings
    assert (finding.expectation, finding.severity) == ("duplicates.exact", "error")
    assert (finding.path, finding.message) == ("$.items[2]", "Says the same as $.items[0].")
    assert round(result.share, 2) == 0.67


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Humus makes soil hold water and nutrients.", "Humus makes soils hold water, nutrients."),
        ("Which pigment absorbs the light?", "Which pigments absorb light?"),
        ("Roots hold the soil on a bare slope.", "On a bare slope the roots hold the soil."),
    ],
)
def test_rewordings_are_warnings(one: str, other: str) -> None:
    """Two claims of the same words in another order or form nearly repeat one another."""
    assert names(one, other) == ["duplicates.near"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is a chloroplast?", "What is a chromoplast?"),
        ("What does it say about photosystem I?", "What does it say about photosystem II?"),
        ("What did Darwin publish in the year 1859?", "What did Darwin publish in the year 1869?"),
        ("What is the role of C3 plants here?", "What is the role of C4 plants here?"),
        ("Was ist Osmose?", "Was ist Diffusion?"),
        ("Soil is the thin layer on most land.", "Erosion removes soil by wind or water."),
    ],
)  # fmt: skip
def test_claims_about_different_things_are_not_duplicates(one: str, other: str) -> None:
    """A telling word, number or numeral that differs makes two claims different."""
    assert names(one, other) == []


def test_rows_that_claim_nothing_are_left_out() -> None:
    """Null and empty claims are no duplicates, nor is anything without a claim column."""
    assert names(None, None, "", "") == []
    assert find_duplicates(claims("a", "a"), None).findings == ()
    assert find_duplicates([], "claim").share == 1.0


def test_cost_is_bounded() -> None:
    """Many long claims are compared quickly; equal ones are found however many there are."""
    texts = [f"{index} " + "the same long words again and again " * 10 for index in range(1000)]
    started = time.perf_counter()
    result = find_duplicates(claims(*texts, texts[-1]), "claim")
    assert [each.path for each in result.findings] == ["$.items[1000]"]
    assert len(texts) > MAX_COMPARED
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is inflation?", "What, then, is inflation?"),
        ("Was ist eine Zelle?", "Was genau ist denn eine Zelle?"),
        ("Qu'est-ce que la gravité ?", "Qu'est-ce donc que la gravité ?"),
        ("¿Qué es la célula?", "¿Qué es, pues, la célula?"),
        ("Ein Zoll ist die Abgabe.", "Der Zoll ist eine Abgabe."),
    ],
)
def test_fillers_and_articles_tell_nothing_apart(one: str, other: str) -> None:
    """A question with "then" in it is the same question."""
    assert names(one, other) == ["duplicates.near"]


def test_reworded_claims_on_other_quotes_are_not_alike() -> None:
    """Claims that differ so much, and rest on other quotes, are two."""
    one, other = "How do frost and roots break rock?", "How are rocks broken by frost and roots?"
    rows = claims(one, other)
    apart = {row.path: frozenset((row.path,)) for row in rows}
    assert find_duplicates(rows, "claim", apart).findings == ()
    twice = claims("Frost and roots break hard rock apart.", "Roots and frost break up rocks.")
    assert find_duplicates(twice, "claim").findings == ()
