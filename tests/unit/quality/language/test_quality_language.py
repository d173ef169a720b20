from __future__ import annotations

import pytest

from services.quality.language.output_language import STRAYS, language_findings, stray_findings

TEXTS = {
    "en": "Soil is the thin layer of loose material that covers most land. It is made of weathered "
    "rock, decayed remains of plants and animals, water and air, and it takes thousands of years "
    "to form. Bare fields lose soil fastest, because no roots hold it in its place.",
    "de": "Die Honigbiene lebt in Völkern mit einer Königin, einigen hundert Drohnen und sehr "
    "vielen Arbeiterinnen. Allein könnte keine Biene den Winter überstehen. Das Volk teilt sich "
    "die Arbeit nach dem Alter der Tiere, und nur die alten fliegen zu den Blüten.",
    "fr": "Un volcan est une ouverture de la croûte terrestre par laquelle remonte du magma. "
    "Lorsqu'il atteint la surface, on l'appelle lave. Les volcans effusifs laissent couler une "
    "lave fluide qui forme de longues coulées sur des pentes assez douces.",
    "es": "El ciclo del agua es el movimiento continuo del agua entre los océanos, la atmósfera y "
    "la tierra firme. La energía que lo mueve viene del Sol. La cantidad total de agua del "
    "planeta apenas cambia, aunque el agua se mueva sin parar.",
}
DANISH = (
    "Vandets kredsløb er den evige bevægelse af vand mellem havet, luften og landjorden. Solen "
    "giver den energi, der driver det hele. Når dampen bliver kølet af, samler den sig i små "
    "dråber, og når dråberne bliver for tunge, falder de som regn eller sne."
)


@pytest.mark.parametrize("written", TEXTS)
@pytest.mark.parametrize("asked", TEXTS)
def test_mismatch_is_found_and_match_is_not(written: str, asked: str) -> None:
    """Text in one of our languages is right for that language and wrong for the others."""
    findings = language_findings(TEXTS[written].split("\n"), asked)
    assert [each.expectation for each in findings] == (
        [] if written == asked else ["language.matches"]
    )
    assert all(each.path == "$" and "asked for in" in each.message for each in findings)


def test_other_language_that_was_asked_for_is_right() -> None:
    """A language beyond ours is judged against ours, not against its neighbours."""
    assert language_findings([DANISH], "da") == ()
    assert len(language_findings([TEXTS["en"]], "da")) == 1


def test_language_that_nobody_can_identify_is_not_judged() -> None:
    """An unknown code gives no finding."""
    assert language_findings([TEXTS["en"]], "qq") == ()


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["A short English answer."],
        ["chloroplast", "Calvin cycle", "thylakoid membrane"] * 40,
        ["x = f(y); print(x); git commit -m 'x'; a[1] = {2: 3} == (4, 5)"] * 20,
        ["SELECT_1 FROM/x a.b.c {y} foo() c::d e=f"] * 40,
    ],
)
def test_short_texts_terms_and_code_give_no_false_alarm(texts: list[str]) -> None:
    """What is not enough prose to judge is not judged."""
    assert language_findings(texts, "de") == ()


def test_mixed_text_with_foreign_terms_is_not_a_mismatch() -> None:
    """German prose with English terms among it stays German."""
    texts = [TEXTS["de"], "machine learning", "gradient descent", "overfitting and dropout"]
    assert language_findings(texts, "de") == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("La célula es la unidad básica de la vida y puede dividirse en dos.", "en"),
        ("Die Inflation ist ein Anstieg der Preise, der lange anhält.", "es"),
        ("The treaty was signed by the two kings after a long war.", "fr"),
        ("El comercio creció gracias a las nuevas rutas del mar.", "de"),
        ("Le marché est un lieu où se rencontrent l'offre et la demande.", "es"),
    ],
)
def test_single_text_in_another_language_is_a_warning(text: str, asked: str) -> None:
    """One sentence is enough, unless the source says it to the letter."""
    (finding,) = stray_findings([("$.a", "x"), ("$.b", text)], asked, "")
    assert (finding.expectation, finding.severity, finding.path) == (STRAYS, "warning", "$.b")
    assert stray_findings([("$.b", text)], asked, f"It says: {text}") == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Une éruption sans explosion, de lave fluide.", "fr"),
        ("Der Film „Gone with the Wind“ lief in den Kinos.", "de"),
        ("Las sondas Voyager de la NASA salieron del sistema solar.", "es"),
        ("Homo sapiens, Homo erectus, Pan troglodytes, Gorilla gorilla", "en"),
        ("Le Monde, Le Figaro et La Croix.", "en"),
        ("Die Inflation ist ein Anstieg der Preise, der lange anhält.", "it"),
    ],
)
def test_single_text_with_foreign_names_is_no_stray(text: str, asked: str) -> None:
    """Names, titles in quotation marks and languages that nobody writes here tell nothing."""
    assert stray_findings([("$.a", text)], asked, "") == ()
