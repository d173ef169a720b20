"""Questions and noun phrases made from single sentences."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.analysis import Analysis, Definition, Section, Sentence, Term
from prompts._shared.choosing import gloss_text, is_circular, taught
from prompts._shared.composing import Excerpt
from prompts._shared.naming import Naming
from prompts._shared.questions import Asking, Kind
from prompts.flashcards.schema import DEFINITION


def analysis_of(language: str, texts: list[str], terms: dict[str, str | None]) -> Analysis:
    """An analysis of these sentences; terms are given with their gloss."""
    sentences = [
        Sentence(
            index,
            text,
            "p0001",
            0,
            0.5,
            tuple(term for term in terms if term.casefold() in text.casefold()),
        )
        for index, text in enumerate(texts)
    ]
    made: list[Term] = []
    for place, (name, gloss) in enumerate(terms.items()):
        named = tuple(each.index for each in sentences if name in each.terms)
        definition = None
        if gloss is not None:
            holder = next(each for each in sentences if gloss in each.text)
            definition = Definition(name, gloss, holder)
        made.append(Term(name, name, 1 - place / 10, named, definition))
    section = Section("A part", tuple(range(len(texts))), tuple(terms))
    return Analysis("Title", language, tuple(sentences), (section,), tuple(made))


QUESTIONS = [
    ("en", "The Calvin cycle takes place in the stroma.", "Calvin cycle",
     "Where does the Calvin cycle take place?"),
    ("en", "Stomata are found on the underside of leaves.", "stomata",
     "Where are stomata found?"),
    ("en", "Chlorophyll absorbs red light and blue light.", "chlorophyll",
     "What does chlorophyll do?"),
    ("en", "Enzymes consist of long chains of amino acids.", "enzyme",
     "What do enzymes consist of?"),
    ("en", "The abbey was founded in the spring of 1098.", "abbey", "When was the abbey founded?"),
    ("en", "Insulin is produced by adding bacteria to a broth.", "insulin",
     "How is insulin produced?"),
    ("en", "The leaves look green because chlorophyll reflects green light.", "leaves",
     "Why do the leaves look green?"),
    ("en", "On 14 July 1789 a crowd stormed the prison.", "prison",
     "What happened on 14 July 1789?"),
    ("de", "Das Chlorophyll befindet sich in den Chloroplasten.", "Chlorophyll",
     "Wo befindet sich das Chlorophyll?"),
    ("de", "Die Photosynthese findet in den Blättern statt.", "Photosynthese",
     "Wo findet die Photosynthese statt?"),
    ("de", "Der Boden trocknet aus, weil der Regen fehlt.", "Boden",
     "Warum trocknet der Boden aus?"),
    ("de", "Der Regen füllt am Ende das Meer, weil Flüsse fließen.", "Meer",
     "Warum füllt der Regen am Ende das Meer?"),
    ("de", "Die Luft besteht aus Stickstoff und Sauerstoff.", "Luft", "Woraus besteht die Luft?"),
    ("de", "Der Gletscher speichert große Mengen Süßwasser.", "Gletscher",
     "Welche Aufgabe hat der Gletscher?"),
    ("de", "Die Abtei wurde im Jahr 1098 gegründet.", "Abtei", "Wann wurde die Abtei gegründet?"),
    ("fr", "La photosynthèse se déroule dans les feuilles.", "photosynthèse",
     "Où se déroule la photosynthèse\u00a0?"),
    ("fr", "Le climat dépend de la latitude.", "climat", "De quoi dépend le climat\u00a0?"),
    ("fr", "Le foie transforme les sucres en réserves.", "foie",
     "Quel est le rôle du foie\u00a0?"),
    ("fr", "Les plantes poussent vite parce que le sol est riche.", "plantes",
     "Pourquoi est-ce que les plantes poussent vite\u00a0?"),
    ("es", "La fotosíntesis ocurre en las hojas.", "fotosíntesis",
     "¿Dónde ocurre la fotosíntesis?"),
    ("es", "El hígado almacena azúcares para más tarde.", "hígado",
     "¿Cuál es el papel del hígado?"),
    ("es", "Las plantas crecen rápido porque el suelo es rico.", "plantas",
     "¿Por qué las plantas crecen rápido?"),
    ("es", "El cuerpo depende del agua que bebe.", "cuerpo", "¿De qué depende el cuerpo?"),
    ("en", "The reflog records every position of a branch.", "reflog",
     "What does the reflog record?"),
    ("en", "The senate abolished the old tax in spring.", "senate", "What did the senate abolish?"),
    ("en", "The army built a bridge over the river.", "army", "What did the army build?"),
    ("en", "Most earthquakes occur near the edges of plates, because plates grind.", "plates",
     "Why do most earthquakes occur near the edges of plates?"),
    ("en", "People on the coast should move to high ground, because a wave may follow.", "wave",
     "Why should people on the coast move to high ground?"),
    ("en", "The senate abolished the tax because people protested.", "senate",
     "Why did the senate abolish the tax?"),
    ("en", "The navy reblockaded the coast because the enemy sold cotton.", "cotton",
     "Why is it that the navy reblockaded the coast?"),
    ("de", "Der Plan regelte die Zahlungen der Staaten neu.", "Plan", "Was regelte der Plan?"),
    ("fr", "La commune décrète la séparation de tout.", "commune",
     "Que décrète la commune\u00a0?"),
    ("es", "La ley reconoce el derecho de las regiones.", "ley", "¿Qué reconoce la ley?"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "term", "question"), QUESTIONS)
def test_a_sentence_gives_the_question_it_answers(
    language: str, sentence: str, term: str, question: str
) -> None:
    """The question keeps the number, article and verb of the sentence."""
    spread = "Some say that the crowd and the leaves grow, la la."
    analysis = analysis_of(language, [sentence, spread], {term: None})
    found = [asked.text for asked in Asking(analysis).about(analysis.sentences[0])]
    assert question in found


DEFINITIONS = [
    ("en", "Stomata are small pores.", "stomata", "small pores", "What are stomata?"),
    ("en", "A cell is the smallest unit of life.", "cell", "the smallest unit of life",
     "What is a cell?"),
    ("en", "Mendel was a monk who crossed peas.", "Mendel", "a monk who crossed peas",
     "Who was Mendel?"),
    ("en", "A row of proteins is called a chain.", "chain", "A row of proteins",
     "What is meant by “chain”?"),
    ("de", "Die Diffusion ist die Vermischung von Stoffen.", "Diffusion",
     "die Vermischung von Stoffen", "Was ist die Diffusion?"),
    ("de", "Als Moor bezeichnet man ein nasses Gelände.", "Moor", "ein nasses Gelände",
     "Was versteht man unter „Moor“?"),
    ("fr", "Une île est une terre entourée d'eau.", "île", "une terre entourée d'eau",
     "Qu’est-ce qu’une île\u00a0?"),  # noqa: RUF001 (running text's apostrophe)
    ("es", "El magma es roca fundida.", "magma", "roca fundida", "¿Qué es el magma?"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "term", "gloss", "question"), DEFINITIONS)
def test_a_definition_is_asked_for_in_its_own_grammar(
    language: str, sentence: str, term: str, gloss: str, question: str
) -> None:
    """Article, number and tense come from the defining sentence; other forms ask for the word."""
    analysis = analysis_of(language, [sentence], {term: gloss})
    (asked,) = Asking(analysis).about(analysis.sentences[0])
    assert (asked.text, asked.kind) == (question, Kind.DEFINITION)


NOT_ASKED = [
    ("en", "Roman aqueducts worked by gravity alone.", "Roman"),
    ("en", "Vitruvius, an architect, praised clay pipes.", "Vitruvius"),
    ("de", "Der Präsident konnte den Reichstag auflösen.", "Präsident"),
    ("de", "Ein Perpetuum mobile ist unmöglich.", "Perpetuum"),
]


@pytest.mark.parametrize(("language", "sentence", "term"), NOT_ASKED)
def test_what_would_be_asked_wrongly_is_not_asked(language: str, sentence: str, term: str) -> None:
    """No question cuts a subject short, guesses a case or takes a change for an event."""
    analysis = analysis_of(language, [sentence], {term: None})
    found = [asked.text for asked in Asking(analysis).about(analysis.sentences[0])]
    assert found == []


@pytest.mark.parametrize(
    ("language", "sentence", "term", "wrong"),
    [
        ("en", "Prices fell from ten in 1980 to three in 1983.", "prices", "What happened"),
        ("de", "Die Regierung führte die Reform durch.", "Regierung", "Was führte"),
    ],
)
def test_a_change_is_no_event_and_half_a_verb_no_verb(
    language: str, sentence: str, term: str, wrong: str
) -> None:
    """Two years tell a change; "führte … durch" is not "führte"."""
    analysis = analysis_of(language, [sentence], {term: None})
    found = [asked.text for asked in Asking(analysis).about(analysis.sentences[0])]
    assert not any(text.startswith(wrong) for text in found)


def test_a_person_named_in_passing_is_not_asked_for_as_a_term() -> None:
    """Nobody asks what is meant by "Vitruvius", a person."""
    text = "Vitruvius, a Roman architect, praised clay pipes."
    analysis = analysis_of("en", [text], {"Vitruvius": "a Roman architect"})
    assert Asking(analysis).about(analysis.sentences[0]) == []


def test_a_plural_is_asked_for_in_the_plural() -> None:
    """French says "que sont" of several."""
    text = "Les enzymes sont des protéines actives."
    analysis = analysis_of("fr", [text], {"enzymes": "des protéines actives"})
    (asked,) = Asking(analysis).about(analysis.sentences[0])
    assert asked.text == "Que sont les enzymes\u00a0?"


def test_a_line_of_a_glossary_is_asked_for_though_it_stands_alone_nowhere() -> None:
    """Its answer ends as a sentence does."""
    text = "Slack: the time a task can be late"
    analysis = analysis_of("en", [text], {"slack": "the time a task can be late"})
    line = replace(analysis.sentences[0], standalone=False)
    (asked,) = Asking(analysis).about(line)
    assert asked.text == "What is meant by “slack”?"
    assert Excerpt((line,)).text == "Slack: the time a task can be late."


def test_a_contrast_asks_for_the_difference() -> None:
    """A sentence that sets two terms against one another asks how they differ."""
    text = "The diffusion needs no energy, whereas the active transport is driven by ATP."
    analysis = analysis_of("en", [text], {"diffusion": None, "active transport": None})
    found = Asking(analysis).about(analysis.sentences[0])
    assert found[0].text == (
        "What is the difference between the diffusion and the active transport?"
    )


def test_terms_joined_by_and_are_not_related() -> None:
    """Two subjects of one verb say nothing of one another."""
    text = "Turbines and panels need rare metals."
    analysis = analysis_of("en", [text], {"turbines": None, "panels": None})
    kinds = {asked.kind for asked in Asking(analysis).about(analysis.sentences[0])}
    assert Kind.RELATION not in kinds


def test_a_longer_subject_is_not_cut_short() -> None:
    """Behind "La constitution de 1791" no question is asked about the constitution."""
    text = "La constitution de 1791 crée un régime nouveau."
    analysis = analysis_of("fr", [text], {"constitution": None})
    assert Asking(analysis).about(analysis.sentences[0]) == []


def test_a_leaning_sentence_answers_nothing() -> None:
    """A sentence that leans on the one before is asked about only with it."""
    analysis = analysis_of("en", ["Chlorophyll absorbs red light."], {"chlorophyll": None})
    leaning = replace(analysis.sentences[0], standalone=False)
    assert Asking(analysis).about(leaning) == []


@pytest.mark.parametrize(
    ("language", "sentence", "term", "phrase"),
    [
        ("en", "We see that the Calvin cycle is slow.", "Calvin cycle", "the Calvin cycle"),
        ("en", "Light is absorbed by chlorophyll.", "chlorophyll", "chlorophyll"),
        ("en", "Look at the cell wall here.", "cell", None),
        ("de", "Man misst die Verdunstung.", "Verdunstung", "die Verdunstung"),
        ("de", "Man hilft dem Boden damit.", "Boden", None),
        ("fr", "On mesure l'eau du lac.", "eau", "l’eau"),  # noqa: RUF001 (running text's apostrophe)
        ("es", "Se mide la lluvia cada día.", "lluvia", "la lluvia"),
    ],
)
def test_a_noun_phrase_is_copied_from_the_source(
    language: str, sentence: str, term: str, phrase: str | None
) -> None:
    """The article is the source's own; where its form does not show, there is no phrase."""
    analysis = analysis_of(language, [sentence], {term: None})
    assert Naming(analysis).phrase(analysis.terms[0]) == phrase


