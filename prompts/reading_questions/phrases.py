"""What the reading questions say in their own words, by language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Questions without their marks; terms and titles come quoted.

    A field in ``_points`` leads an answer that has more than one right form; those of ``recall``
    take turns.
    """

    define: str
    recall: tuple[str, ...]
    apply: str
    apply_points: str
    analyze: str
    evaluate: str
    evaluate_points: str
    create: str
    create_points: str


PHRASES = {
    "en": Phrases(
        define="what does the term {term} mean, in your own words",
        recall=(
            "what does the source say about {terms}",
            "which facts does the source give about {terms}",
            "what do you remember about {terms} from the source",
        ),
        apply="how would you use the term {term} in a short explanation for a classmate",
        apply_points="A good answer uses the term as the source does.",
        analyze="how are the terms {terms} related",
        evaluate="which statement of the section {title} do you find most important, and why",
        evaluate_points="A good answer chooses and gives reasons. It may rest on these statements.",
        create="how would you show the content of the section {title} in a diagram",
        create_points="A good diagram shows what these sentences say.",
    ),
    "de": Phrases(
        define="was bedeutet der Begriff {term}, mit Ihren eigenen Worten gesagt",
        recall=(
            "was sagt die Quelle über {terms}",
            "welche Angaben macht die Quelle zu {terms}",
            "was wissen Sie aus der Quelle noch über {terms}",
        ),
        apply="wie würden Sie den Begriff {term} in einer kurzen Erklärung verwenden",
        apply_points="Eine gute Antwort verwendet den Begriff so wie die Quelle.",
        analyze="wie hängen die Begriffe {terms} zusammen",
        evaluate="welche Aussage des Abschnitts {title} halten Sie für die wichtigste, und warum",
        evaluate_points="Eine gute Antwort wählt aus und begründet. Sie kann sich auf diese "
        "Aussagen stützen.",
        create="wie würden Sie den Inhalt des Abschnitts {title} in einem Schaubild darstellen",
        create_points="Ein gutes Schaubild zeigt, was diese Sätze sagen.",
    ),
    "fr": Phrases(
        define="comment définiriez-vous le terme {term} avec vos propres mots",
        recall=(
            "que dit la source à propos de {terms}",
            "quelles informations la source donne-t-elle sur {terms}",
            "que retenez-vous de la source à propos de {terms}",
        ),
        apply="comment emploieriez-vous le terme {term} dans une courte explication",
        apply_points="Une bonne réponse emploie le terme comme le fait la source.",
        analyze="quels sont les liens entre les notions {terms}",
        evaluate="quelle affirmation de la section {title} vous paraît la plus importante, et "
        "pourquoi",
        evaluate_points="Une bonne réponse choisit et justifie son choix. Elle peut s’appuyer sur "  # noqa: RUF001
        "ces affirmations.",
        create="comment représenteriez-vous le contenu de la section {title} dans un schéma",
        create_points="Un bon schéma montre ce que disent ces phrases.",
    ),
    "es": Phrases(
        define="cómo definiría el término {term} con sus propias palabras",
        recall=(
            "qué dice la fuente sobre {terms}",
            "qué datos da la fuente sobre {terms}",
            "qué recuerda de la fuente sobre {terms}",
        ),
        apply="cómo usaría el término {term} en una explicación breve",
        apply_points="Una buena respuesta usa el término como lo hace la fuente.",
        analyze="cómo se relacionan los conceptos {terms}",
        evaluate="qué afirmación de la sección {title} le parece la más importante y por qué",
        evaluate_points="Una buena respuesta elige y lo justifica. Puede apoyarse en estas "
        "afirmaciones.",
        create="cómo representaría el contenido de la sección {title} en un esquema",
        create_points="Un buen esquema muestra lo que dicen estas frases.",
    ),
}
