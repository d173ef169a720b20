from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from core.content_type import CheckContext
from core.request import ContentRequest
from core.source import SourceReference
from services.quality.inspection import Subject
from services.quality.language.audiences import grade_of
from services.quality.language.readability import (
    EASY,
    HARD,
    MAX_GRADES,
    band,
    grade_of_texts,
    inspect,
)
from services.quality.language.syllables import syllables

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.content_type import ContentType
    from core.source import Source

SYLLABLES = {
    "en": "the:1 water:2 cells:1 energy:3 photosynthesis:5 people:2 little:2 tables:2 makes:1 "
    "changes:2 needed:2 absorbed:2 creation:3 science:2 area:3 material:4 bacteria:4 movement:2 "
    "rhythm:2 being:2 society:4 experience:4 situation:4 true:1 tried:1 reaction:3 molecules:3",
    "de": "wasser:2 verdunstung:3 kreislauf:2 nation:3 energie:4 bäume:2 häuser:2 vier:1 europa:3 "
    "beobachten:4 gebäude:3 niederschlag:3 meer:1 fließen:2 ozean:3 quelle:2 königin:3",
    "fr": "eau:1 révolution:4 république:3 terre:1 parlent:1 lumière:2 théorie:3 peuple:1 maïs:2 "
    "villes:1 nation:2 guerre:1 égalité:4 monarchie:3 océan:3 année:2 histoire:2 théâtre:2",
    "es": "agua:2 energía:4 ríos:2 poeta:3 tierra:2 guerra:2 quien:1 país:2 teoría:4 rey:1 y:1 "
    "viento:2 evaporación:5 pingüino:3 océano:4 electricidad:5 hidráulica:4 leer:2 héroe:3",
}
"""Words with their syllables as a dictionary parts or a speaker says them."""

HARD_TEXTS = {
    "en": "The institutionalisation of interdisciplinary epistemological considerations "
    "necessitates a comprehensive reconceptualisation of methodological presuppositions, whose "
    "philosophical ramifications, notwithstanding considerable terminological ambiguity, "
    "fundamentally problematise representational intentionality.",
    "de": "Die verfassungsrechtliche Auseinandersetzung über die Zuständigkeitsverteilung zwischen "
    "Bundesgesetzgebung und Landesverwaltungsbehörden verdeutlicht die außerordentlich "
    "vielfältigen Interpretationsmöglichkeiten verwaltungsgerichtlicher "
    "Grundsatzentscheidungen hinsichtlich föderalistischer Gestaltungsbefugnisse.",
    "fr": "L'institutionnalisation de considérations épistémologiques interdisciplinaires "
    "nécessite une reconceptualisation approfondie des présuppositions méthodologiques dont les "
    "ramifications philosophiques problématisent fondamentalement l'intentionnalité "
    "représentationnelle.",
    "es": "La institucionalización de consideraciones epistemológicas interdisciplinarias requiere "
    "una reconceptualización pormenorizada de presuposiciones metodológicas cuyas ramificaciones "
    "filosóficas problematizan fundamentalmente la intencionalidad representacional.",
}
EASY_TEXT = "The sun is hot. It is in the sky. We see it all day. It sets at night. We go to bed."


def _subject(
    notes_type: ContentType, source: Source, texts: list[str], language: str = "en", **asked: Any
) -> Subject:
    request = ContentRequest(source=SourceReference(topic="Anything"), **asked)
    context = CheckContext(source=source, request=request, language=language, outline=None)
    located = tuple((f"$.notes[{index}].text", text) for index, text in enumerate(texts))
    return Subject(notes_type, {}, (), located, context)


@pytest.mark.parametrize("language", SYLLABLES)
def test_syllables_are_counted_to_a_few_percent(language: str) -> None:
    """Nine words in ten are right, and the mistakes do not add up."""
    told = [(word, int(count)) for word, _, count in map(_parted, SYLLABLES[language].split())]
    counted = [syllables(word, language) for word, _ in told]
    right = sum(count == true for count, (_, true) in zip(counted, told, strict=True))
    assert right >= 0.88 * len(told)
    assert sum(counted) == pytest.approx(sum(true for _, true in told), rel=0.06)


def _parted(word: str) -> tuple[str, str, str]:
    return word.partition(":")


def test_every_word_has_a_syllable() -> None:
    """Abbreviations without vowels, and words of unknown languages, count for one at least."""
    assert syllables("nth", "en") == syllables("kg", "de") == syllables("krk", "pl") == 1


def test_flesch_kincaid_is_as_published() -> None:
    """A hundred words of one syllable in sentences of ten read at grade 0.11."""
    text = " ".join(["the cat sat on the mat and the dog ran."] * 10)
    assert grade_of_texts([text], "en") == pytest.approx(0.39 * 10 + 11.8 - 15.59)


