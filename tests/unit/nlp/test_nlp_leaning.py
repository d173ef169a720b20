"""Which sentences can be shown without the one before."""

from __future__ import annotations

import pytest

from services.nlp.languages import language_of
from services.nlp.leaning import is_standalone

LEANING = [
    ("en", "After the siege he announced a new law."),
    ("en", "Scholars measure it with a scale of wood."),
    ("en", "The summit lies directly above it on the ridge."),
    ("en", "The clerk urged them to sign the paper."),
    ("en", "A second battle in the valley ended these hopes."),
    ("en", "Six days later the general left the town."),
    ("en", "In the long run, however, costs adjust to demand."),
    ("en", "List their names in a separate file."),
    ("de", "Am Abend verabschiedete sie das neue Gesetz."),
    ("de", "In manchen Regionen steigt dadurch der Pegel."),
    ("de", "Der Minister und sein Freund erhielten dafür einen Preis."),
    ("de", "Zwei Tage später verließ der König die Stadt."),
    ("fr", "Le 26 août, elle adopte un nouveau texte."),
    ("fr", "Le traité de Vienne y met fin."),
    ("fr", "Les fibres sont des chaînes qui forment cette paroi."),
    ("fr", "Deux jours plus tard, le ministre quitte la ville."),
    ("es", "Las empresas las utilizan para guardar datos."),
    ("es", "Funciona como el motor de un coche."),
    ("es", "Dos días más tarde, el rey dejó la ciudad."),
    ("es", "Los autores consideran ese momento como el final."),
]
ALONE = [
    ("en", "When the leaf is cold, it takes in less light."),
    ("en", "The first line of defence is the skin of the body."),
    ("en", "The First Battle of the war was fought near a river."),
    ("en", "Lincoln promised that he would keep the peace."),
    ("en", "Engineers design towers that sway instead of breaking."),
    ("en", "Metals such as iron conduct heat well."),
    ("de", "Das Wahlrecht führte dazu, dass viele Parteien antraten."),
    ("de", "Ein Stein fällt, weil die Erde ihn anzieht."),
    ("de", "Wer Waren auf das Band legt, gibt damit ein Angebot ab."),
    ("fr", "En 1860, un traité est signé avec le Royaume-Uni."),
    ("fr", "On appelle fusion le passage à l'état liquide."),
    ("fr", "Le Second Empire transforme les villes de France."),
    ("fr", "Certaines plantes vivent dans le désert."),
    ("es", "La primera forma normal exige un solo valor."),
    ("es", "Todos los ciudadanos pueden votar en la ciudad."),
    ("es", "Un año después de la guerra, el país tuvo una ley."),
]


@pytest.mark.parametrize(("language", "text"), LEANING)
def test_what_points_out_of_a_sentence_makes_it_lean(language: str, text: str) -> None:
    """A pronoun, demonstrative or adverb without its meaning in the sentence leans."""
    assert not is_standalone(text, language_of(language))


@pytest.mark.parametrize(("language", "text"), ALONE)
def test_what_is_named_inside_a_sentence_does_not_make_it_lean(language: str, text: str) -> None:
    """Dates, ordinals in names and pronouns that are explained before them stand alone."""
    assert is_standalone(text, language_of(language))


def test_a_language_without_tables_leans_on_nothing() -> None:
    """Where no words are known, no sentence is held back."""
    assert is_standalone("Questa pianta produce ossigeno.", language_of("it"))
