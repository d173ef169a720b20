from __future__ import annotations

import re

import pytest

from prompts._shared import columns
from prompts._shared.expectations import FENCE, PLACEHOLDER, SENTENCE_END


@pytest.mark.parametrize(
    ("definition", "term"),
    [
        ("Cells that carry oxygen", "cell"),
        ("The enzyme's work", "Enzymes"),
        ("A kind of soil textures", "Soil texture"),
        ("Die Pflanzen im Garten", "Pflanze"),
        ("Une cellule est petite", "cellules"),
        ("Las células del cuerpo", "Célula"),
    ],
)
def test_definition_that_names_its_term_is_circular(definition: str, term: str) -> None:
    """A term is seen in its definition in any case and number."""
    assert columns.names_term(definition, term)


@pytest.mark.parametrize(
    ("definition", "term"),
    [
        ("The reaction that needs light", "light reaction"),
        ("The formal way of speaking", "form"),
        ("Grüner Farbstoff im Blatt", "Blattgrün"),
        ("Anything", "…"),
        ("Short", "a term longer than that"),
    ],
)
def test_definition_of_other_words_is_not_circular(definition: str, term: str) -> None:
    """Longer words, words out of order and terms without words are no circle."""
    assert not columns.names_term(definition, term)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is soil?", "en"),
        ("In which cells does it happen?", "en"),
        ("Is clay better?", "en"),
        ("Woraus besteht Honig?", "de"),
        ("Brauchen Pflanzen Licht?", "de"),
        ("Qu'est-ce que le magma ?", "fr"),
        ("Le sol se soulève-t-il ?", "fr"),
        ("¿Llueve más en las montañas?", "es"),
        ("¿Por qué llueve?", "es"),
    ],
)
def test_question_forms_of_our_languages_ask(question: str, language: str) -> None:
    """Question words, inversion and opening verbs make a question, each language its own way."""
    assert columns.asks(question, language) is True
    assert columns.has_question_marks(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Soil covers most land?", "en"),
        ("Die Pflanze braucht Licht?", "de"),
        ("Le sol se soulève ?", "fr"),
        ("Llueve más en las montañas?", "es"),
        ("?", "en"),
    ],
)
def test_statement_with_a_question_mark_does_not_ask(question: str, language: str) -> None:
    """A statement stays one, whatever mark it ends in."""
    assert columns.asks(question, language) is False


def test_unknown_language_is_not_judged() -> None:
    """Where the forms are not known there is nothing to hold against a question."""
    assert columns.asks("Hvad er jord?", "da") is None


def test_spanish_questions_have_two_marks() -> None:
    """The opening mark may stand inside the sentence; without it the marks are incomplete."""
    assert columns.has_question_marks("Si llueve, ¿adónde va el agua?", "es")
    assert not columns.has_question_marks("Adónde va el agua?", "es")
    assert not columns.has_question_marks("What is it", "en")


def test_new_words_are_those_the_question_does_not_hold() -> None:
    """Forms of the question's words are not new, and short words say nothing new."""
    assert columns.new_words("Soils are made of rocks and CO2.", "What is soil made of?") == 2
    assert columns.new_words("In gases.", "Where does it happen?") == 1
    assert columns.new_words("What is soil made of?", "What is soil made of?") == 0


def test_minutes_are_at_speaking_pace() -> None:
    """Three hundred words take two minutes to speak."""
    assert columns.spoken_minutes(["word " * 100, "word " * 200]) == 2.0


@pytest.mark.parametrize(
    "text",
    ["It ends.", "It?", "“It ends.”", "It ends (so).", "It ends.[12]", "Fin !", "C'est « fini. »"],
)
def test_whole_sentences_end_as_such(text: str) -> None:
    """Marks, quotes, brackets and note numbers close a sentence."""
    assert re.search(SENTENCE_END, text)


@pytest.mark.parametrize("text", ["It ends", "It ends,", "and so on:", "cut off in the mid"])
def test_text_cut_off_has_no_sentence_end(text: str) -> None:
    """What stops in the middle is seen."""
    assert not re.search(SENTENCE_END, text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("TODO: write", True),
        ("Lorem Ipsum dolor", True),
        ("See [insert figure] here", True),
        ("```python", True),
        ("Todo el agua vuelve.", False),
        ("The value in a[insert_at] is kept", False),
        ("He added [sic] here", False),
    ],
)
def test_placeholders_and_fences_are_told_from_text(text: str, *, holds: bool) -> None:
    """What a template leaves behind is found; words that look alike are not."""
    assert bool(re.search(f"{PLACEHOLDER}|{FENCE}", text)) is holds
