"""Which phrases become terms, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def terms_of(read: Callable, text: str, language: str = "en") -> list[str]:
    """The shown terms of a text."""
    return [term.text for term in read(text, language).analysis.terms]


def test_code_in_running_text_gives_no_terms(read: Callable) -> None:
    """Commands of a code block, code marks and file names are no words of the language."""
    text = (
        "Run fetch origin to get the newest files from the server.\n\n"
        "fetch origin\nmerge origin\n\n"
        "Put `flux_capacitor` into notes.txt before the program starts.\n\n"
        "Every repository keeps its snapshots in a repository folder."
    )
    terms = " ".join(terms_of(read, text)).lower()
    assert "fetch" not in terms
    assert "origin" not in terms
    assert "flux" not in terms
    assert "txt" not in terms
    assert "repository" in terms


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "The fortress fell after a siege of forty-seven days.", "forty-seven"),
        ("es", "El coronel entró con doscientos guardias armados.", "doscientos"),
        ("fr", "Une cinquantaine de soldats et quarante chevaux.", "quarante"),
    ],
)
def test_numbers_in_letters_are_no_terms(
    read: Callable, language: str, text: str, number: str
) -> None:
    """A number names nothing that a text is about."""
    assert not any(number in term for term in terms_of(read, text, language))


def test_a_part_of_a_longer_name_is_no_term_of_its_own(read: Callable) -> None:
    """Of "Battle of Gettysburg" no card for "Battle" is made."""
    text = "The Battle of Gettysburg lasted three days. The Battle of Gettysburg was lost."
    terms = terms_of(read, text)
    assert "Battle" not in terms
    assert "Battle of Gettysburg" in terms


def test_german_case_endings_are_taken_off(read: Callable) -> None:
    """A noun seen only in the genitive or the dative plural is shown in its common form."""
    text = "Das Wasser aus den Ozeanen verdunstet. Die Rechte des Gläubigers bleiben bestehen."
    terms = terms_of(read, text, "de")
    assert {"Ozean", "Gläubiger"} <= set(terms)


def test_a_verb_and_its_object_are_no_spanish_term(read: Callable) -> None:
    """An article links two nouns only behind a preposition."""
    text = "El presidente legalizó los sindicatos. Los sindicatos apoyaron los pactos."
    assert "legalizó los sindicatos" not in terms_of(read, text, "es")


def test_spanish_words_apart_by_their_accent_stay_apart(read: Callable) -> None:
    """Coal ("carbón") and carbon ("carbono") are two terms."""
    text = (
        "El carbón es una roca negra que se quema. El carbono es un elemento químico ligero. "
        "El carbón y el carbono aparecen en la mina."
    )
    found = {term.text: term.definition for term in read(text, "es").analysis.terms}
    assert found["carbón"] != found["carbono"]


PARAGRAPHS = (
    "Nominal interest rate: the rate that a bank quotes to everybody.",
    "Purchasing power: the quantity of goods that money can buy.",
    "Stakeholder: anyone who is affected by the project.",
)


def test_paragraphs_of_a_glossary_define_their_terms(read: Callable) -> None:
    """Three paragraphs "Term: explanation." define, and are not shown as sentences."""
    analysis = read("\n\n".join(PARAGRAPHS)).analysis
    defined = {term.text: term.definition.gloss for term in analysis.terms if term.definition}
    assert defined["purchasing power"] == "the quantity of goods that money can buy"
    assert defined["stakeholder"] == "anyone who is affected by the project"
    assert not any(sentence.standalone for sentence in analysis.sentences)


def test_one_paragraph_with_a_colon_is_no_glossary(read: Callable) -> None:
    """A single one may be any sentence with a colon."""
    analysis = read(PARAGRAPHS[0]).analysis
    assert all(term.definition is None for term in analysis.terms)


@pytest.mark.parametrize(
    "line",
    [
        "Typical causes: unclear goals, friendly clients, missing documents",
        "Grow large: Grow in complexity as much as you want.",
        "TimeoutError: if startup or shutdown timed out.",
        "Shellingham: to detect the current shell of the user.",
        "Usage: program [OPTIONS] run {name} again.",
        "Scripts: Typer includes a program that runs scripts.",
    ],
)
def test_a_labelled_item_that_names_nothing_defines_nothing(read: Callable, line: str) -> None:
    """A list, an instruction, a condition, a purpose, code or a clause explains no term."""
    assert all(term.definition is None for term in read(f"- {line}").analysis.terms)


@pytest.mark.parametrize(
    ("language", "text", "term", "gloss"),
    [
        ("fr", "Les villosités sont de petits replis qui augmentent la surface.", "villosités",
         "de petits replis qui augmentent la surface"),
        ("es", "Las comunidades autónomas son territorios con parlamento propio.",
         "comunidades autónomas", "territorios con parlamento propio"),
        ("es", "La monarquía es una forma de gobierno en la que el rey reina, pero no gobierna.",
         "monarquía", "una forma de gobierno en la que el rey reina, pero no gobierna"),
    ],
)  # fmt: skip
def test_plurals_and_negations_are_read_whole(
    read: Callable, language: str, text: str, term: str, gloss: str
) -> None:
    """A plural without article defines, and a negation behind "but" stays with its gloss."""
    found = {
        t.text: t.definition.gloss for t in read(text, language).analysis.terms if t.definition
    }
    assert found == {term: gloss}


@pytest.mark.parametrize(
    "text",
    [
        "Credibility was the lasting gain.",
        "An antigen is any molecule that such a receptor can recognise.",
    ],
)
def test_a_gloss_that_needs_its_surroundings_is_none(read: Callable, text: str) -> None:
    """Three words with "the", or a demonstrative, do not say what a thing is."""
    assert all(term.definition is None for term in read(text).analysis.terms)
