from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from prompts._shared.relating import strays, unrelated

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

ECONOMY = (
    "Inflation is a rise of prices that lasts. Money then buys less.",
    "A mortgage is a loan that a house secures. Banks grant it for many years.",
)


def resting(number: int, quote: str) -> list[dict[str, str]]:
    """Evidence of one quote."""
    return [{"passage_id": f"p{number:04}", "quote": quote}]


@pytest.fixture
def economy(make_source: Callable[..., Source]) -> Source:
    """Two passages that have nothing in common."""
    return make_source(*ECONOMY)


def test_answer_about_another_thing_strays(economy: Source) -> None:
    """Neither the answer nor what it rests on speaks of what was asked; the message says of what.

    An answer with a pronoun, or in other words, is about it when its passage is.
    """
    loan = resting(2, "A mortgage is a loan that a house secures.")
    assert strays("What is inflation?", "A loan that a house secures.", loan, economy)
    assert not strays("What is a mortgage?", "A loan that a house secures.", loan, economy)
    assert not strays("Do banks give mortgages?", "They do.", loan, economy)


def test_question_in_other_words_than_the_source_does_not_stray(economy: Source) -> None:
    """Words that the source does not hold, in another language above all, tell nothing."""
    loan = resting(2, "Banks grant it for many years.")
    assert not strays("¿Qué es una hipoteca?", "Un préstamo.", loan, economy)
    assert not strays("What is inflation?", "Something.", [], economy)


def test_claim_that_shares_nothing_with_its_quote_is_unrelated(economy: Source) -> None:
    """Quotes exchanged between two claims are seen; a quote that the source lacks is not judged."""
    claim = "Inflation makes prices rise."
    assert unrelated(claim, resting(2, "A mortgage is a loan that a house secures."), economy)
    assert not unrelated(claim, resting(1, "Inflation is a rise of prices that lasts."), economy)
    assert not unrelated(claim, resting(1, "Money then buys less."), economy)
    assert not unrelated(claim, resting(2, "A quote that nobody wrote."), economy)


def test_forms_of_a_word_and_parts_of_a_compound_are_related(
    make_source: Callable[..., Source],
) -> None:
    """Number, case, accents and compounds do not part two words."""
    source = make_source(
        "Die Völker des Nordens trieben Seehandel.", "Ein Zoll ist eine Abgabe.", language="de"
    )
    north = resting(1, "Die Völker des Nordens trieben Seehandel.")
    assert not strays("Womit lebte das Volk vom Handel?", "Vom Seehandel.", north, source)
    assert not unrelated("Ein Volk im Norden lebte vom Seehandel.", north, source)
