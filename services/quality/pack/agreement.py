"""Whether the items of a pack agree: numbers, units, dates, denials, and what a term means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.quality.grounding.numbers import numbers_in
from services.quality.similarity.overlap import stem_of, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.source import Source
    from services.quality.grounding.numbers import Number
    from services.quality.pack.items import Item
    from services.quality.similarity.overlap import Weights

NUMBERS_AGREE = "agreement.numbers"
"""Error: a sentence of two items with another number or unit, where the source does not bear this
one out; a warning for both where it bears out both. Who learns from both learns one thing wrong."""

DENIALS_AGREE = "agreement.denials"
"""Error: one item says what another denies, and the source does not say this one; a warning for
both where the source says both. Often a "not" is all that was lost."""

DEFINITIONS_AGREE = "agreement.definitions"
"""Error: a term is defined in two ways, and the quotes of this definition do not name the term; a
warning for both where the quotes of both do. One word has to mean one thing in a pack."""

SAME_FACT = 0.7
"""Share of the words of two sentences, by weight and without their numbers, that both have, from
which they state one fact."""

SAME_STATEMENT = 0.9
"""The same for a sentence and its denial: a denial of something else is another statement."""

LEAST_STEMS = 3
"""Words a sentence has beside its numbers: of fewer, nobody can tell what it is about."""

SHARED_MEANING = 0.15
"""Share of the shorter of two definitions, by weight, under which they have little in common; where
the quotes of one do not name the term, `SAME_FACT` takes its place."""

NAMED = 0.5
"""Share of a term's words, by weight, in quotes that name it."""

MAX_STATEMENTS = 600
"""Compared with one another: bounds the cost for packs far beyond the usual."""

