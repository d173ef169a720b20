from __future__ import annotations

import hashlib
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.artifact import Severity
from core.source import Source, SourceKind
from services.nlp.languages import language_of
from services.quality.evidence import verify_evidence
from services.quality.grounding import inspect
from services.quality.inspection import Subject
from services.quality.names import names_in
from services.quality.numbers import numbers_in
from services.sources.markdown import parse_markdown
from services.sources.passages import lay_out
from services.sources.text import parse_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.content_type import CheckContext, ContentType
    from services.quality.inspection import Inspection

EXAMPLES = Path(__file__).parents[3] / "examples"
FILES = {
    "en": "photosynthesis.md",
    "de": "wasserkreislauf.txt",
    "fr": "revolution-francaise.md",
    "es": "energia-renovable.md",
}
LEAST_RECALL = 0.95


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


@pytest.fixture
def grounded(
    notes_type: ContentType, make_context: Callable[[Source], CheckContext]
) -> Callable[..., Inspection]:
    """Inspects one note that says this and rests on this quote."""

    def check(source: Source, text: str, quote: str = "", **fields: Any) -> Inspection:
        evidence = [{"passage_id": "p0001", "quote": quote}] if quote else []
        note: dict[str, Any] = {"text": text, "question": "What?", "evidence": evidence, **fields}
        content: dict[str, Any] = {"summary": "In short", "summary_evidence": [], "notes": [note]}
        assert not quote or verify_evidence(content, source).share == 1
        texts = tuple((f"$.notes[0].{name}", note[name]) for name in ("text", "question"))
        return inspect(Subject(notes_type, content, (), texts, make_context(source)))

    return check


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.claim[:40])
def test_claim_that_says_what_its_quote_says_has_no_finding(
    case: Case, grounded: Callable[..., Inspection]
) -> None:
    """Other words, word order and number formats are no finding."""
    assert grounded(example(case.language), case.claim, case.quote).findings == ()


def test_changed_claims_are_found(grounded: Callable[..., Inspection]) -> None:
    """Of claims with a changed number, date, unit or name, at least 95 % have a finding."""
    assert len(CHANGED) >= 60
    assert {case.language for case, _ in CHANGED} == set(FILES)
    missed = [
        text
        for case, text in CHANGED
        if not grounded(example(case.language), text, case.quote).findings
    ]
    assert len(missed) <= (1 - LEAST_RECALL) * len(CHANGED), missed


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Three takeaways: light, water and air. First, read the two sections in 20 minutes.",
        ),
        ("en", "1. Name the four things a plant needs.\n2) See Chapter 7, Figure 3 and Step 2."),
        ("en", "How Plants Make Their Food"),
        ("en", "Light-Dependent Reactions and the Calvin Cycle: An Overview"),
        ("en", "Sugars feed the plant. Everything on Earth needs them, from the Sun to the Moon."),
        (
            "en",
            "Dr. Priestley said: “Plants restore the air.” Then he wrote it down. Imagine that!",
        ),
        ("en", "The Californian scientists won a Nobel prize; Benson's and Calvin's work lasted."),
        ("en", "It costs 2 ATP, as `if Atp: return Nadph` says not; chlorophyll a, chlorophyll b."),
        (
            "en",
            "Worked out from 1946 to 1953, i.e. in the twentieth-century style of May and March.",
        ),
        (
            "en",
            "Energy comes from light \u2013 Plants store it. (Roots draw water.) “Leaves” rest.",
        ),
        ("de", "Drei Punkte: Verdunstung, Wolken und der Abfluss. Lies die zwei Abschnitte."),
        ("de", "Wassertropfen, Regenwolken, Gletschereis und Trinkwasserschutz gehören zusammen."),
        (
            "de",
            "Der Mensch, so Perrault, irrte; die Versiegelung wächst, die Guillotine nicht.",
        ),
        (
            "de",
            "Bei starker Sonneneinstrahlung geben Laubbäume das Wasser durch Spaltöffnungen ab.",
        ),
        (
            "fr",
            "Trois points à retenir : la noblesse, le clergé et le Tiers État. Lisez la partie 2.",
        ),
        (
            "fr",
            "L'Église et la Terre : des milliers de gens, un Parisien, des Français et l'Europe.",
        ),
        (
            "fr",
            "D'abord, le roi hésite. Puis « Le peuple marche ». C'est neuf ! Quatre idées clés.",
        ),
        ("es", "¡Vamos! Los tres puntos clave: el Sol, la Tierra y el viento. Lee la sección 4."),
        (
            "es",
            "La Tierra gira; los islandeses y París lo saben. ¿Qué energía usan? El Sol brilla.",
        ),
        (
            "es",
            "Millones de personas usan el sol. «Una célula» produce luz; Edmond Becquerel lo vio.",
        ),
    ],
)
def test_what_is_no_claim_of_a_number_or_a_name_has_no_finding(
    language: str, text: str, grounded: Callable[..., Inspection]
) -> None:
    """Numbering, titles, first words, inflected names, everyday capitals, code: no false alarm."""
    assert grounded(example(language), text).findings == ()


@pytest.mark.parametrize(
    ("text", "expectation", "severity"),
    [
        ("It took 77 years.", "grounding.number", Severity.ERROR),
        ("It was found by Lavoisier.", "grounding.name", Severity.ERROR),
        ("Later, in 1882, came more.", "grounding.elsewhere", Severity.WARNING),
        ("Later came Engelmann.", "grounding.elsewhere", Severity.WARNING),
    ],
)
def test_nowhere_is_an_error_and_elsewhere_a_warning(
    text: str, expectation: str, severity: Severity, grounded: Callable[..., Inspection]
) -> None:
    """What no passage holds speaks against publishing; what another holds, a person looks at."""
    quote = "Calvin received the Nobel Prize in Chemistry in 1961 for this research."
    inspection = grounded(example("en"), text, quote)
    (finding,) = inspection.findings
    assert (finding.expectation, finding.severity) == (expectation, severity)
    assert finding.path == "$.notes[0].text"
    assert inspection.share is not None
    assert inspection.share < 1


