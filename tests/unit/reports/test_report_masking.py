from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.artifact import Finding, Severity
from services.rechecking.masking import mask_findings, mask_known, masked, personal_in, texts_in

ADDRESS = "John.Doe@Example.com"
PHONE = "+34 600 123 456"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Write to {ADDRESS}.", "Write to Jo…om."),
        (f"{PHONE}, {ADDRESS}", "+3…56, Jo…om"),
        ("Water boils at 100 degrees.", "Water boils at 100 degrees."),
    ],
)
def test_only_the_ends_of_personal_data_are_shown(text: str, shown: str) -> None:
    """Everything else of the text stays."""
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“34 600 123 456” does not stand", "“+3…56” does not stand"),
        ("<td>john doe example com</td>", "<td>Jo…om</td>"),
        ("<td>+34&nbsp;600&nbsp;123-456</td>", "<td>+3…56</td>"),
        ("Holds: “see John.Doe@Exa…”", "Holds: “see Jo…om”"),
        ("John Doeson, 34 600 123 4567", "John Doeson, 34 600 123 4567"),
    ],
)
def test_a_known_piece_is_masked_however_it_is_written(text: str, shown: str) -> None:
    """Without its marks, in small letters, with entities, cut short; but not inside words."""
    assert mask_known(text, personal_in([f"{ADDRESS} {PHONE}"])) == shown


@given(
    st.recursive(
        st.one_of(st.none(), st.integers(), st.text(max_size=5)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    )
)
def test_every_text_of_a_value_is_found(node: object) -> None:
    """However deep it lies, a text is looked at."""
    wrapped = {"items": [{"before": node, "mail": ADDRESS}], "after": node}
    inside = list(texts_in(node))
    assert list(texts_in(wrapped)) == [*inside, ADDRESS, *inside]


def test_findings_keep_all_but_what_is_masked() -> None:
    """Only the message changes, and only where it holds a piece."""
    finding = Finding(
        expectation="a.b", severity=Severity.ERROR, path="$.x", message=f"“{ADDRESS}” is odd."
    )
    other = finding.model_copy(update={"message": "Is odd."})
    shown = mask_findings([finding, other], personal_in([ADDRESS]))
    assert shown == (finding.model_copy(update={"message": "“Jo…om” is odd."}), other)
