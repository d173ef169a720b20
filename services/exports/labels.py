"""The words around the content that all types share, in the languages the product writes.

A type's own words stand in its ``view.md.j2``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FALLBACK = "en"
HEADING_MARK = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Stands between the headings of a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """One language's shared words. Those with ``{…}`` are format strings."""

    evidence: str
    quotes: tuple[str, str]
    page: str
    thousands: str
    contents: str
    skip: str
    glance: str
    type: str
    items: str
    score: str
    findings: str
    no_findings: str
    errors: str
    warnings: str
    dropped: str
    missing: str
    coverage: str
    coverage_note: str
    objective: str
    section: str
    met: str
    not_met: str
    words: str
    minutes: str
    source: str
    source_note: str
    about: str
    language: str
    made: str
    complete: str
    partial: str
    failed: str
    partial_note: str
    back: str
    terms: Mapping[str, str] = field(default_factory=dict[str, str])
    """Values of the enumerations that all types share, and names of languages and kinds."""

    def term(self, value: str) -> str:
        """The word for a value of a shared enumeration; the value itself when there is none."""
        return self.terms.get(value, value)

    def number(self, number: int) -> str:
        """The number with this language's mark between thousands."""
        return f"{number:,}".replace(",", self.thousands)


ENGLISH = Labels(
    evidence="Evidence",
    quotes=("“", "”"),
    page="p. {page}",
    thousands=",",
    contents="Contents",
    skip="Skip to the content",
    glance="At a glance",
    type="Type",
    items="Items",
    score="Score",
    findings="Findings",
    no_findings="none",
    errors="errors: {count}",
    warnings="warnings: {count}",
    dropped="Left out",
    missing="missing",
    coverage="Coverage",
    coverage_note="How many items of each type are about each learning objective and each "
    "section; the mark leads to the first of them.",
    objective="Learning objective",
    section="Section",
    met="items: {count}",
    not_met="nothing",
    words="{words} words",
    minutes="about {minutes} min",
    source="Source",
    source_note="Every piece of evidence leads to its passage here.",
    about="From",
    language="Language",
    made="Made on",
    complete="Complete",
    partial="Partial",
    failed="Failed",
    partial_note="Some parts could not be made:",
    back="Back to the top",
    terms={
        "remember": "Remember",
        "understand": "Understand",
        "apply": "Apply",
        "analyze": "Analyze",
        "evaluate": "Evaluate",
        "create": "Create",
        "easy": "easy",
        "medium": "medium",
        "hard": "hard",
        "beginner": "beginner",
        "intermediate": "intermediate",
        "advanced": "advanced",
        "text": "Text",
        "markdown": "Markdown",
        "html": "Web page",
        "pdf": "PDF",
        "docx": "Word document",
        "topic": "Topic",
        "error": "Error",
        "warning": "Warning",
        "en": "English",
        "de": "German",
        "fr": "French",
        "es": "Spanish",
    },
)

GERMAN = Labels(
    evidence="Beleg",
    quotes=("„", "“"),
    page="S. {page}",
    thousands=".",
    contents="Inhalt",
    skip="Zum Inhalt springen",
    glance="Auf einen Blick",
    type="Art",
    items="Einträge",
    score="Wertung",
    findings="Befunde",
    no_findings="keine",
    errors="Fehler: {count}",
    warnings="Warnungen: {count}",
    dropped="Weggelassen",
    missing="fehlt",
    coverage="Abdeckung",
    coverage_note="Wie viele Einträge jeder Art von einem Lernziel und von einem Abschnitt "
    "handeln; das Zeichen führt zum ersten davon.",
    objective="Lernziel",
    section="Abschnitt",
    met="Einträge: {count}",
    not_met="nichts",
    words="{words} Wörter",
    minutes="etwa {minutes} Min.",
    source="Quelle",
    source_note="Jeder Beleg führt zu seiner Stelle in der Quelle.",
    about="Aus",
    language="Sprache",
    made="Erstellt am",
    complete="Vollständig",
    partial="Unvollständig",
    failed="Fehlgeschlagen",
    partial_note="Einige Teile konnten nicht erstellt werden:",
    back="Nach oben",
    terms={
        "remember": "Erinnern",
        "understand": "Verstehen",
        "apply": "Anwenden",
        "analyze": "Analysieren",
        "evaluate": "Bewerten",
        "create": "Erschaffen",
        "easy": "leicht",
        "medium": "mittel",
        "hard": "schwer",
        "beginner": "Einstieg",
        "intermediate": "Mittelstufe",
        "advanced": "Fortgeschrittene",
        "text": "Text",
        "markdown": "Markdown",
        "html": "Webseite",
        "pdf": "PDF",
        "docx": "Word-Dokument",
        "topic": "Thema",
        "error": "Fehler",
        "warning": "Warnung",
        "en": "Englisch",
        "de": "Deutsch",
        "fr": "Französisch",
        "es": "Spanisch",
    },
)

