"""Numbers, months and units as the four languages write them: tables alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from services.nlp.languages import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_SMALL = {
    "en": """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""",
    "de": """null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn
        fünfzehn sechzehn siebzehn achtzehn neunzehn""",
    "fr": """zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze
        seize""",
    "es": """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
        quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés
        veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve""",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_MORE: Mapping[str, Mapping[str, int]] = {
    "en": {"a": 1, "an": 1, "hundred": 100, "thousand": 1000, "dozen": 12},
    "de": {},
    "fr": {"une": 1, "vingts": 20, "cent": 100, "cents": 100, "mille": 1000},
    "es": {
        "un": 1, "una": 1, "veintiún": 21, "veintiuna": 21, "cien": 100, "ciento": 100,
        "doscientos": 200, "doscientas": 200, "trescientos": 300, "trescientas": 300,
        "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500, "quinientas": 500,
        "seiscientos": 600, "seiscientas": 600, "setecientos": 700, "setecientas": 700,
        "ochocientos": 800, "ochocientas": 800, "novecientos": 900, "novecientas": 900,
        "mil": 1000,
    },
}  # fmt: skip
MAGNITUDES: Mapping[str, Mapping[str, int]] = {
    "en": {
        "hundred": 100, "thousand": 1000, "million": 10**6, "m": 10**6, "billion": 10**9,
        "bn": 10**9, "trillion": 10**12,
    },
    "de": {
        "hundert": 100, "tausend": 1000, "tsd": 1000, "million": 10**6, "millionen": 10**6,
        "mio": 10**6, "milliarde": 10**9, "milliarden": 10**9, "mrd": 10**9, "billion": 10**12,
        "billionen": 10**12,
    },
    "fr": {
        "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9,
        "milliards": 10**9, "billion": 10**12, "billions": 10**12,
    },
    "es": {
        "mil": 1000, "millón": 10**6, "millones": 10**6, "millardo": 10**9, "billón": 10**12,
        "billones": 10**12,
    },
}  # fmt: skip
LINKS = {"en": frozenset(("and",)), "fr": frozenset(("et",)), "es": frozenset(("y",))}
"""Words inside a number in words."""

ALONE = {
    "en": frozenset(("hundred", "thousand", "million", "billion", "trillion")),
    "fr": frozenset(("million", "milliard", "billion", "neuf", "cents", "vingts")),
    "es": frozenset(("millón", "billón")),
}
"""Words that are no number without another before them ("neuf" is "new" as well)."""

MONTHS = {
    "en": """january february march april may june july august september october november
        december""",
    "de": """januar februar märz april mai juni juli august september oktober november dezember""",
    "fr": """janvier février mars avril mai juin juillet août septembre octobre novembre
        décembre""",
    "es": """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
        diciembre""",
}

_FRACTIONS: Mapping[str, Mapping[str, int]] = {
    "en": {
        "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10,
    },
    "fr": {"tiers": 3, "quart": 4, "cinquième": 5, "sixième": 6, "huitième": 8, "dixième": 10},
    "es": {"tercio": 3, "cuarto": 4, "quinto": 5, "sexto": 6, "octavo": 8, "décimo": 10},
}  # fmt: skip
_ORDINALS: Mapping[str, Mapping[str, int]] = {
    "en": {"fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12},
    "de": {"siebte": 7},
    "fr": {"cinquième": 5, "neuvième": 9},
    "es": {"sexto": 6, "séptimo": 7, "octavo": 8, "noveno": 9, "décimo": 10},
}

_UNITS: Mapping[str, str] = {
    "%": "% percent prozent",
    "‰": "‰ promille",
    "°C": "°c ℃ celsius",
    "°F": "°f ℉ fahrenheit",
    "°": "° degree degrees grad degré degrés grado grados",
    "nm": "nm nanometre nanometres nanometer nanometers nanomètre nanomètres nanómetro nanómetros",
    "µm": "µm μm micrometre micrometres micrometer micrometers mikrometer micromètres micrómetros",
    "mm": """mm millimetre millimetres millimeter millimeters millimètre millimètres milímetro
        milímetros""",
    "cm": """cm centimetre centimetres centimeter centimeters zentimeter centimètre centimètres
        centímetro centímetros""",
    "m": "m metre metres meter meters metern mètre mètres metro metros",
    "km": """km kilometre kilometres kilometer kilometers kilometern kilomètre kilomètres kilómetro
        kilómetros""",
    "mi": "mi mile miles meile meilen milles milla millas",
    "ft": "ft foot feet",
    "m²": "m² m2",
    "km²": "km² km2",
    "m³": "m³ m3",
    "km³": "km³ km3",
    "km/h": "km/h kmh",
    "m/s": "m/s",
    "mg": "mg milligram milligrams milligramm milligramme milligrammes miligramo miligramos",
    "g": "g gram grams gramm gramme grammes gramo gramos",
    "kg": """kg kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramo
        kilogramos""",
    "t": "t tonne tonnes ton tons tonnen tonelada toneladas",
    "lb": "lb lbs pound pounds pfund",
    "ml": "ml millilitre millilitres milliliter milliliters mililitro mililitros",
    "l": "l litre litres liter liters litern litro litros",
    "s": "s sec second seconds sekunde sekunden seconde secondes segundo segundos",
    "ms": "ms millisecond milliseconds millisekunden millisecondes milisegundos",
    "min": "min minute minutes minuten minuto minutos",
    "h": "h hour hours stunde stunden heure heures hora horas",
    "d": "day days tag tage tagen jour jours día días",
    "week": "week weeks woche wochen semaine semaines semana semanas",
    "month": "month months monat monate monaten mois mes meses",
    "year": "year years jahr jahre jahren an ans année années año años",
    "century": "century centuries jahrhundert jahrhunderte siècle siècles siglo siglos",
    "A": "ampere amperes amp amps ampère ampères amperio amperios",
    "Ω": "ohm ohms ohmio ohmios",
    "N": "newton newtons",
    "mol": "mol mole moles",
    "bit": "bit bits",
    "byte": "byte bytes octet octets",
    "V": "v volt volts voltios",
    "W": "w watt watts vatios",
    "kW": "kw kilowatt kilowatts kilovatios",
    "MW": "mw megawatt megawatts megavatios",
    "GW": "gw gigawatt gigawatts gigavatios",
    "Wh": "wh",
    "kWh": "kwh",
    "MWh": "mwh",
    "GWh": "gwh",
    "TWh": "twh",
    "J": "j joule joules julios",
    "kJ": "kj kilojoule kilojoules",
    "kcal": "kcal kilocalories kilokalorien",
    "Hz": "hz hertz",
    "kHz": "khz",
    "MHz": "mhz",
    "GHz": "ghz",
    "Pa": "pa pascal pascals",
    "hPa": "hpa",
    "bar": "bar bars",
    "ppm": "ppm",
    "€": "€ eur euro euros",
    "$": "$ usd dollar dollars dólar dólares",
    "£": "£ gbp",
    "kB": "kb",
    "MB": "mb",
    "GB": "gb",
    "TB": "tb",
}
UNITS = {surface: unit for unit, surfaces in _UNITS.items() for surface in surfaces.split()}
"""Units by the way they are written, in small letters."""

PREFIXES = {
    "nano": "n", "mikro": "µ", "micro": "µ", "milli": "m", "mili": "m", "zenti": "c", "centi": "c",
    "hekto": "h", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G", "tera": "T",
}  # fmt: skip
"""What stands before a unit's word: "Kilovolt" is "kV"."""

