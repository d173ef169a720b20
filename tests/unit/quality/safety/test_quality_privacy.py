from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quality.safety.personal import bare, is_card, is_iban
from services.quality.safety.privacy import NOT_IN_SOURCE, privacy_findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

PERSONAL = [
    "Write to anna.meier@bienen.example for honey.",
    "Write to o'brien+bees@mail.honey.co.uk today.",
    "Ring +49 30 901820 for honey.",
    "Ring +1 (212) 555-0147 for honey.",
    "Ring (415) 555-2671 for honey.",
    "Call 212-555-0199 today.",
    "Tel.: 030 / 901 82 00 for honey.",
    "Pay to DE89 3704 0044 0532 0130 00.",
    "Pay to FR1420041010050500013M02606 now.",
    "His card is 4111 1111 1111 1111.",
    "His card is 5500-0000-0000-0004.",
    "Her number is 536-22-8726.",
    "Su DNI es 12345678Z.",
    "Su NIE es X1234567L.",
    "Son numéro est 2 69 05 49 588 157 80.",
    "She lives at 12 Baker Street.",
    "Sie wohnt in der Lindenstraße 14a.",
    "Elle habite 12 bis, rue de Rivoli.",
    "Vive en la Calle de Alcalá, 48.",
]
ORDINARY = [
    "The ISBN is 978-3-16-148410-0.",
    "The sun is 149597870700 metres away.",
    "Pi is 3.14159265358979323846.",
    "From 1789 to 1799, and on 2024-11-23 at 10:15.",
    "Water boils at +100 °C, +1 or +20 degrees above.",
    "The digits 4111 1111 1111 1112 are not a card.",
    "DE89 3704 0044 0532 0130 01 has a wrong check digit.",
    "The year 2024-25 saw 100-200-3000 bees.",
    "Number 123-00-4567 was never issued.",
    "The route of 20 streets has 3 main roads.",
    "Die Milchstraße hat 200 Milliarden Sterne.",
    "La rue de 1789 a 12 rues voisines.",
    "The @property decorator takes a function.",
    "12345678A has the wrong letter.",
    "Cells grew from 1000000 to 100000000 in 2021-2022.",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_that_the_source_does_not_hold_is_an_error(
    make_source: Callable[..., Source], text: str
) -> None:
    """One piece of data gives one finding, and the message does not repeat it."""
    (finding,) = privacy_findings([("$.a", text)], make_source("Bees make honey."))
    assert (finding.expectation, finding.severity, finding.path) == (
        NOT_IN_SOURCE,
        "error",
        "$.a",
    )
    assert "…" in finding.message


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_of_the_source_may_be_repeated(
    make_source: Callable[..., Source], text: str
) -> None:
    """What the source prints is its own affair."""
    assert privacy_findings([("$.a", text)], make_source(f"Bees. {text}")) == []


def test_data_of_the_source_is_known_however_it_is_grouped(
    make_source: Callable[..., Source],
) -> None:
    """Blanks and marks within a number make no difference."""
    source = make_source("Pay to DE89370400440532013000 or ring +49-30-901820.")
    texts = [("$.a", "Pay to DE89 3704 0044 0532 0130 00 or ring +49 30 901820.")]
    assert privacy_findings(texts, source) == []


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_are_not_personal(make_source: Callable[..., Source], text: str) -> None:
    """Dates, quantities, book numbers and wrong check digits are left alone."""
    assert privacy_findings([("$.a", text)], make_source("Bees make honey.")) == []


@given(st.from_regex(r"4\d{15}", fullmatch=True), st.integers(0, 15), st.integers(1, 9))
def test_changed_digit_is_no_card(number: str, place: int, shift: int) -> None:
    """Luhn's check digit finds every single digit changed."""
    if not is_card(number):
        return
    changed = str((int(number[place]) + shift) % 10)
    assert not is_card(number[:place] + changed + number[place + 1 :])


@given(st.integers(0, 10**18 - 1), st.integers(0, 17), st.integers(1, 9))
def test_changed_digit_is_no_account(number: int, place: int, shift: int) -> None:
    """Of an account's number, too, and the right check digits make one."""
    body = f"{number:018d}"
    check = 98 - int(f"{body}131400") % 97
    assert is_iban(f"DE{check:02d}{body}")
    changed = str((int(body[place]) + shift) % 10)
    assert not is_iban(f"DE{check:02d}{body[:place]}{changed}{body[place + 1 :]}")


def test_bare_form_is_letters_and_digits() -> None:
    """Marks, blanks and case are no part of a number."""
    assert bare("+49 (0)30_90-18/20 Ab") == "490309018 20ab".replace(" ", "")
