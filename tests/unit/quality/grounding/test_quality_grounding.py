from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from grounding_cases import CASES, CHANGED, FILES, Case, example

from core.artifact import Severity
from services.quality.grounding.grounded import inspect
from services.quality.inspection import Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.content_type import CheckContext, ContentType
    from core.source import Source
    from services.quality.inspection import Inspection

LEAST_RECALL = 0.95


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
