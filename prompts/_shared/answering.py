"""Whether an answer answers: what a question asks for by its form, and what an answer offers."""

from __future__ import annotations

import re
from functools import cache

from prompts._shared.answer_forms import (
    BECAUSE,
    DEFLECTS,
    FORMS,
    NUMBERS,
    OPENS_BECAUSE,
    PEOPLE,
    TIMES,
    YES_NO,
    Asked,
)
from prompts._shared.columns import roots

NEEDED_WORDS = 6
"""Words that a reason, a way or a difference takes at the least; fewer name something."""

NAMED_THINGS = 2
"""Words of the question in an answer that names its things, which then may be a word shorter."""

TELLING_LETTERS = 4
"""Letters of a root that names a thing."""

YEAR_ANSWER_WORDS = 7
"""Words up to which an answer with a year in it says when, and no more."""


_SENTENCES = re.compile(r"(?<=[.!?…])\s+")
_YEAR = r"\b1\d{3}\b|\b20\d{2}\b"


def asked_for(question: str, language: str) -> Asked | None:
    """What the question asks for; None where its form leaves a doubt."""
    text = question.casefold().lstrip('¿ "“«')
    forms = FORMS.get(language, {})
    return next((asked for asked, form in forms.items() if _search(form, text)), None)


def unfit(question: str, answer: str, language: str) -> str:
    """Why the answer surely answers nothing, or another question than this; "" when it may.

    "Because …" is no answer to "how many": the question was mixed up with another, or evaded.

    Args:
        question: In the language.
        answer: Its answer.
        language: ISO 639-1.
    """
    text, asked = answer.casefold().strip(), asked_for(question, language)
    if _search(DEFLECTS, text):
        return "says that there is no answer"
    if all(each.rstrip('"”»)').endswith("?") for each in _SENTENCES.split(text)):
        return "answers with a question"
    reasons = _search(BECAUSE, text)
    if asked and asked is not Asked.DIFFERENCE and _search(YES_NO, text) and not reasons:
        return f"answers yes or no where {asked} is asked for"
    if asked in {Asked.NUMBER, Asked.TIME, Asked.PERSON} and _search(OPENS_BECAUSE, text):
        return f"gives a reason where {asked} is asked for"
    if asked is Asked.NUMBER and not _search(NUMBERS[language], text):
        return "names no number where one is asked for"
    return ""


def doubtful(question: str, answer: str, language: str) -> str:
    """Why a person should see whether the answer answers; "" without a doubt, or beyond doubt.

    An answer to "when" need not hold a date that a check knows, and mostly does.
    """
    if unfit(question, answer, language):
        return ""
    text, asked = answer.casefold(), asked_for(question, language)
    if asked is Asked.TIME and not _search(TIMES[language], text):
        return "names no time where one is asked for"
    if asked is Asked.PERSON and not _names_somebody(answer, language):
        return "names nobody where a person is asked for"
    short = len(answer.split()) <= YEAR_ANSWER_WORDS
    if asked in {Asked.REASON, Asked.WAY} and short and _search(_YEAR, text):
        return f"names a year where {asked} is asked for"
    return ""


def words_missing(question: str, answer: str, language: str) -> int:
    """Words by which the answer is too short for a reason, a way or a difference; else 0.

    Fewer than `NEEDED_WORDS` name something, and do not say why, how or what sets it apart.
    """
    if asked_for(question, language) not in {Asked.REASON, Asked.WAY, Asked.DIFFERENCE}:
        return 0
    own = set(roots(question)) & {root for root in roots(answer) if len(root) >= TELLING_LETTERS}
    needed = NEEDED_WORDS - (len(own) >= NAMED_THINGS)
    return max(0, needed - len(answer.split()))


def _names_somebody(answer: str, language: str) -> bool:
    inner = any(word[:1].isupper() for word in answer.split()[1:])
    return inner or _search(PEOPLE[language], answer.casefold())


def _search(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
