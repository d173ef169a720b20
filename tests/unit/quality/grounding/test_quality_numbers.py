from __future__ import annotations

import pytest
from grounding_cases import FILES
from hypothesis import given, settings
from hypothesis import strategies as st

from services.nlp.languages import language_of
from services.quality.grounding.names import names_in
from services.quality.grounding.numbers import numbers_in


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "twenty-one", "21"),
        ("en", "three hundred and five", "305"),
        ("en", "1,000", "1000"),
        ("en", "3.5 million", "3,500,000"),
        ("en", "$2 billion", "$2,000,000,000"),
        ("en", "the nineteenth century", "the 19th century"),
        ("en", "July 14, 1789", "14 July 1789"),
        ("en", "14 July 1789", "1789-07-14"),
        ("en", "20 °C", "twenty degrees Celsius"),
        ("en", "5 per cent", "5%"),
        ("en", "two thirds", "66.67"),
        ("en", "12km", "twelve kilometres"),
        ("de", "1.000", "1000"),
        ("de", "40 000", "vierzigtausend"),
        ("de", "neunzehnhundertneunundachtzig", "1989"),
        ("de", "3,5 Mio.", "3.500.000"),
        ("de", "drei Milliarden", "3 Mrd."),
        ("de", "ein Fünftel", "20"),
        ("de", "14. Juli 1789", "14.07.1789"),
        ("fr", "quatre-vingt-dix-neuf", "99"),
        ("fr", "soixante et onze", "71"),
        ("fr", "1\u202f000", "mille"),
        ("fr", "3,5", "3.5"),
        ("fr", "XIXe", "19e"),
        ("fr", "cinq pour cent", "5 %"),
        ("es", "treinta y uno", "31"),
        ("es", "mil novecientos ochenta y nueve", "1989"),
        ("es", "2,5 mil millones", "2 500 000 000"),
        ("es", "14 de julio de 1789", "14/7/1789"),
    ],
)
def test_formats_of_one_number_have_a_reading_in_common(
    language: str, one: str, other: str
) -> None:
    """Digits, words, marks, magnitudes and units make no difference."""
    left, right = numbers_in(one, language), numbers_in(other, language)
    assert len(left) == len(right)
    for a, b in zip(left, right, strict=True):
        assert a.readings & b.readings
        assert not a.unit or not b.unit or a.unit == b.unit


@given(value=st.integers(2, 999_999))
def test_grouped_digits_are_read(value: int) -> None:
    """A number in digits, grouped in either way or not at all, has its value as a reading."""
    for written in (f"{value}", f"{value:,}", f"{value:,}".replace(",", ".")):
        (number,) = numbers_in(f"Es sind {written} Tropfen.", "de")
        assert str(value) in number.readings


@settings(deadline=None)
@given(text=st.text(max_size=200), language=st.sampled_from([*FILES, "it"]))
def test_any_text_is_read_without_an_error(text: str, language: str) -> None:
    """Every number stands at its offsets, in order and apart; names are words of the text."""
    found = numbers_in(text, language)
    assert all(text[each.start : each.end] for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert all(name in text for name in names_in(text, language_of(language)))
