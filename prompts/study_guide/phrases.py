"""What the study guide says in its own words, by language."""

from __future__ import annotations

READING = {
    "en": "Section {title} of the source",
    "de": "Abschnitt {title} der Quelle",
    "fr": "Section {title} de la source",
    "es": "Sección {title} de la fuente",
}
"""An entry of the recommended reading; the title comes quoted."""
