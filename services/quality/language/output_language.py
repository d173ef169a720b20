"""Whether an output is written in the language that was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from core.request import LANGUAGES
from services.nlp.function_words import reads_as
from services.nlp.identification import likelihoods
from services.nlp.languages import WRITTEN, language_of
from services.quality.inspection import Inspection
from services.quality.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.quality.inspection import Subject

MATCHES = "language.matches"
"""Error: the text as a whole reads as another language than the one asked for: whoever asked may
not be able to read it."""

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

STRAYS = "language.item"
"""Warning: a single text that reads as another language than the one asked for, as a model that
falls back into the source's language leaves it; it may also be a quotation."""

MAX_TEXT = 600
"""Characters of a single text looked at."""

MIN_FOREIGN = 3
"""Different function words that the other language has and the one asked for has not."""

MIN_LEAD = 3
"""Times as many of them as the other way round: all languages share some ("in", "la", "des")."""

MIN_FOREIGN_SHARE = 0.25
"""Share of the other language's function words in the text; in its own texts about 0.4."""

_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[“„«][^“”„«»]*[”“»]")
_CODE_TOKEN = re.compile(r"\S*(?:[_/\\=<>{}|#@`~]|\w\(|::|\w\.\w)\S*")


def inspect(subject: Subject) -> Inspection:
    """What a learner reads, in the language asked for or not: all or nothing."""
    checks = subject.content_type.checks
    texts = checks.texts(subject.content) if checks.texts else (text for _, text in subject.texts)
    expected = subject.context.language
    findings = language_findings(texts, expected)
    if findings:
        return Inspection(findings, 0.0)
    return Inspection(stray_findings(subject.texts, expected, subject.context.source.text), 1.0)


def stray_findings(
    texts: Iterable[tuple[str, str]], expected: str, source: str
) -> tuple[Finding, ...]:
    """A warning for each single text whose function words are those of another language we write.

    What the source says to the letter may be in any language.

    Args:
        texts: With their paths.
        expected: The language asked for (ISO 639-1); in one that we do not write nothing is found.
        source: The text that all was made from.
    """
    if expected not in WRITTEN:
        return ()
    return tuple(
        Finding(
            expectation=STRAYS,
            severity=Severity.WARNING,
            path=path,
            message=f"Asked for in {_name(expected)}, this text reads as {_name(other)}.",
        )
        for path, text in texts
        if (other := _other_language(text, expected)) and text.strip() not in source
    )


def _other_language(text: str, expected: str) -> str | None:
    found_words = _WORD.findall(_QUOTED.sub(" ", _CODE_TOKEN.sub(" ", text[:MAX_TEXT])))
    if len(found_words) < MIN_WORDS:
        return None
    # Capitals inside a sentence are names: "Le Monde" is no French.
    words = [found_words[0].lower(), *(each for each in found_words[1:] if each[0].islower())]
    distinct = set(words)
    own = language_of(expected).closed & distinct
    found = {code: language_of(code).closed & distinct for code in WRITTEN if code != expected}
    likeliest = max(found, key=lambda code: len(found[code] - own))
    theirs, ours = found[likeliest] - own, own - found[likeliest]
    hits = sum(word in found[likeliest] for word in words)
    enough = len(theirs) >= MIN_FOREIGN and hits >= MIN_FOREIGN_SHARE * len(found_words)
    return likeliest if enough and len(theirs) >= MIN_LEAD * len(ours) else None


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
