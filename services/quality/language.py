"""Whether an output is written in the language that was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from core.request import LANGUAGES
from services.nlp.function_words import reads_as
from services.nlp.identification import likelihoods
from services.quality.inspection import Inspection
from services.quality.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.quality.inspection import Subject

MATCHES = "language.matches"

MIN_CHARACTERS = 200
"""Of prose: identification goes wrong on less."""

MAX_CHARACTERS = 4000
"""Of prose looked at: enough for any language, and a bound on the cost."""

MIN_WORDS = 5
"""Of a text that counts as prose: terms, names and headings are often foreign."""

MIN_LETTERS = 0.7
"""Share of letters among the characters of prose: formulas and code read as English everywhere."""

MIN_CERTAINTY = 0.9
"""Weight of the likelier of two languages from which a mismatch is reported."""

_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
_CODE_TOKEN = re.compile(r"\S*(?:[_/\\=<>{}|#@`~]|\w\(|::|\w\.\w)\S*")


def inspect(subject: Subject) -> Inspection:
    """What a learner reads, in the language asked for or not: all or nothing."""
    checks = subject.content_type.checks
    texts = checks.texts(subject.content) if checks.texts else (text for _, text in subject.texts)
    findings = language_findings(texts, subject.context.language)
    return Inspection(findings, 0.0 if findings else 1.0)


def language_findings(texts: Iterable[str], expected: str) -> tuple[Finding, ...]:
    """An error when the texts together clearly read as another of our languages; else nothing.

    Short output, output that is mostly terms or code, and a language that the identification does
    not know give no finding.

    Args:
        texts: What a learner reads.
        expected: The language asked for (ISO 639-1).
    """
    prose = _prose(texts)
    if len(prose) < MIN_CHARACTERS:
        return ()
    # The identification's model takes a quarter of a second to load: for the doubtful cases.
    if reads_as(prose[:MAX_CHARACTERS], expected):
        return ()
    likelihood = likelihoods(prose[:MAX_CHARACTERS])
    if expected not in likelihood:
        return ()
    likeliest = max({*LANGUAGES, expected}, key=lambda language: likelihood[language])
    both = likelihood[likeliest] + likelihood[expected]
    if likeliest == expected or likelihood[likeliest] < MIN_CERTAINTY * both:
        return ()
    message = f"The text was asked for in {_name(expected)} and reads as {_name(likeliest)}."
    return (Finding(expectation=MATCHES, severity=Severity.ERROR, path=ROOT, message=message),)


def _name(code: str) -> str:
    return _NAMES.get(code, f"“{code}”")


def _prose(texts: Iterable[str]) -> str:
    kept = [words for text in texts if _is_prose(words := _CODE_TOKEN.sub(" ", text))]
    return " ".join(" ".join(kept).split())


def _is_prose(text: str) -> bool:
    solid = "".join(text.split())
    letters = sum(character.isalpha() for character in solid)
    return len(text.split()) >= MIN_WORDS and letters >= MIN_LETTERS * len(solid)