def test_share_counts_numbers_and_names(grounded: Callable[..., Inspection]) -> None:
    """The share is that of the words and numbers that stand; none where there is none."""
    assert grounded(example("en"), "In 1961 or 1962, for Calvin and Watson.").share == 0.5
    assert grounded(example("en"), "Plants need light.").share is None


def test_names_of_another_language_are_not_judged(grounded: Callable[..., Inspection]) -> None:
    """In a language that cannot be told, numbers are still checked and names are not."""
    source = example("en").model_copy(update={"language": "it"})
    findings = grounded(
        source, "Nel 1961 Watson vinse il Premio Nobel, e nel 1975 Franklin."
    ).findings
    assert [finding.message for finding in findings] == ["“1975” does not stand in the source."]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "twenty-one", "21"),
        ("en", "three hundred and five", "305"),
        ("en", "1,000", "1000"),
        ("en", "3.5 million", "3,500,000"),
        ("en", "$2 billion", "$2,000,000,000"),
        ("en", "the nineteenth century", "the 19th century"),
        ("en", "July 14, 1789", "14 July 1789"),
        ("en", "14 July 1789", "1789-07-14"),
        ("en", "20 °C", "twenty degrees Celsius"),
        ("en", "5 per cent", "5%"),
        ("en", "two thirds", "66.67"),
        ("en", "12km", "twelve kilometres"),
        ("de", "1.000", "1000"),
        ("de", "40 000", "vierzigtausend"),
        ("de", "neunzehnhundertneunundachtzig", "1989"),
        ("de", "3,5 Mio.", "3.500.000"),
        ("de", "drei Milliarden", "3 Mrd."),
        ("de", "ein Fünftel", "20"),
        ("de", "14. Juli 1789", "14.07.1789"),
        ("fr", "quatre-vingt-dix-neuf", "99"),
        ("fr", "soixante et onze", "71"),
        ("fr", "1\u202f000", "mille"),
        ("fr", "3,5", "3.5"),
        ("fr", "XIXe", "19e"),
        ("fr", "cinq pour cent", "5 %"),
        ("es", "treinta y uno", "31"),
        ("es", "mil novecientos ochenta y nueve", "1989"),
        ("es", "2,5 mil millones", "2 500 000 000"),
        ("es", "14 de julio de 1789", "14/7/1789"),
    ],
)
def test_formats_of_one_number_have_a_reading_in_common(
    language: str, one: str, other: str
) -> None:
    """Digits, words, marks, magnitudes and units make no difference."""
    left, right = numbers_in(one, language), numbers_in(other, language)
    assert len(left) == len(right)
    for a, b in zip(left, right, strict=True):
        assert a.readings & b.readings
        assert not a.unit or not b.unit or a.unit == b.unit


@given(value=st.integers(2, 999_999))
def test_grouped_digits_are_read(value: int) -> None:
    """A number in digits, grouped in either way or not at all, has its value as a reading."""
    for written in (f"{value}", f"{value:,}", f"{value:,}".replace(",", ".")):
        (number,) = numbers_in(f"Es sind {written} Tropfen.", "de")
        assert str(value) in number.readings


@settings(deadline=None)
@given(text=st.text(max_size=200), language=st.sampled_from([*FILES, "it"]))
def test_any_text_is_read_without_an_error(text: str, language: str) -> None:
    """Every number stands at its offsets, in order and apart; names are words of the text."""
    found = numbers_in(text, language)
    assert all(text[each.start : each.end] for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert all(name in text for name in names_in(text, language_of(language)))


def test_warm_inspection_is_fast(grounded: Callable[..., Inspection]) -> None:
    """Once a source has been read, a long claim takes milliseconds."""
    quote = "Photosynthesis also supplies the oxygen that animals breathe."
    text = " ".join(case.claim for case in CASES if case.language == "en") * 4
    grounded(example("en"), text, quote)
    started = time.perf_counter()
    for _ in range(10):
        grounded(example("en"), text, quote)
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The value of `time_step` times sin(theta) moves it.", None),
        ("Take time_steps as it is.", "time_steps"),
        ("It turns by cos(theta) at once.", "cos(theta)"),
        ("The element(s) and the word(s) swing.", None),
        ("Here E=m c^2 holds, in 2 s.", None),
    ],
)
def test_code_is_compared_without_white_space(
    text: str,
    said: str | None,
    make_source: Callable[..., Source],
    grounded: Callable[..., Inspection],
) -> None:
    """A name in code or a formula has to stand in the source, spaces aside."""
    source = make_source("With time_step set, use sin( theta ) and E = mc^2. It swings for 2 s.")
    messages = [each.message for each in grounded(source, text).findings]
    assert messages == ([f"“{said}” does not stand in the source."] if said else [])


def test_speakers_may_call_one_another_by_name(
    notes_type: ContentType, make_context: Callable[[Source], CheckContext]
) -> None:
    """A name that labels a speaker is known; one that does not is not."""
    content = {"turns": [{"speaker": "Maya", "text": "Well, Maya, I said to Tom: it is so."}]}
    texts = [("$.turns[0].speaker", "Maya"), ("$.turns[0].text", content["turns"][0]["text"])]
    context = make_context(example("en"))
    (finding,) = inspect(Subject(notes_type, content, (), texts, context)).findings
    assert finding.message == "“Tom” does not stand in the source."
