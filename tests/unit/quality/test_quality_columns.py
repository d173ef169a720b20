from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from prompts._shared import columns
from prompts._shared.absolutes import overstated
from prompts._shared.answering import NEEDED_WORDS, Asked, asked_for, doubtful, unfit, words_missing
from prompts._shared.expectations import FENCE, PLACEHOLDER, SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source


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


@pytest.mark.parametrize(
    ("definition", "term"),
    [
        ("The process by which water evaporates", "Evaporation"),
        ("When vapour condenses into drops", "Condensation"),
        ("Vorgang, bei dem Wasser verdunstet", "Verdunstung"),
        ("Ce qui arrive quand l'eau s'évapore", "Évaporation"),
        ("Proceso en que el vapor se condensa", "Condensación"),
        ("The texture that a soil has", "Soil texture"),
        ("How photosynthetic organisms live", "Photosynthesis"),
        ("Work of the weather on rock", "Weathering"),
    ],
)
def test_definition_by_a_related_word_is_seen(definition: str, term: str) -> None:
    """A circle through a word of the same family is found in four languages."""
    assert columns.names_kin(definition, term)


@pytest.mark.parametrize(
    ("definition", "term"),
    [
        ("Particles of light, called photons", "Photosynthesis"),
        ("The movement of goods", "Transpiration"),
        ("Removal of ground by wind", "Erosion"),
        ("Sugar that plants make", "Glucose"),
        ("Grüner Farbstoff im Blatt", "Chlorophyll"),
        ("The reaction that comes first", "Light reaction"),
        ("Anything", "of it"),
    ],
)
def test_definition_by_other_words_is_no_kin(definition: str, term: str) -> None:
    """Words that only begin alike, and a part of a term alone, make no circle."""
    assert not columns.names_kin(definition, term)


@pytest.mark.parametrize(
    ("definition", "count"),
    [
        ("Green pigment in leaves", 1),
        ("Red and warm body of gas", 1),
        ("Sea, e.g. the Baltic", 1),
        ("Law named after J. Smith", 1),
        ("It is red. It is warm.", 2),
        ("Green pigment; it absorbs light", 2),
        ("A cell with a wall, and it divides", 2),
        ("Er ist rot und er ist warm", 2),
        ("Elle est rouge et elle est chaude", 2),
        ("Es rojo y también es cálido", 2),
        ("Sie legt Eier. Sie lebt lange. Sie fliegt aus.", 3),
        ("Wird er warm? Dann schmilzt er.", 2),
    ],
)
def test_facts_of_a_definition_are_counted(definition: str, count: int) -> None:
    """Sentences and clauses that begin anew are facts; parts of one clause are not."""
    assert columns.facts(definition) == count


@pytest.mark.parametrize(
    ("question", "language", "asked"),
    [
        ("Why do leaves fall?", "en", Asked.REASON),
        ("How many legs has a bee?", "en", Asked.NUMBER),
        ("How do bees dance?", "en", Asked.WAY),
        ("When did it begin?", "en", Asked.TIME),
        ("Who leads the swarm?", "en", Asked.PERSON),
        ("How does nectar differ from honey?", "en", Asked.DIFFERENCE),
        ("When should I stop?", "en", None),
        ("How long is a day?", "en", None),
        ("Warum tanzen Bienen?", "de", Asked.REASON),
        ("Wie viele Beine hat sie?", "de", Asked.NUMBER),
        ("Wer führt den Schwarm?", "de", Asked.PERSON),
        ("Pourquoi dansent-elles ?", "fr", Asked.REASON),
        ("Qui est-ce qui danse ?", "fr", Asked.PERSON),
        ("¿Por qué bailan?", "es", Asked.REASON),
        ("¿Cuántas patas tiene?", "es", Asked.NUMBER),
        ("Hvorfor danser bier?", "da", None),
    ],
)
def test_form_of_a_question_says_what_is_asked(
    question: str, language: str, asked: Asked | None
) -> None:
    """Only forms without a doubt say anything, in the languages we know."""
    assert asked_for(question, language) is asked


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("Who discovered penicillin?", "Because a plate had gone mouldy.", "en"),
        ("How many chambers does the heart have?", "Blood flows through the heart.", "en"),
        ("Why do leaves look green?", "Yes, leaves look green in summer.", "en"),
        ("What is soil?", "The source does not say what soil is.", "en"),
        ("What is soil?", "What do you think it could be?", "en"),
        ("Wann begann die Revolution?", "Weil das Volk hungerte und fror.", "de"),
        ("Wie viele Beine hat eine Biene?", "Bienen sammeln Nektar und Pollen.", "de"),
        ("Combien de députés siègent ?", "Les députés siègent à Paris.", "fr"),
        ("Qui prend la Bastille ?", "Parce que le pain est trop cher.", "fr"),
        ("¿Cuántos planetas hay?", "Giran alrededor del Sol.", "es"),
        ("¿Qué es el suelo?", "El texto no dice qué es el suelo.", "es"),
    ],
)
def test_answer_to_another_question_is_unfit(question: str, answer: str, language: str) -> None:
    """What surely answers nothing says why, and is not doubted beside."""
    assert unfit(question, answer, language)
    assert doubtful(question, answer, language) == ""


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("When did the revolution begin?", "The king refused to listen.", "en"),
        ("Who took the prison?", "It was taken at once.", "en"),
        ("Why did it end?", "It ended in 1799.", "en"),
        ("How did it end?", "It did so in 1799.", "en"),
        ("Wann wurde das Haus gebaut?", "Es steht am Ufer des Flusses.", "de"),
        ("Quand commence la pluie ?", "La vapeur se condense en gouttes.", "fr"),
        ("Qui prend la ville ?", "La ville est prise.", "fr"),
        ("¿Cuándo llueve?", "El vapor se condensa en gotas.", "es"),
        ("¿Quién toma la ciudad?", "La ciudad cae por fin.", "es"),
    ],
)
def test_answer_without_what_is_asked_for_is_doubtful(
    question: str, answer: str, language: str
) -> None:
    """A person should see an answer that names no time, nobody, or a year for a reason."""
    assert doubtful(question, answer, language)
    assert unfit(question, answer, language) == ""


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("Who leads the swarm?", "The old queen, with half of the workers.", "en"),
        ("How many legs has a bee?", "Six, in three pairs.", "en"),
        ("When did it begin?", "It began in the spring of 1789.", "en"),
        ("Why do gardeners value humus?", "It keeps water in the ground like a sponge.", "en"),
        ("Why protect them?", "Yes, protect them, because they mix the soil well.", "en"),
        ("Is clay better?", "No, loam suits most plants.", "en"),
        ("Wie viele Eier legt sie?", "Bis zu zweitausend am Tag.", "de"),
        ("Wann wurde es gebaut?", "Nach dem großen Brand.", "de"),
        ("Combien de gaz sort ?", "Très peu, car le magma est fluide.", "fr"),
        ("Qui gouverne ?", "Louis XVI et ses ministres.", "fr"),
        ("¿Por qué llueve más allí?", "Porque el aire asciende y se enfría.", "es"),
        ("¿Quién descubrió América?", "La expedición de Colón.", "es"),
    ],
)
def test_answer_that_answers_is_left_alone(question: str, answer: str, language: str) -> None:
    """Numbers in words, agents without names and reasons without "because" all answer."""
    assert unfit(question, answer, language) == ""
    assert doubtful(question, answer, language) == ""
    assert words_missing(question, answer, language) == 0


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("Why do leaves fall?", "Because of cold.", "en"),
        ("How do bees find food?", "By dancing together.", "en"),
        ("How does clay differ from sand?", "Clay holds water.", "en"),
        ("Warum tanzen Bienen?", "Wegen der Nahrung.", "de"),
        ("Wie entsteht Regen?", "Durch Abkühlung.", "de"),
        ("Pourquoi le sol monte-t-il ?", "À cause du magma.", "fr"),
        ("Comment se forme la lave ?", "Par la chaleur.", "fr"),
        ("¿Por qué llueve?", "Por el frío.", "es"),
        ("¿Cómo se forma la nube?", "Con gotas.", "es"),
    ],
)
def test_reason_way_and_difference_need_more_words(
    question: str, answer: str, language: str
) -> None:
    """A few words name something; they explain nothing."""
    assert words_missing(question, answer, language) == NEEDED_WORDS - len(answer.split())


