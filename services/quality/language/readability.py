"""Whether a text can be read by those it is for, by the formula of its language.

English by Flesch and Kincaid, German by the first Wiener Sachtextformel, French by Kandel and
Moles, Spanish by Fernández Huerta. The last two give an ease of 0 to 100, which is read as a school
grade by Flesch's table, so that one table of thresholds holds for all. Other languages are not
judged.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.quality.inspection import Inspection
from services.quality.language.audiences import grade_of
from services.quality.language.syllables import syllables
from services.quality.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from core.request import ContentRequest
    from services.quality.inspection import Subject

HARD = "readability.too_hard"
"""Warning: harder to read than the audience and difficulty asked for allow."""
EASY = "readability.too_easy"
"""Warning: easier to read than the difficulty asked for needs."""

MIN_WORDS = 100
"""Of running text: the formulas were made on samples of a hundred words."""

LONG_SECTION_WORDS = 150
"""Of one text (a section of the detailed reading) from which it is judged by itself, too."""

SECTION_GRADES = 2.0
"""Grades by which a single section may be harder or easier than the whole: its own terms weigh
more in it."""

TEXT_WORDS = 16
"""Of a shorter text from which it is judged by itself, too, but only where it is far too hard."""

TEXT_GRADES = 6.0
"""Grades by which a single sentence or two may be harder than the whole may be."""

MIN_TEXT_WORDS = 5
"""Of a text that counts as running text: terms, titles and names of categories do not."""

MAX_GRADES: Mapping[str, float] = {"beginner": 10.0, "intermediate": 14.0, "advanced": 18.0}
"""Hardest school grade by the difficulty asked for: the last years of school, the first ones of
university, specialist prose. Packs of the example sources read at grades 4 to 9; a stricter limit
would find fault with the long terms that are to be learnt."""

MIN_GRADES: Mapping[str, float] = {"advanced": 4.0}
"""Easiest school grade: an advanced text of primary-school sentences was cut too simple. For
the other levels nothing is too easy."""

AUDIENCE_GRADES = 3.0
"""Grades by which a text may be harder than the school grade or age that the audience names: the
formulas differ by about as much among themselves, and new terms are to be learnt."""

GRADES_TO_NOTHING = 6.0
"""Grades out of the band at which nothing is left of the share."""

_FLESCH_TABLE = (
    (100.0, 4.0),
    (90.0, 5.0),
    (80.0, 6.0),
    (70.0, 7.0),
    (60.0, 9.0),
    (50.0, 12.0),
    (30.0, 15.0),
    (0.0, 19.0),
)
"""Reading ease, and the school grade it stands for."""

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…:;](?=\s)")
_NOT_PROSE = re.compile(r"\$[^$]*\$|`[^`]*`|https?://\S+|_{2,}")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas are made of. ``long`` words have six syllables or letters, as they say."""

    words: int
    sentences: int
    syllables: int
    of_one_syllable: int
    of_three_syllables: int
    of_seven_letters: int


def inspect(subject: Subject) -> Inspection:
    """The artifact as a whole and its long sections; the share falls with the grades out of band.

    No share for an artifact too short to be judged, or in a language without a formula.
    """
    context = subject.context
    if context.language not in _GRADES:
        return Inspection()
    texts = list(_prose(subject))
    grade = grade_of_texts([text for _, text in texts], context.language)
    if grade is None:
        return Inspection()
    low, high = band(context.request)
    whole = _finding(ROOT, grade, low, high)
    if whole:
        distance = max(low - grade, grade - high)
        return Inspection((whole,), max(0.0, 1 - distance / GRADES_TO_NOTHING))
    return Inspection(tuple(_of_sections(texts, context.language, (low, high))), 1.0)


def grade_of_texts(texts: Iterable[str], language: str) -> float | None:
    """The school grade from which the texts together can be read; None on too few words.

    Each text ends its sentence, whatever mark it ends in.

    Args:
        texts: Running text.
        language: ISO 639-1, one that has a formula.
    """
    counted = count(texts, language)
    return _GRADES[language](counted) if counted.words >= MIN_WORDS else None


def band(request: ContentRequest) -> tuple[float, float]:
    """Easiest and hardest school grade for the difficulty and the audience asked for."""
    level = request.difficulty.value
    low, high = MIN_GRADES.get(level, -math.inf), MAX_GRADES[level]
    named = grade_of(request.audience)
    return (low, high) if named is None else (-math.inf, min(high, named + AUDIENCE_GRADES))


