"""What the outline says in its own words, by language."""

from __future__ import annotations

from dataclasses import dataclass

from core.request import DEFAULT_AUDIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Frames of learning objectives, one for each Bloom level; terms and titles come quoted.

    ``everyone`` is the audience where the request names none.
    """

    title_label: str
    everyone: str
    remember: str
    remember_one: str
    summarise: str
    apply: str
    analyze: str
    evaluate: str
    create: str


PHRASES = {
    "en": Phrases(
        title_label="Introduction",
        everyone=DEFAULT_AUDIENCE,
        remember="Define the terms {terms}.",
        remember_one="Define the term {terms}.",
        summarise="Summarise the section {title} in your own words.",
        apply="Use the terms {terms} correctly in an explanation of your own.",
        analyze="Analyse how the terms {terms} are related.",
        evaluate="Judge which statement of the section {title} matters most, and give reasons.",
        create="Draw a concept map that connects the terms {terms}.",
    ),
    "de": Phrases(
        title_label="Einführung",
        everyone="alle Lernenden",
        remember="Die Begriffe {terms} definieren.",
        remember_one="Den Begriff {terms} definieren.",
        summarise="Den Abschnitt {title} mit eigenen Worten zusammenfassen.",
        apply="Die Begriffe {terms} in einer eigenen Erklärung richtig verwenden.",
        analyze="Untersuchen, wie die Begriffe {terms} zusammenhängen.",
        evaluate="Beurteilen, welche Aussage des Abschnitts {title} am wichtigsten ist, und das "
        "Urteil begründen.",
        create="Eine Begriffskarte entwerfen, die die Begriffe {terms} verbindet.",
    ),
    "fr": Phrases(
        title_label="Introduction",
        everyone="tout public",
        remember="Définir les termes {terms}.",
        remember_one="Définir le terme {terms}.",
        summarise="Résumer avec ses propres mots la section {title}.",
        apply="Employer correctement les termes {terms} dans une explication personnelle.",
        analyze="Analyser les liens entre les notions {terms}.",
        evaluate="Juger quelle affirmation de la section {title} est la plus importante et "
        "justifier ce choix.",
        create="Concevoir une carte conceptuelle qui relie les notions {terms}.",
    ),
    "es": Phrases(
        title_label="Introducción",
        everyone="el público general",
        remember="Definir los términos {terms}.",
        remember_one="Definir el término {terms}.",
        summarise="Resumir con palabras propias la sección {title}.",
        apply="Usar correctamente los términos {terms} en una explicación propia.",
        analyze="Analizar cómo se relacionan los conceptos {terms}.",
        evaluate="Valorar qué afirmación de la sección {title} es la más importante y "
        "justificarlo.",
        create="Diseñar un mapa conceptual que conecte los términos {terms}.",
    ),
}