_SHOWN_CHARACTERS = 90
_SENTENCE_BREAK = re.compile(r"(?<=[.!?…])(?<!\b\d\.)(?<!\b\d\d\.)\s+|\n+")
"""After a mark, but not within a date (“14. Juli”)."""
_GAP = re.compile(r"_{3,}")
_DENIALS = frozenset(
    word
    for words in (
        "not no never none neither nor cannot",
        "nicht kein keine keinen keiner keinem nie niemals weder",
        "pas jamais aucun aucune",
        "no ni nunca ningún ninguna tampoco",
    )
    for word in words.split()
)
_DENIAL_STEMS = frozenset(map(stem_of, _DENIALS))
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence, and everywhere it stands: content type, item and path."""

    text: str
    places: tuple[tuple[str, str, str], ...]
    stems: frozenset[str]
    numbers: tuple[Number, ...]
    denials: int


def disagreements(
    items: Sequence[Item], source: Source, language: str, weights: Weights
) -> tuple[Finding, ...]:
    """What two items of a pack say differently of one thing.

    The same sentence with another number or unit, or denied; and one term defined in two ways. An
    error for the one that the source does not bear out, a warning for both when it bears out both.
    """
    statements = _statements(items, language)[:MAX_STATEMENTS]
    findings = (
        *_differing(statements, _Facts(source), weights),
        *_contradictory(items, weights),
    )
    return tuple(dict.fromkeys(findings))


class _Facts:
    """What the source bears out: its numbers, and its sentences with and without a denial."""

    def __init__(self, source: Source) -> None:
        self._numbers = _numbers(source.text, source.language)
        self._sentences = [
            (_stems(text, source.language), _denials(text))
            for text in _SENTENCE_BREAK.split(source.text)
        ]

    def hold(self, numbers: Sequence[Number]) -> bool:
        """Whether all of these stand in it, with their units."""
        return all(any(_agree(each, known) for known in self._numbers) for each in numbers)

    def say(self, statement: _Statement, weights: Weights) -> bool:
        """Whether they state this, with as many denials."""
        return any(
            denials == statement.denials and weights.alike(stems, statement.stems) >= SAME_FACT
            for stems, denials in self._sentences
        )


def _statements(items: Sequence[Item], language: str) -> list[_Statement]:
    places: dict[str, list[tuple[str, str, str]]] = {}
    for item in items:
        for path, text in item.texts:
            for part in _SENTENCE_BREAK.split(text):
                if not part.endswith("?"):
                    places.setdefault(part, []).append((item.content_type, item.path, path))
    return [
        _Statement(text, tuple(where), stems, _numbers(text, language), _denials(text))
        for text, where in places.items()
        if len(stems := _stems(text, language)) >= LEAST_STEMS
    ]


@lru_cache(maxsize=4096)
def _numbers(text: str, language: str) -> tuple[Number, ...]:
    return tuple(numbers_in(text, language))


def _stems(sentence: str, language: str) -> frozenset[str]:
    """What it is about: neither its numbers, nor their units, nor its denials."""
    numbers = _numbers(sentence, language)
    # A date is several numbers in one place.
    spans = {(number.start, number.end) for number in numbers}
    for start, end in sorted(spans, reverse=True):
        sentence = f"{sentence[:start]} {sentence[end:]}"
    units = {stem_of(number.noun) for number in numbers if number.unit}
    return stems_of(sentence) - _DENIAL_STEMS - units


def _denials(text: str) -> int:
    return sum(word in _DENIALS for word in _WORD.findall(text.casefold()))


def _differing(
    statements: Sequence[_Statement], facts: _Facts, weights: Weights
) -> Iterator[Finding]:
    for one, other in _comparable(statements):
        alike = weights.alike(one.stems, other.stems)
        ours, theirs = _unmatched(one, other), _unmatched(other, one)
        if alike >= SAME_FACT and ours and theirs:
            yield from _blame(NUMBERS_AGREE, (one, other), (facts.hold(ours), facts.hold(theirs)))
        elif alike >= SAME_STATEMENT and one.denials != other.denials:
            right = (facts.say(one, weights), facts.say(other, weights))
            yield from _blame(DENIALS_AGREE, (one, other), right)


def _comparable(statements: Sequence[_Statement]) -> Iterator[tuple[_Statement, _Statement]]:
    """Pairs that may disagree: numbers in both or a denial in one, and enough words in common."""
    for one, other in combinations(statements, 2):
        if not ((one.numbers and other.numbers) or one.denials != other.denials):
            continue
        if len({place[:2] for place in (*one.places, *other.places)}) == 1:
            continue
        if len(one.stems & other.stems) >= max(len(one.stems), len(other.stems)) / 2:
            yield one, other


def _unmatched(one: _Statement, other: _Statement) -> list[Number]:
    """Numbers of one that the other has not."""
    return [each for each in one.numbers if not any(_agree(each, its) for its in other.numbers)]


def _agree(one: Number, other: Number) -> bool:
    """Whether they may be one number: one without a unit may have any."""
    same_unit = one.unit == other.unit or not (one.unit and other.unit)
    return same_unit and not one.readings.isdisjoint(other.readings)


def _blame(
    name: str, pair: tuple[_Statement, _Statement], borne_out: tuple[bool, bool]
) -> Iterator[Finding]:
    """Errors for what the source does not bear out; warnings for both when it bears out both."""
    for this, that, right in zip(pair, reversed(pair), borne_out, strict=True):
        if right and not all(borne_out):
            continue
        content_type, _, path = that.places[0]
        message = (
            f"“{_shown(this.text)}” does not agree with {content_type} {path}: "
            f"“{_shown(that.text)}”."
        )
        for where, _, own_path in this.places:
            yield Finding(
                expectation=name,
                severity=Severity.WARNING if right else Severity.ERROR,
                path=own_path,
                message=message,
                content_type=where,
            )


def _contradictory(items: Sequence[Item], weights: Weights) -> Iterator[Finding]:
    """Definitions of one term that have little in common and rest on different words."""
    by_term: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        if item.term and item.claim and not _GAP.search(item.claim):
            by_term.setdefault(tuple(_WORD.findall(item.term.casefold())), []).append(item)
    for defining in by_term.values():
        for one, other in combinations(defining, 2):
            yield from _definitions_differ(one, other, weights)


def _definitions_differ(one: Item, other: Item, weights: Weights) -> Iterator[Finding]:
    if _overlap(one.spans, other.spans):
        return
    term = stems_of(one.term)
    shorter, longer = sorted((stems_of(one.claim) - term, stems_of(other.claim) - term), key=len)
    # Quotes that do not name the term are about something else.
    named = tuple(weights.share(term, each.quoted) >= NAMED for each in (one, other))
    if weights.share(shorter, longer) >= (SHARED_MEANING if all(named) else SAME_FACT):
        return
    for this, that, right in zip((one, other), (other, one), named, strict=True):
        if right and not all(named):
            continue
        yield Finding(
            expectation=DEFINITIONS_AGREE,
            severity=Severity.WARNING if right else Severity.ERROR,
            path=this.path,
            message=f"Defines “{this.term}” in another way than {that.content_type} {that.path}: "
            f"“{_shown(that.claim)}”.",
            content_type=this.content_type,
        )


def _overlap(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> bool:
    return any(start < there and begin < end for start, end in one for begin, there in other)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