def count(texts: Iterable[str], language: str) -> Counts:
    """Count what the formulas need; numbers, formulas, code and addresses aside."""
    sentences = 0
    found: list[str] = []
    for text in texts:
        prose = _NOT_PROSE.sub(" ", text) if any(map(text.__contains__, "$`_:")) else text
        sentences += 1 + len(_SENTENCE_END.findall(prose.rstrip()))
        found += _WORD.findall(prose.lower())
    each = [syllables(word, language) for word in found]
    return Counts(
        words=len(found),
        sentences=sentences,
        syllables=sum(each),
        of_one_syllable=each.count(1),
        of_three_syllables=sum(number >= 3 for number in each),  # noqa: PLR2004 (named so)
        of_seven_letters=sum(len(word) > 6 for word in found),  # noqa: PLR2004 (named so)
    )


def _prose(subject: Subject) -> Iterator[tuple[str, str]]:
    """What a learner reads or hears in sentences, with its path."""
    picked = subject.content_type.checks.texts
    read = set(picked(subject.content)) if picked else None
    for path, text in subject.texts:
        if (read is None or text in read) and text.count(" ") + 1 >= MIN_TEXT_WORDS:
            yield path, text


def _of_sections(
    texts: Iterable[tuple[str, str]], language: str, limits: tuple[float, float]
) -> Iterator[Finding]:
    low, high = limits
    for path, text in texts:
        length = text.count(" ") + 1
        if TEXT_WORDS <= length < MIN_WORDS:
            grade = _GRADES[language](count([text], language))
            if grade > high + TEXT_GRADES:
                yield _too_hard(path, grade, high)
            continue
        if length < LONG_SECTION_WORDS:
            continue
        grade = grade_of_texts([text], language)
        if grade is None:
            continue
        finding = _finding(path, grade, low - SECTION_GRADES, high + SECTION_GRADES)
        if finding:
            yield finding


def _too_hard(path: str, grade: float, high: float) -> Finding:
    message = f"This text reads as school grade {grade:.0f}; the whole may at most as {high:.0f}."
    return Finding(expectation=HARD, severity=Severity.WARNING, path=path, message=message)


def _finding(path: str, grade: float, low: float, high: float) -> Finding | None:
    if low <= grade <= high:
        return None
    name, side, limit = (HARD, "hard", high) if grade > high else (EASY, "easy", low)
    message = (
        f"Reads as school grade {grade:.0f}, too {side} for the difficulty and audience asked "
        f"for ({'at most' if side == 'hard' else 'at least'} {limit:.0f})."
    )
    return Finding(expectation=name, severity=Severity.WARNING, path=path, message=message)


def _flesch_kincaid(counts: Counts) -> float:
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def _wiener_sachtextformel(counts: Counts) -> float:
    percent = 100 / counts.words
    return (
        0.1935 * percent * counts.of_three_syllables
        + 0.1672 * counts.words / counts.sentences
        + 0.1297 * percent * counts.of_seven_letters
        - 0.0327 * percent * counts.of_one_syllable
        - 0.875
    )


def _kandel_moles(counts: Counts) -> float:
    words_a_sentence = counts.words / counts.sentences
    return _grade_of_ease(207 - 1.015 * words_a_sentence - 73.6 * counts.syllables / counts.words)


def _fernandez_huerta(counts: Counts) -> float:
    words_a_sentence = counts.words / counts.sentences
    return _grade_of_ease(206.84 - 1.02 * words_a_sentence - 60 * counts.syllables / counts.words)


def _grade_of_ease(ease: float) -> float:
    bounded = min(max(ease, _FLESCH_TABLE[-1][0]), _FLESCH_TABLE[0][0])
    for (easier, low), (harder, high) in pairwise(_FLESCH_TABLE):
        if bounded >= harder:
            return low + (high - low) * (easier - bounded) / (easier - harder)
    return _FLESCH_TABLE[-1][1]


_GRADES: dict[str, Callable[[Counts], float]] = {
    "en": _flesch_kincaid,
    "de": _wiener_sachtextformel,
    "fr": _kandel_moles,
    "es": _fernandez_huerta,
}