@pytest.mark.parametrize(
    ("claim", "quote", "language"),
    [
        ("Bees always return.", "Bees return to the hive.", "en"),
        ("Drones never work.", "Drones wait in the hive.", "en"),
        ("All workers dance.", "Some workers dance.", "en"),
        ("Nobody sees the queen.", "The queen hides.", "en"),
        ("Every hive has ten thousand bees.", "Hives hold ten thousand bees.", "en"),
        ("Bienen kehren immer zurück.", "Bienen kehren zurück.", "de"),
        ("Drohnen arbeiten niemals.", "Drohnen warten im Stock.", "de"),
        ("Alle Arbeiterinnen tanzen.", "Manche Arbeiterinnen tanzen.", "de"),
        ("Les abeilles reviennent toujours.", "Les abeilles reviennent.", "fr"),
        ("Toutes les abeilles dansent.", "Des abeilles dansent.", "fr"),
        ("Las abejas siempre regresan.", "Las abejas regresan.", "es"),
        ("Todas las abejas bailan.", "Algunas abejas bailan.", "es"),
    ],
)
def test_word_without_exception_has_to_be_borne_out(
    make_source: Callable[..., Source], claim: str, quote: str, language: str
) -> None:
    """An absolute word is found where neither the quote nor its passage has one of its kind."""
    source = make_source(quote, language=language)
    evidence = [{"passage_id": "p0001", "quote": quote}]
    assert overstated(claim, evidence, source, language)
    assert overstated(claim, [], source, language) == ""


@pytest.mark.parametrize(
    ("claim", "passage", "language"),
    [
        ("Bees always return.", "Every bee returns. They dance.", "en"),
        ("Drones never work.", "Drones do not work.", "en"),
        ("All workers dance.", "The whole hive dances.", "en"),
        ("Bees are not at all lazy, above all in spring.", "Bees work.", "en"),
        ("All of this takes time.", "It takes weeks.", "en"),
        ("Where nothing grows, soil is lost.", "Bare fields lose soil.", "en"),
        ("Es wird immer mehr Honig.", "Der Honig nimmt zu.", "de"),
        ("Drohnen arbeiten nie.", "Drohnen arbeiten nicht.", "de"),
        ("Vor allem Bienen tanzen.", "Bienen tanzen.", "de"),
        ("Le magma ne sort jamais.", "Le magma ne sort pas.", "fr"),
        ("Llueve siempre que hay nubes.", "Llueve si hay nubes.", "es"),
        ("Bier danser altid.", "Bier danser.", "da"),
    ],
)
def test_word_without_exception_that_is_borne_out_or_none(
    make_source: Callable[..., Source], claim: str, passage: str, language: str
) -> None:
    """Other words of the kind in the passage will do, and set phrases are no claims."""
    evidence = [{"passage_id": "p0001", "quote": passage.partition(". ")[0]}]
    assert overstated(claim, evidence, make_source(passage, language=language), language) == ""