def test_a_first_word_is_made_small_only_where_the_source_shows_how() -> None:
    """Words seen in lower case lose their capital, names keep it, others give nothing."""
    naming = Naming(analysis_of("en", ["The leaves fall.", "Many leaves."], {"Paris": None}))
    assert naming.decapitalised("Leaves look green") == "leaves look green"
    assert naming.decapitalised("Paris is large") == "Paris is large"
    assert naming.decapitalised("DNA is long") == "DNA is long"
    assert naming.decapitalised("Solar panels work") is None


@pytest.mark.parametrize(
    ("term", "gloss", "circular"),
    [
        ("evaporation", "the evaporation of water", True),
        ("chloroplast", "one of the chloroplasts", True),
        ("solar energy", "energy that comes from light", False),
        ("photolysis", "the splitting of water by light", False),
    ],
)
def test_circular_definitions_are_known(term: str, gloss: str, circular: bool) -> None:  # noqa: FBT001 (a table's column)
    """A gloss is circular when it uses all of the term's words."""
    assert is_circular(term, gloss) == circular


def test_a_gloss_becomes_a_sentence() -> None:
    """It gets a capital and a full stop, unless it is circular."""
    sentence = Sentence(0, "Xylem is the tissue that carries water.", "p0001", 0, 1.0)
    definition = Definition("xylem", "the tissue that carries water", sentence)
    assert gloss_text(definition, DEFINITION) == "The tissue that carries water."
    assert gloss_text(replace(definition, gloss="xylem in a plant"), DEFINITION) is None


def test_terms_within_others_are_taught_once() -> None:
    """Of "cycle" and "Calvin cycle" only the better one is taught."""
    analysis = analysis_of("en", ["The Calvin cycle."], {"Calvin cycle": None, "cycle": None})
    assert [term.text for term in taught(analysis)] == ["Calvin cycle"]


@pytest.mark.parametrize(
    ("sentence", "word", "whole"),
    [
        ("They use the consumer price index.", "price", False),
        ("A change reaches the price after a year.", "price", True),
        ("The price rises in spring.", "price", True),
        ("Waves shake the ground.", "Waves", True),
        ("S waves shake the ground.", "waves", False),
    ],
)
def test_a_gap_is_made_for_whole_phrases_only(sentence: str, word: str, *, whole: bool) -> None:
    """A word inside a compound is no phrase to ask for."""
    naming = Naming(analysis_of("en", [sentence], {word: None}))
    found = re.search(word, sentence)
    assert found is not None
    assert naming.is_whole(found) == whole
