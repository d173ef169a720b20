"""What the detailed reading says in its own words, by language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Sentences that frame the source's own; titles come quoted and listed."""

    title_label: str
    leads: str
    closes: str
    reference: str


PHRASES = {
    "en": Phrases(
        title_label="Section",
        leads="This reading goes through the following sections: {titles}.",
        closes="Some points are worth keeping in mind.",
        reference="Source: {title}",
    ),
    "de": Phrases(
        title_label="Abschnitt",
        leads="Dieser Lesetext führt durch die folgenden Abschnitte: {titles}.",
        closes="Einige Punkte sollte man sich merken.",
        reference="Quelle: {title}",
    ),
    "fr": Phrases(
        title_label="Section",
        leads="Cette lecture suit les sections suivantes\u00a0: {titles}.",
        closes="Quelques points sont à retenir.",
        reference="Source\u00a0: {title}",
    ),
    "es": Phrases(
        title_label="Sección",
        leads="Esta lectura recorre las secciones siguientes: {titles}.",
        closes="Conviene recordar algunos puntos.",
        reference="Fuente: {title}",
    ),
}