@pytest.mark.parametrize("language", HARD_TEXTS)
@pytest.mark.parametrize("difficulty", ["beginner", "intermediate"])
def test_text_too_hard_is_a_warning(
    notes_type: ContentType, make_source: Callable[..., Source], language: str, difficulty: str
) -> None:
    """Prose for specialists is found too hard in each language; the share falls."""
    texts = [HARD_TEXTS[language]] * 5
    subject = _subject(notes_type, make_source("Anything."), texts, language, difficulty=difficulty)
    result = inspect(subject)
    (finding,) = result.findings
    assert (finding.expectation, finding.severity, finding.path) == (HARD, "warning", "$")
    assert result.share is not None
    assert result.share < 1


@pytest.mark.parametrize("audience", ["grade 4", "children", "9-year-olds", "Klasse 4"])
def test_audience_of_a_school_grade_lowers_the_limit(
    notes_type: ContentType, make_source: Callable[..., Source], audience: str
) -> None:
    """What a general learner reads is too hard for a child."""
    text = (
        "The separation of constitutional powers protects citizens against arbitrary government "
        "because independent institutions supervise each other. "
    )
    source = make_source("Anything.")
    subject = _subject(notes_type, source, [text] * 10, difficulty="advanced", audience=audience)
    assert [each.expectation for each in inspect(subject).findings] == [HARD]


def test_text_too_easy_for_an_advanced_level_is_a_warning(
    notes_type: ContentType, make_source: Callable[..., Source]
) -> None:
    """Primary-school sentences are found where an advanced text was asked for, and nowhere else."""
    source, texts = make_source("Anything."), [EASY_TEXT] * 6
    advanced = inspect(_subject(notes_type, source, texts, difficulty="advanced"))
    assert [each.expectation for each in advanced.findings] == [EASY]
    for level in ("beginner", "intermediate"):
        result = inspect(_subject(notes_type, source, texts, difficulty=level))
        assert (result.findings, result.share) == ((), 1.0)


def test_long_section_is_judged_by_itself(
    notes_type: ContentType, make_source: Callable[..., Source]
) -> None:
    """One section too hard among easy ones is found at its path."""
    texts = [EASY_TEXT * 40, f"{HARD_TEXTS['en']} " * 7]
    (finding,) = inspect(_subject(notes_type, make_source("Anything."), texts)).findings
    assert (finding.expectation, finding.path) == (HARD, "$.notes[1].text")


def test_few_words_and_unknown_languages_are_not_judged(
    notes_type: ContentType, make_source: Callable[..., Source]
) -> None:
    """Under a hundred words of prose, or without a formula, there is no finding and no share."""
    source = make_source("Anything.")
    for texts, language in (([HARD_TEXTS["en"]], "en"), ([HARD_TEXTS["en"]] * 9, "da")):
        result = inspect(_subject(notes_type, source, texts, language))
        assert (result.findings, result.share) == ((), None)


@pytest.mark.parametrize(
    ("audience", "grade"),
    [
        ("grade 7 pupils", 7),
        ("5th grade", 5),
        ("10-year-olds", 5),
        ("children aged 8 to 10", 3),
        ("Schülerinnen der 8. Klasse", 8),
        ("high school students", 12),
        ("enfants", 6),
        ("alumnos de primaria", 6),
        ("general learners", None),
        ("nurses", None),
        ("teachers of grade 3", None),
        ("adults aged 40 or more", None),
    ],
)
def test_audience_names_a_school_grade_or_does_not(audience: str, grade: float | None) -> None:
    """Grades, ages and kinds of school are read in four languages; teachers are no pupils."""
    assert grade_of(audience) == grade


def test_band_follows_difficulty_and_the_stricter_audience() -> None:
    """An audience can only lower the limit that the difficulty sets."""
    reference = SourceReference(topic="Anything")
    plain = ContentRequest(source=reference)
    assert band(plain) == (-math.inf, MAX_GRADES["intermediate"])
    assert band(plain.model_copy(update={"audience": "grade 5"})) == (-math.inf, 8.0)
    assert band(plain.model_copy(update={"audience": "high school"})) == (-math.inf, 14.0)


@pytest.mark.parametrize("language", HARD_TEXTS)
def test_single_sentence_far_too_hard_for_beginners_is_found(
    notes_type: ContentType, make_source: Callable[..., Source], language: str
) -> None:
    """One field of a long sentence among easy ones is found at its path, in every language."""
    texts = ["A b c d e f. " * 40, HARD_TEXTS[language].partition(". ")[0]]
    asked = {"difficulty": "beginner", "audience": "children of ten"}
    subject = _subject(notes_type, make_source("Anything."), texts, language, **asked)
    assert "$.notes[1].text" in [each.path for each in inspect(subject).findings]
