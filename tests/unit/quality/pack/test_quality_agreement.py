from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.quality.pack.agreement import disagreements
from services.quality.pack.items import Item
from services.quality.similarity.overlap import Weights, stems_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.artifact import Finding
    from core.source import Source

FACT = "Christiaan Huygens built the first pendulum clock in 1656."
OTHERS = (
    "Galileo Galilei studied swinging lamps around 1602.",
    "The bob weighs 660 tonnes and hangs from a cable.",
    "The period does not depend on the mass of the bob.",
)


def item(content_type: str, text: str, term: str = "", quoted: str = "", at: int = 0) -> Item:
    """An item that says the text, and defines the term by it."""
    return Item(
        content_type=content_type,
        path=f"$.items[{at}]",
        texts=((f"$.items[{at}].text", text),),
        stems=stems_of(text),
        passages=frozenset(),
        spans=((at, at + 1),),
        quoted=stems_of(quoted),
        claim=text,
        term=term,
        title="",
        is_row=True,
    )


@pytest.fixture
def found(make_source: Callable[..., Source]) -> Callable[..., tuple[Finding, ...]]:
    """What these items disagree about, on a source about pendulums."""

    def find(*items: Item, source: str = FACT, language: str = "en") -> tuple[Finding, ...]:
        texts = (source, *OTHERS)
        made = make_source(*texts, language=language)
        return disagreements(items, made, language, Weights(map(stems_of, texts)))

    return find


def summary(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Check, severity and type of each."""
    return [(each.expectation, each.severity.value, each.content_type) for each in findings]


@pytest.mark.parametrize(
    ("fact", "changed", "language"),
    [
        (FACT, FACT.replace("1656", "1659"), "en"),
        (FACT, FACT.replace("first", "very first").replace("1656", "1756"), "en"),
        (OTHERS[1], OTHERS[1].replace("tonnes", "kilograms"), "en"),
        (OTHERS[1], OTHERS[1].replace("660", "nine hundred"), "en"),
        (
            "Der Aufstand begann am 14. Juli 1789 in Paris.",
            "Der Aufstand begann am 14. Mai 1789 in Paris.",
            "de",
        ),
        (
            "La mer contient trente-cinq grammes de sel par litre.",
            "La mer contient cinq grammes de sel par litre.",
            "fr",
        ),
    ],
)
def test_a_changed_number_is_an_error_of_the_one_that_is_wrong(
    found: Callable[..., tuple[Finding, ...]], fact: str, changed: str, language: str
) -> None:
    """The same sentence with another number, unit or date: the source tells which is right."""
    findings = found(item("faqs", fact), item("cards", changed), source=fact, language=language)
    assert summary(findings) == [("agreement.numbers", "error", "cards")]
    assert findings[0].path == "$.items[0].text"
    assert "faqs $.items[0].text" in findings[0].message


def test_two_numbers_that_both_stand_in_the_source_are_warnings(
    found: Callable[..., tuple[Finding, ...]],
) -> None:
    """Where the source bears out both, a person has to look at both."""
    findings = found(item("faqs", FACT), item("cards", FACT.replace("1656", "1602")))
    assert summary(findings) == [
        ("agreement.numbers", "warning", "faqs"),
        ("agreement.numbers", "warning", "cards"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FACT, "Huygens built a clock."),
        (FACT, FACT.replace(" in 1656", "")),
        (FACT, OTHERS[0]),
        ("About 97 % of the water is salt water.", "About 97 percent of the water is salt water."),
        ("The bob weighs 1,500 kilograms.", "The bob weighs 1500 kg."),
        ("When was the first clock built, in 1656?", "When was the first clock built, in 1700?"),
    ],
)
def test_what_does_not_contradict_is_not_found(
    found: Callable[..., tuple[Finding, ...]], one: str, other: str
) -> None:
    """A number left out, another fact, another way to write a number and a question are fine."""
    assert found(item("faqs", one), item("cards", other)) == ()


def test_a_denial_of_what_the_source_says_is_an_error(
    found: Callable[..., tuple[Finding, ...]],
) -> None:
    """The same sentence with and without "not": the source tells which is right."""
    denied = OTHERS[2].replace("does not depend", "does depend")
    findings = found(item("faqs", OTHERS[2]), item("cards", denied))
    assert summary(findings) == [("agreement.denials", "error", "cards")]


def test_a_term_with_the_meaning_of_another_is_found(
    found: Callable[..., tuple[Finding, ...]],
) -> None:
    """Definitions on different quotes differ; the error is where the quotes name another term."""
    right = item(
        "guide", "The weight at the end of the string.", "bob", "The bob is the weight.", at=0
    )
    wrong = item(
        "cards", "The fixed point from which it hangs.", "bob", "The pivot is the point.", at=5
    )
    findings = found(right, wrong)
    assert summary(findings) == [("agreement.definitions", "error", "cards")]
    assert "Defines “bob” in another way than guide $.items[0]" in findings[0].message


def test_definitions_that_rest_on_the_same_words_agree(
    found: Callable[..., tuple[Finding, ...]],
) -> None:
    """Two wordings of one quote are one meaning; a sentence with a gap is no definition."""
    one = item("guide", "The weight at the end of the string.", "bob", "The bob is the weight.")
    other = item("cards", "A heavy ball that swings.", "bob", "The bob is the weight.")
    cloze = item("cards", "The _____ swings to and fro.", "bob", "Otherwise.", at=7)
    assert found(one, other) == ()
    assert found(one, cloze) == ()