STRUCTURAL_BEFORE = words("""
    chapter section part step figure fig table unit lesson module question answer point page
    line item note example exercise slide episode day level number no equation eq appendix card
    kapitel abschnitt teil schritt abbildung abb tabelle einheit lektion modul frage antwort punkt
    seite zeile beispiel aufgabe übung folge stufe nummer nr anhang
    chapitre partie étape tableau unité leçon réponse exemple exercice épisode niveau
    numéro annexe page ligne
    capítulo sección parte paso figura tabla unidad lección módulo pregunta respuesta punto página
    línea ejemplo ejercicio episodio nivel número anexo
""")
"""Words before a number that only counts the parts of a text."""

STRUCTURAL_AFTER = words("""
    takeaway takeaways point points section sections part parts step steps reason reasons way
    ways thing things idea ideas question questions topic topics example examples fact facts lesson
    lessons term terms concept concepts objective objectives key main aspects aspect chapters
    sentences words features perspectives minute
    punkte punkten abschnitte abschnitten teile teilen schritte schritten gründe gründen dinge
    dingen ideen fragen themen beispiele beispielen fakten begriffe begriffen lernziele aspekte
    aspekten kapitel sätze sätzen merkmale zentrale wichtige wichtigsten
    points parties étapes raisons choses idées questions thèmes exemples faits notions concepts
    objectifs aspects chapitres phrases grandes grands principales principaux
    puntos secciones partes pasos razones cosas ideas preguntas temas ejemplos hechos conceptos
    objetivos aspectos capítulos frases grandes principales claves
""")
"""Words after a small number that counts what a text says ("three takeaways")."""