FRENCH = Labels(
    evidence="Preuve",
    quotes=("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»"),
    page="p.\N{NO-BREAK SPACE}{page}",
    thousands="\N{NARROW NO-BREAK SPACE}",
    contents="Sommaire",
    skip="Aller au contenu",
    glance="En un coup d\N{RIGHT SINGLE QUOTATION MARK}œil",
    type="Type",
    items="Éléments",
    score="Score",
    findings="Constats",
    no_findings="aucun",
    errors="erreurs : {count}",
    warnings="avertissements : {count}",
    dropped="Écarté",
    missing="manquant",
    coverage="Couverture",
    coverage_note="Combien d\N{RIGHT SINGLE QUOTATION MARK}éléments de chaque type "
    "portent sur chaque objectif et chaque section ; le signe mène au premier.",
    objective="Objectif d\N{RIGHT SINGLE QUOTATION MARK}apprentissage",
    section="Section",
    met="éléments : {count}",
    not_met="rien",
    words="{words} mots",
    minutes="environ {minutes} min",
    source="Source",
    source_note="Chaque preuve renvoie à son passage ici.",
    about="D\N{RIGHT SINGLE QUOTATION MARK}après",
    language="Langue",
    made="Créé le",
    complete="Complet",
    partial="Partiel",
    failed="Échec",
    partial_note="Parties qui n\N{RIGHT SINGLE QUOTATION MARK}ont pas pu être créées :",
    back="Haut de page",
    terms={
        "remember": "Se souvenir",
        "understand": "Comprendre",
        "apply": "Appliquer",
        "analyze": "Analyser",
        "evaluate": "Évaluer",
        "create": "Créer",
        "easy": "facile",
        "medium": "moyen",
        "hard": "difficile",
        "beginner": "débutant",
        "intermediate": "intermédiaire",
        "advanced": "avancé",
        "text": "Texte",
        "markdown": "Markdown",
        "html": "Page web",
        "pdf": "PDF",
        "docx": "Document Word",
        "topic": "Sujet",
        "error": "Erreur",
        "warning": "Avertissement",
        "en": "anglais",
        "de": "allemand",
        "fr": "français",
        "es": "espagnol",
    },
)

SPANISH = Labels(
    evidence="Evidencia",
    quotes=("«", "»"),
    page="p. {page}",
    thousands=".",
    contents="Contenido",
    skip="Ir al contenido",
    glance="De un vistazo",
    type="Tipo",
    items="Elementos",
    score="Puntuación",
    findings="Hallazgos",
    no_findings="ninguno",
    errors="errores: {count}",
    warnings="advertencias: {count}",
    dropped="Omitido",
    missing="falta",
    coverage="Cobertura",
    coverage_note="Cuántos elementos de cada tipo tratan de cada objetivo y de cada sección; "
    "la marca lleva al primero.",
    objective="Objetivo de aprendizaje",
    section="Sección",
    met="elementos: {count}",
    not_met="nada",
    words="{words} palabras",
    minutes="unos {minutes} min",
    source="Fuente",
    source_note="Cada evidencia lleva aquí, a su pasaje.",
    about="De",
    language="Idioma",
    made="Creado el",
    complete="Completo",
    partial="Parcial",
    failed="Fallido",
    partial_note="Algunas partes no se pudieron crear:",
    back="Volver arriba",
    terms={
        "remember": "Recordar",
        "understand": "Comprender",
        "apply": "Aplicar",
        "analyze": "Analizar",
        "evaluate": "Evaluar",
        "create": "Crear",
        "easy": "fácil",
        "medium": "media",
        "hard": "difícil",
        "beginner": "principiante",
        "intermediate": "intermedio",
        "advanced": "avanzado",
        "text": "Texto",
        "markdown": "Markdown",
        "html": "Página web",
        "pdf": "PDF",
        "docx": "Documento de Word",
        "topic": "Tema",
        "error": "Error",
        "warning": "Advertencia",
        "en": "inglés",
        "de": "alemán",
        "fr": "francés",
        "es": "español",
    },
)

LABELS: Mapping[str, Labels] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}


def labels_for(language: str) -> Labels:
    """The shared words in this language (ISO 639-1), in English when it is not among ours."""
    return LABELS.get(language, LABELS[FALLBACK])
