"""Claims about the example sources that their quotes support, with words to change in them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.source import Source, SourceKind
from services.sources.markdown import parse_markdown
from services.sources.passages import lay_out
from services.sources.text import parse_text

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = {
    "en": "photosynthesis.md",
    "de": "wasserkreislauf.txt",
    "fr": "revolution-francaise.md",
    "es": "energia-renovable.md",
}


class Case(NamedTuple):
    """A claim that its quote supports, and words of it with what they are changed to."""

    language: str
    quote: str
    claim: str
    changes: tuple[tuple[str, str], ...]


CASES = [
    Case(
        "en",
        "It was worked out between 1946 and 1953 by Melvin Calvin, Andrew Benson and James Bassham",
        "Between 1946 and 1953, scientists at the University of California around Melvin Calvin, "
        "Andrew Benson and James Bassham worked it out.",
        (
            ("1946", "1936"),
            ("1953", "1958"),
            ("California", "Chicago"),
            ("Benson", "Jackson"),
            ("James", "Peter"),
            ("Melvin", "Francis"),
        ),
    ),
    Case(
        "en",
        "Calvin received the Nobel Prize in Chemistry in 1961 for this research.",
        "For this research Calvin was given the Nobel Prize in 1961.",
        (("1961", "1971"), ("Nobel", "Pulitzer"), ("Calvin", "Watson")),
    ),
    Case(
        "en",
        "In 1771 Joseph Priestley showed that a plant could restore air",
        "A plant restores air: Joseph Priestley showed it in 1771.",
        (("1771", "1717"), ("Priestley", "Lavoisier"), ("Joseph", "Robert")),
    ),
    Case(
        "en",
        "they lose their shape above about forty degrees Celsius.",
        "Above some 40 °C enzymes lose their shape.",
        (("40 °C", "60 °C"), ("40 °C", "40 °F"), ("40 °C", "fifty degrees Celsius")),
    ),
    Case(
        "en",
        "About two and a half billion years ago, cyanobacteria began to fill the air with oxygen.",
        "Cyanobacteria have been filling the air with oxygen for billions of years.",
        (("for billions of years", "for 900 million years"),),
    ),
    Case(
        "en",
        "Van Helmont had grown a willow tree in a pot for five years",
        "For 5 years Jan Baptist van Helmont grew a willow in a pot; his notes appeared in 1648.",
        (("5 years", "8 years"), ("5 years", "5 months"), ("1648", "1684"), ("Helmont", "Leyden")),
    ),
    Case(
        "en",
        "The Calvin cycle runs through three stages",
        "There are three stages in the Calvin cycle.",
        (("three stages", "two stages"), ("three stages", "seven stages"), ("Calvin", "Krebs")),
    ),
    Case(
        "en",
        "Six molecules of carbon dioxide and six molecules of water yield one molecule of glucose",
        "From 6 molecules of carbon dioxide comes one of glucose.",
        (("6 molecules", "12 molecules"), ("6 molecules", "nine molecules")),
    ),
    Case(
        "de",
        "Rund 71 Prozent der Erdoberfläche sind von Wasser bedeckt.",
        "Wasser bedeckt ungefähr 71 % der Oberfläche unserer Erde.",
        (("71 %", "17 %"), ("71 %", "einundachtzig Prozent"), ("71 %", "71 km")),
    ),
    Case(
        "de",
        "Etwa 97 Prozent des gesamten Wassers sind Salzwasser in den Ozeanen.",
        "Von allem Wasser sind siebenundneunzig Prozent salzig.",
        (("siebenundneunzig", "neunundsiebzig"), ("siebenundneunzig", "87")),
    ),
    Case(
        "de",
        "In Deutschland stammen rund 60 Prozent des Trinkwassers aus dem Grundwasser.",
        "Rund 60 Prozent unseres Trinkwassers kommen in Deutschland aus dem Grundwasser.",
        (("60 Prozent", "16 Prozent"), ("60", "80"), ("in Deutschland", "in Berlin")),
    ),
    Case(
        "de",
        "Im Jahr 1674 veröffentlichte Pierre Perrault eine Messung aus dem Gebiet der oberen",
        "Schon 1674 erschien eine Messung, die Pierre Perrault an der Seine gemacht hatte.",
        (
            ("1674", "1764"),
            ("Perrault", "Mariotte"),
            ("Pierre Perrault", "Blaise Descartes"),
            ("Pierre", "Torricelli"),
        ),
    ),
    Case(
        "de",
        "Edmond Halley untersuchte wenig später die Verdunstung über dem Mittelmeer.",
        "Die Verdunstung über dem Mittelmeer untersuchte Edmond Halley.",
        (("Halley", "Huygens"), ("Edmond Halley", "Leonhard Euler")),
    ),
    Case(
        "de",
        "Nur knapp drei Prozent sind Süßwasser",
        "Süßwasser macht knapp 3 % aus.",
        (("3 %", "13 %"), ("3 %", "3 Liter"), ("3 %", "3,5 %")),
    ),
    Case(
        "fr",
        "Louis XVI convoque les états généraux à Versailles le 5 mai 1789.",
        "Le 5 mai 1789, les états généraux se réunissent à Versailles, convoqués par Louis XVI.",
        (
            ("5 mai", "8 mai"),
            ("5 mai", "5 juin"),
            ("1789", "1798"),
            ("Versailles", "Bordeaux"),
            ("XVI", "XIV"),
            ("Louis", "Charles"),
        ),
    ),
    Case(
        "fr",
        "Il rassemble environ 98 % de la population",
        "Près de 98 pour cent de la population en font partie.",
        (("98", "89"), ("98 pour cent", "quatre-vingt-huit pour cent")),
    ),
    Case(
        "fr",
        "Le 27 juillet 1794, Robespierre est renversé, et la Terreur prend fin.",
        "La Terreur prend fin quand Robespierre est renversé, le 27 juillet 1794.",
        (("Robespierre", "Danton"), ("27 juillet", "17 juillet"), ("1794", "1974")),
    ),
    Case(
        "fr",
        "Louis XVI est jugé par la Convention et guillotiné le 21 janvier 1793.",
        "Jugé par la Convention, le roi est guillotiné le 21 janvier 1793.",
        (("21 janvier", "21 mars"), ("1793", "1783"), ("la Convention", "la Gironde")),
    ),
    Case(
        "fr",
        "Le Comité de salut public est un organe de douze membres",
        "Ses 12 membres dirigent la guerre et le gouvernement.",
        (("12 membres", "15 membres"), ("12 membres", "vingt membres")),
    ),
    Case(
        "fr",
        "Le 9 novembre 1799, le général Bonaparte prend le pouvoir par un coup d'État.",
        "C'est par un coup d'État que le général Bonaparte prend le pouvoir, le 9 novembre 1799.",
        (("Bonaparte", "Moreau"), ("9 novembre", "19 novembre"), ("1799", "1804")),
    ),
    Case(
        "es",
        "Alexandre Edmond Becquerel observó el efecto fotovoltaico en 1839.",
        "En 1839 el físico Alexandre Edmond Becquerel observó el efecto fotovoltaico.",
        (("1839", "1893"), ("Becquerel", "Ampère"), ("Edmond", "Gustave")),
    ),
    Case(
        "es",
        "En 1882, una central hidroeléctrica de Wisconsin empezó a producir electricidad.",
        "La electricidad del agua empezó en 1882, en una central de Wisconsin.",
        (("1882", "1828"), ("Wisconsin", "Nevada")),
    ),
    Case(
        "es",
        "Desde 2010, el precio de los paneles solares ha bajado cerca de un 90 %.",
        "El precio de los paneles ha bajado cerca de un noventa por ciento desde 2010.",
        (("noventa", "setenta"), ("2010", "2001"), ("noventa por ciento", "95 %")),
    ),
    Case(
        "es",
        "En 1954, los Laboratorios Bell presentaron una célula solar de silicio.",
        "Una célula de silicio fue presentada por los Laboratorios Bell en 1954.",
        (("Bell", "Siemens"), ("1954", "1945")),
    ),
    Case(
        "es",
        "Islandia calienta la mayoría de sus casas con energía geotérmica.",
        "Con energía geotérmica se calientan casi todas las casas de Islandia.",
        (("Islandia", "Irlanda"), ("casi todas las casas", "4000 casas")),
    ),
    Case(
        "es",
        "la temperatura media del planeta sería de unos 18 grados bajo cero",
        "Sin él habría unos dieciocho grados bajo cero.",
        (("dieciocho", "ocho"), ("dieciocho grados", "18 metros"), ("dieciocho", "28")),
    ),
    Case(
        "es",
        "Hoy las energías renovables producen alrededor de un tercio de la electricidad mundial.",
        "De la electricidad mundial, un tercio es renovable.",
        (("un tercio", "un quinto"), ("un tercio", "el 60 %")),
    ),
]
CHANGED = [(case, case.claim.replace(old, new, 1)) for case in CASES for old, new in case.changes]


@cache
def example(language: str) -> Source:
    """The example source in this language."""
    text = (EXAMPLES / FILES[language]).read_text(encoding="utf-8")
    document = parse_text(text) if language == "de" else parse_markdown(text)
    text, passages = lay_out(document.blocks)
    return Source(
        title=document.title or document.first_heading or "",
        kind=SourceKind.TEXT,
        origin="an example",
        language=language,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        passages=passages,
    )