@cache
def cardinals(code: str) -> Mapping[str, int]:
    """The words that numbers are made of, in a language; for German whole numbers up to 99."""
    if code not in _SMALL:
        return {}
    small = {word: value for value, word in enumerate(_SMALL[code].split())}
    tens = {word: 10 * (place + 2) for place, word in enumerate(_TENS[code].split())}
    if code != "de":
        return {**small, **tens, **_MORE[code]}
    units = {**{word: value for word, value in small.items() if value < 10}, "ein": 1}  # noqa: PLR2004 (a digit)
    joined = {
        f"{unit}und{ten}": value + more
        for unit, value in units.items()
        for ten, more in tens.items()
        if value and unit != "eins"
    }
    return {**small, **tens, **joined}


@cache
def ordinals(code: str) -> Mapping[str, int]:
    """Ordinal words from the fourth on: before, they order a text more often than its matter."""
    made = dict(_ORDINALS.get(code, {}))
    for word, value in cardinals(code).items():
        if value < 4 or value > 99:  # noqa: PLR2004 (stated above)
            continue
        if code == "en":
            made[f"{word.removesuffix('y')}ieth" if word.endswith("y") else f"{word}th"] = value
        elif code == "fr":
            made[f"{word.removesuffix('e')}ième"] = value
        elif code == "de" and value != 8:  # noqa: PLR2004 ("achten" is a verb)
            made[f"{word}{'te' if value < 20 else 'ste'}"] = value  # noqa: PLR2004 (from twenty on)
    endings = {"de": ("n", "r", "s", "m"), "fr": ("s",), "es": ("s",)}.get(code, ())
    return {**made, **{word + ending: made[word] for word in made for ending in endings}}


@cache
def fractions(code: str) -> Mapping[str, int]:
    """Denominators by their words."""
    made = dict(_FRACTIONS.get(code, {}))
    if code == "de":
        made = {"drittel": 3}
        small = {word: value for word, value in cardinals("de").items() if 4 <= value < 20}  # noqa: PLR2004 (from there on they end in -stel)
        made |= {f"{word}tel": value for word, value in small.items()} | {"achtel": 8}
    return made | {f"{word}{'n' if code == 'de' else 's'}": value for word, value in made.items()}


@cache
def months(code: str) -> Mapping[str, int]:
    """Months by their names, January 1."""
    return {word: place for place, word in enumerate(MONTHS.get(code, "").split(), 1)}
