# ruff: noqa: RUF001 (typographic quotation marks and dashes are meant)

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textbook import textbook

from services.quality.evidence.folding import fold_with_offsets, folded
from services.quality.evidence.matching import lookup_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

    MakeSource = Callable[..., Source]

PASSAGES = """
The “light-dependent” reactions — they need sunlight — happen in the membranes of the thylakoids. \
When light strikes a chlorophyll molecule, an electron gains energy.
In 1771 Joseph Priestley showed that a plant could restore air in which a candle had burned out. \
The cell doesn't slowly lose more than 3.5 % of its water in a day.
Carotenoids are yellow and orange pig\u00adments that widen the range of colours a leaf can use; \
the ﬁnal ﬂow of energy is not reversed, and nothing is stored with\u00adout light.
""".strip().split("\n")
QUOTES = (
    "“light-dependent” reactions — they need sunlight — happen in the membranes",
    "When light strikes a chlorophyll molecule, an electron gains energy.",
    "showed that a plant could restore air in which a candle had burned out",
    "The cell doesn't slowly lose more than 3.5 % of its water in a day.",
    "yellow and orange pig\u00adments that widen the range of colours a leaf can use",
    "the ﬁnal ﬂow of energy is not reversed",
)


def straightened(quote: str) -> str:
    """With a typewriter's marks, without ligatures and soft hyphens."""
    table = {"“": '"', "”": '"', "'": "’", "—": "--", "ﬁ": "fi", "ﬂ": "fl", "\u00ad": None}
    return quote.translate(str.maketrans(table))


def hyphenated(quote: str, at: int) -> str:
    """With a word of five letters or more broken at the end of a line."""
    words = quote.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    place = long[at % len(long)]
    words[place] = f"{words[place][:3]}-\n{words[place][3:]}"
    return " ".join(words)


def mistyped(quote: str, at: int) -> str:
    """With two letters swapped, or one doubled, inside a long word in small letters."""
    words = quote.split(" ")
    long = [
        place
        for place, word in enumerate(words)
        if len(word) > 4 and word.isalpha() and word.islower() and word.isascii()
    ]
    place = long[at % len(long)]
    word = words[place]
    words[place] = f"{word[:3]}{word[2]}{word[3:]}"
    return " ".join(words)


MUTATIONS = {
    "upper case": lambda quote, _: quote.upper(),
    "lower case": lambda quote, _: quote.lower(),
    "plain marks": lambda quote, _: straightened(quote),
    "other dashes": lambda quote, _: quote.replace("—", "–").replace("-", "‑"),
    "line ends": lambda quote, _: quote.replace(" ", "\n"),
    "hyphenation": hyphenated,
    "typo": mistyped,
    "ellipses": lambda quote, _: f"… {quote} …",
}


@settings(deadline=None)
@given(
    quote=st.sampled_from(QUOTES),
    mutation=st.sampled_from(sorted(MUTATIONS)),
    at=st.integers(0, 9),
    named=st.sampled_from(["p0001", "p0002", "p0003", "p9999"]),
)
def test_quote_is_found_in_another_typography_and_with_one_typo(
    quote: str, mutation: str, at: int, named: str, make_source: MakeSource
) -> None:
    """However it is written, a quote is found where it stands, whichever passage it names."""
    source = make_source(*PASSAGES)
    place = lookup_in(source).find(MUTATIONS[mutation](quote, at), named)
    assert place is not None
    assert folded(source.text[place.start : place.end]) == folded(quote)
    assert place.passage.start <= place.start < place.end <= place.passage.end
    assert place.exact == (mutation not in {"typo", "ellipses"})


@pytest.mark.parametrize(
    "quote",
    [
        "In 1717 Joseph Priestley showed that a plant could restore air",
        "In 1771 Joseph Presley showed that a plant could restore air",
        "In 1771 Josef Priestley showed that a plant could restore air",
        "The cell doesn't slowly lose more than 3,5 % of its water in a day.",
        "The cell doesn't slowly lose more than 35 % of its water in a day.",
        "The cell does slowly lose more than 3.5 % of its water in a day.",
        "the final flow of energy is now reversed, and nothing is stored",
        "the final flow of energy is reversed, and nothing is stored",
        "and nothing is stored with light",
        "yellow and orange pigments that narrow the range of colours a leaf can use",
        "When light strikes a chlorophyll molecule, a proton gains energy.",
        "chlorophyll",
        "ron gains energy.",
        "771 Joseph Priestley",
        "5 % of its water",
        "of colours a leaf can use … a candle had burned out",
        "—",
        "   ",
    ],
)
def test_quote_that_says_something_else_is_not_found(quote: str, make_source: MakeSource) -> None:
    """A changed number, name or word, a negation more or less, half a word: no quote."""
    found = lookup_in(make_source(*PASSAGES)).find(quote, "p0001")
    assert (found is None) == (quote != "chlorophyll")


@settings(deadline=None)
@given(data=st.data(), at=st.integers(0, 200))
def test_invented_quotes_are_not_found(
    data: st.DataObject, at: int, make_source: MakeSource
) -> None:
    """Sentences of another book on like things, or words of the source shuffled, are no quotes."""
    source = make_source(*(each for each in textbook(600, seed=1).split("\n\n") if len(each) > 80))
    if data.draw(st.booleans()):
        other = [each for each in textbook(900, seed=2).split("\n\n") if len(each) > 80]
        quote = other[at % len(other)][:120].rpartition(" ")[0]
    else:
        words = source.passages[at % len(source.passages)].text.split()
        shuffled = random.Random(at).sample(words, len(words))  # noqa: S311 (no secret)
        quote = " ".join(shuffled[:20])
    found = lookup_in(source).find(quote, "p0001")
    assert found is None or source.text[found.start : found.end] == quote


@given(text=st.text(max_size=60))
def test_every_folded_character_has_its_place(text: str) -> None:
    """Folding with offsets gives the folded text, each character from a span of the original."""
    whole = fold_with_offsets(text)
    assert whole.text == folded(text)
    assert len(whole.text) == len(whole.starts) == len(whole.ends)
    assert all(start < end for start, end in zip(whole.starts, whole.ends, strict=True))
    assert list(whole.starts) == sorted(whole.starts)


def test_article_left_out_and_ellipsis_are_nearly_the_quote(make_source: MakeSource) -> None:
    """Words that a copyist drops, and a gap the quote itself marks, are approximate."""
    lookup = lookup_in(make_source(*PASSAGES))
    for quote in (
        "happen in membranes of the thylakoids",
        "happen in the membranes of the thylakoids … an electron gains energy.",
    ):
        place = lookup.find(quote, "p0001")
        assert place is not None
        assert not place.exact


def test_a_million_characters_are_searched_fast(make_source: MakeSource) -> None:
    """Quotes that stand in a very long source or nowhere, exact or not, take little each."""
    passages = [each for each in textbook(170_000).split("\n\n") if each]
    source = make_source(*passages)
    assert len(source.text) > 900_000
    lookup = lookup_in(source)
    quote = passages[-2][:160].rpartition(" ")[0]
    typo = quote.replace("volcanic", "volcannic").replace("crystals", "crystalls")
    invented = "No mineral of this name was ever dug out of the hills behind the old harbour town."
    started = time.perf_counter()
    for sought in (quote, typo, invented) * 5:
        lookup.find(sought, "p0001")
    assert time.perf_counter() - started < 30
