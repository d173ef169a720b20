"""Rules of the checks that look at one item's words: breaking off, repeating, asking, hedging."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from prompts._shared import columns
from prompts._shared.absolutes import hedge_lost
from prompts._shared.answering import words_missing
from prompts._shared.expectations import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source


@pytest.mark.parametrize(
    ("explanation", "term"),
    [
        ("A mortgage is a mortgage on a house.", "mortgage"),
        ("Inflation of the prices in a country.", "inflation"),
        ("Die Dividende, die eine Aktiengesellschaft als Dividende zahlt.", "Dividende"),
        ("Le loyer que le locataire paie comme loyer.", "loyer"),
        ("Una hipoteca sobre una casa.", "hipoteca"),
    ],
)
def test_explanation_that_needs_its_term_repeats_it(explanation: str, term: str) -> None:
    """Twice in its first sentence, or once where nothing says what it is."""
    assert columns.repeats_term(explanation, term)


@pytest.mark.parametrize(
    ("explanation", "term"),
    [
        ("A mortgage is a loan on a house. Most mortgages run for years.", "mortgage"),
        ("Die Dividende ist ein Teil des Gewinns.", "Dividende"),
        ("A membrane lets water through.", "membrane"),
        ("Le loyer désigne la somme payée.", "loyer"),
        ("Un préstamo sobre una casa.", "hipoteca"),
    ],
)
def test_explanation_may_begin_with_its_term(explanation: str, term: str) -> None:
    """As the subject of a sentence that says what it is; later sentences may name it, too."""
    assert not columns.repeats_term(explanation, term)


def test_text_that_ends_before_a_word_that_has_to_follow_breaks_off() -> None:
    """In four languages; a sentence, a term's last word and an abbreviation do not."""
    broken = ("Salt and", "Le sodium et", "Ein Teil der", "Un préstamo con")
    assert all(map(columns.breaks_off, broken))
    assert not any(map(columns.breaks_off, ("What it stands for.", "Hepatitis A", "", "a tie-in")))


def test_category_is_a_section_of_the_outline() -> None:
    """Or a part of its title; without an outline nothing is said."""
    outline = {"sections": [{"title": "Kings and queens"}, {"title": "Trade"}]}
    assert columns.names_section("kings and Queens", outline)
    assert columns.names_section("Kings", outline)
    assert columns.names_section("Recipes", outline) is False
    assert columns.names_section("Recipes", None) is None


@pytest.mark.parametrize("question", ["¿Los planetas y sus lunas?", "¿Explique la fotosíntesis?"])
def test_spanish_noun_or_task_between_marks_asks_nothing(question: str) -> None:
    """The opening mark alone does not make a question."""
    assert columns.asks(question, "es") is False


@pytest.mark.parametrize("question", ["¿Es la Luna un planeta?", "¿La Luna brilla, y por qué?"])
def test_spanish_verb_or_question_word_asks(question: str) -> None:
    """A verb in front makes a question, and so does a question word anywhere."""
    assert columns.asks(question, "es")


def test_words_of_a_combining_form_are_no_kin() -> None:
    """Words such as "électrolyse" and "électrique" share a beginning that many families have."""
    assert not columns.names_kin("Un courant électrique sépare le sel.", "électrolyse")
    assert columns.names_kin("Water vapour condenses on dust.", "condensation")


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("Which cause seems decisive to you, and why?", "The second one, clearly.", "en"),
        ("¿Qué causa le parece decisiva y por qué?", "La segunda, la económica.", "es"),
        ("Quelle cause est décisive, et pourquoi ?", "La deuxième, je crois.", "fr"),
        ("Welche Ursache wiegt schwerer, und warum?", "Die zweite Ursache natürlich.", "de"),
        ("How would you test the claim?", "With an experiment.", "en"),
        ("Wie würdest du das prüfen?", "Mit einem Versuch.", "de"),
    ],
)
def test_choice_with_a_reason_takes_more_than_a_name(
    question: str, answer: str, language: str
) -> None:
    """A question that ends in "and why?" or asks how one would do it asks for a reason or a way."""
    assert words_missing(question, answer, language) > 0


def test_short_answer_that_names_both_things_may_be_a_word_shorter() -> None:
    """Five words relate two things that they both name."""
    question = "How are the terms “inflation” and “prices” related?"
    assert words_missing(question, "Inflation makes all prices rise.", "en") == 0
    assert words_missing(question, "They are both about money.", "en") == 1


@pytest.mark.parametrize(
    "text",
    ["<Antwort hier einfügen>", "[à compléter]", "{Beispiel ergänzen}", "[Definition goes here]"],
)
def test_bracketed_request_to_fill_in_is_a_placeholder(text: str) -> None:
    """In any brackets, in four languages."""
    assert re.search(PLACEHOLDER, text)


@pytest.mark.parametrize("text", ["a < b and c > d", "{a, b}", "[1]", "He said [here he paused]."])
def test_other_brackets_are_no_placeholders(text: str) -> None:
    """Sets, comparisons, notes and asides may stay."""
    assert not re.search(PLACEHOLDER, text)


@pytest.mark.parametrize(
    ("said", "claimed", "language"),
    [
        ("Banks usually grant loans every year.", "Banks always grant loans.", "en"),
        ("Zölle werden meist an jeder Grenze erhoben.", "Zölle werden immer erhoben.", "de"),
        ("Ils créent souvent chaque crédit voulu.", "Ils créent toujours le crédit voulu.", "fr"),
    ],
)  # fmt: skip
def test_always_for_mostly_is_found(
    make_source: Callable[..., Source], said: str, claimed: str, language: str
) -> None:
    """The same sentence with the exception taken out is found, though "every" stands in it."""
    evidence = [{"passage_id": "p0001", "quote": said}]
    source = make_source(said, language=language)
    assert hedge_lost(claimed, evidence, source, language)
    assert not hedge_lost(said, evidence, source, language)
    assert not hedge_lost("Something else is always so.", evidence, source, language)
