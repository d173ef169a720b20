"""The school grade that a request's audience names, as far as it names one."""

from __future__ import annotations

import re

SCHOOL_AGE = 5
"""Years by which a child's age is ahead of its grade: ten years old, grade five."""

MAX_AGE = 18
"""Above it an age tells nothing of what can be read."""

_GRADE = re.compile(
    r"\b(?:grade|klasse|stufe|year)\s*(\d{1,2})\b"
    r"|\b(\d{1,2})(?:st|nd|rd|th)?[-\s]grade"
    r"|\b(\d{1,2})\.\s*(?:klasse|schulstufe)"
    r"|\b(\d{1,2})\.?[ºo°]?\s+(?:grado|curso)\b"
)
_AGE = re.compile(
    r"\bage[sd]?\s*(\d{1,2})\b(?!\s*\+)|\b(\d{1,2})[-\s]years?[-\s]olds?\b|\b(\d{1,2})[-\s]jährige"
    r"|\bvon\s+(\d{1,2})\s+jahren|\b(\d{1,2})\s+ans\b|\b(\d{1,2})\s+años\b"
)
_LEVELS = {
    6: r"(?:primary|elementary)[-\s]school|grundschul\w*|école primaire|primaria|children|kids"
    r"|kinder|enfants|niñ[oa]s",
    9: r"middle[-\s]school|mittelstufe|collégiens?|eso|teenagers?",
    12: r"(?:high|secondary)[-\s]school|oberstufe|gymnasi\w+|lycée|lycéen(?:ne)?s?|bachillerato"
    r"|secundaria|schüler\w*|pupils",
}
"""Highest grade of a kind of school, and how four languages name it or those who go there."""

_ABOUT_THEM = re.compile(
    r"\b(?:teachers?|parents?|lehrer\w*|lehrkräfte|eltern|enseignants?|professeurs?|maestr[oa]s?"
    r"|profesor\w*|padres)\b"
)


def grade_of(audience: str) -> float | None:
    """The highest school grade, or age as a grade, that the audience names; None without one.

    Teachers and parents of a class are no class.
    """
    text = audience.casefold()
    if _ABOUT_THEM.search(text):
        return None
    grades = [int(number) for found in _GRADE.findall(text) for number in found if number]
    ages = [int(number) for found in _AGE.findall(text) for number in found if number]
    grades += [age - SCHOOL_AGE for age in ages if SCHOOL_AGE < age <= MAX_AGE]
    if grades:
        return float(max(grades))
    return next(
        (float(grade) for grade, named in _LEVELS.items() if re.search(rf"\b(?:{named})\b", text)),
        None,
    )
