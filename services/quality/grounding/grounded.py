"""Grounding: the numbers, dates, units and proper names of a claim stand in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.nlp.function_words import function_word_shares
from services.nlp.languages import WRITTEN, language_of
from services.nlp.words import tokens_of
from services.quality.grounding.claims import claims_of, labels_of
from services.quality.grounding.facts import facts_of
from services.quality.grounding.names import begins_sentence, found_names, is_foreign, plain
from services.quality.grounding.number_words import STRUCTURAL_AFTER, STRUCTURAL_BEFORE
from services.quality.grounding.numbers import numbers_in
from services.quality.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.source import Source
    from services.nlp.languages import Language
    from services.nlp.words import Token
    from services.quality.grounding.claims import Claim
    from services.quality.grounding.facts import Facts
    from services.quality.grounding.numbers import Number
    from services.quality.inspection import Subject

NUMBER = "grounding.number"
"""Error: a number, date or unit of a claim that the source does not hold, or holds for another
thing. A learner cannot tell a changed figure from a right one."""

NAME = "grounding.name"
"""Error: a proper name that the source does not know; a warning where its capital is no proof that
it is a name. A person or place that was made up reads as well as a real one."""

CODE = "grounding.code"
"""Error: an identifier or a call that the source does not hold. Code that is off by a letter does
not run."""

ELSEWHERE = "grounding.elsewhere"
"""Warning: a number or a rare name that the source holds, but not where the claim's evidence
points: the evidence alone does not bear the claim out."""

MAX_JUDGED_CHARACTERS = 4000
"""Of an artifact's text by which its language is judged."""

MAX_COUNT = 12
"""Up to which a number before "steps", "reasons" and the like counts what the text says."""

_SNIPPET = re.compile(r"`[^`\n]+`|\$[^$\n]+\$|\S*(?:[=^\\{}<>_]|\w\()\S*(?:\s*[=+*/^<>]\s*\S+)*")
_IDENTIFIER = re.compile(
    r"(?<![\w/.])(?:[^\W_]+(?:_[^\W_]+)+"
    r"|[^\W\d]\w*\((?!(?:[aeo]?s?|[er]?n?|innen)\))[^()\s]{1,40}\))"
)
_NUMBERING = re.compile(r"(?:^|\n)[ \t]*\(?(?:\d{1,2}|[ivx]{1,4})[.)](?=\s)|\(\d{1,2}\)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?\s*$")
_EPISODE = re.compile(r"minut|stund|hour|heure|hora", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Checked:
    """One checked word or number: what is wrong with it, if anything."""

    finding: Finding | None = None


def inspect(subject: Subject) -> Inspection:
    """The numbers, dates, units, names and code of every claim; the share of those that stand.

    What stands nowhere in the source is an error; what stands in it, but neither in the passages
    that the claim's evidence points into nor in their headings or the title, is a warning.
    """
    context = subject.context
    language = language_of(context.language)
    known = frozenset(_outline_titles(subject))
    claims = [claim for claim in claims_of(subject) if claim.text not in known]
    named = _names_are_told(claims, context.source, context.language)
    judge = _Judge(context.source, language, labels_of(subject), named=named)
    tokens = [token for claim in claims for token in judge.tokens(claim)]
    findings = tuple(token.finding for token in tokens if token.finding)
    return Inspection(findings, 1 - len(findings) / len(tokens) if tokens else None)


def _outline_titles(subject: Subject) -> Iterator[str]:
    """Titles that code sets from the outline: checked there."""
    outline = subject.context.outline
    if outline and subject.content != outline:
        yield outline.get("title", "")
        for section in outline.get("sections", ()):
            yield section.get("title", "")


def _names_are_told(claims: Sequence[Claim], source: Source, code: str) -> bool:
    """Whether names can be told: a translation has other ones, and so has the wrong language."""
    if code != source.language or code not in WRITTEN:
        return False
    shares = function_word_shares(" ".join(claim.text for claim in claims)[:MAX_JUDGED_CHARACTERS])
    return shares[code] >= max(shares.values())


class _Judge:
    """Checks claims against one source, in one language."""

    def __init__(
        self, source: Source, language: Language, labels: frozenset[str], *, named: bool
    ) -> None:
        self._all = facts_of(source)
        self._labels = labels
        self._language = language
        self._named = named

    def tokens(self, claim: Claim) -> Iterator[_Checked]:
        """Every number and name of the claim."""
        own = self._all.of_passages(claim.passage_ids) if claim.passage_ids else None
        spans = [found.span() for found in _SNIPPET.finditer(claim.text)]
        copied = [span for span in spans if self._all.holds_code(claim.text[slice(*span)])]
        for number in numbers_in(claim.text, self._language.code):
            inside = any(start <= number.start and number.end <= end for start, end in copied)
            if inside:
                yield _Checked()
            elif not _is_structural(number, claim):
                yield self._number(number, claim, own)
        for found in _IDENTIFIER.finditer(claim.text):
            held = self._all.holds_code(found[0])
            yield _Checked(None if held else _nowhere(CODE, Severity.ERROR, claim, found[0]))
        if self._named:
            for text, start, end, sure in self._names(claim.text):
                in_code = any(left <= start and end <= right for left, right in spans)
                if not in_code and plain(text) not in self._labels:
                    yield self._name(text, claim, own, sure=sure)

    def _number(self, number: Number, claim: Claim, own: Facts | None) -> _Checked:
        # A small number in words is often counted by whoever writes: wrong only if it disagrees.
        counted = number.small or (number.spelled and _asks(claim) and _least(number) <= MAX_COUNT)
        changed = counted and self._all.counts_otherwise(number)
        if changed or not (counted or self._all.holds_number(number)):
            shown = changed or self._all.other_unit(number)
            said = f"{number.text} {number.noun}".strip() if shown else number.text
            return _Checked(_nowhere(NUMBER, Severity.ERROR, claim, said))
        if own is not None and not counted and not own.holds_number(number):
            return _Checked(_elsewhere(claim, number.text))
        return _Checked()

    def _names(self, text: str) -> Iterator[tuple[str, int, int, bool]]:
        for name in found_names(text, self._language):
            yield name.text, name.start, name.end, name.sure
        tokens = tokens_of(text, self._language)
        for index in range(len(tokens)):
            if begins_sentence(tokens, index, text, self._language):
                token = self._put_for_another(tokens, index)
                if token is not None:
                    yield token.text, token.start, token.end, True

    def _put_for_another(self, tokens: Sequence[Token], index: int) -> Token | None:
        """The first word of a sentence, if the source says what follows of somebody else."""
        end = index
        while end < len(tokens) and tokens[end].text[0].isupper():
            end += 1
        if end == index or end + 1 >= len(tokens) or tokens[index].lower in self._language.closed:
            return None
        nouns = self._language.grammar == "capitals" and end - index == 1
        if nouns and not is_foreign(tokens[index].lower, self._language):
            return None
        others = any(
            self._all.names_before((tokens[place].lower, tokens[place + 1].lower))
            for place in {index + 1, end}
        )
        return tokens[index] if others and not self._all.holds_name(tokens[index].text) else None

    def _name(self, name: str, claim: Claim, own: Facts | None, *, sure: bool) -> _Checked:
        if not self._all.holds_name(name):
            return _Checked(
                _nowhere(NAME, Severity.ERROR if sure else Severity.WARNING, claim, name)
            )
        if own is not None and sure and not own.holds_name(name) and self._all.is_rare(name):
            return _Checked(_elsewhere(claim, name))
        return _Checked()


def _is_structural(number: Number, claim: Claim) -> bool:
    """Whether a number counts the parts of a text rather than the things it is about."""
    text = claim.text
    if any(found.start() <= number.start < found.end() for found in _NUMBERING.finditer(text)):
        return True
    before = _WORD_BEFORE.search(text[max(0, number.start - 20) : number.start])
    if before and before[1].lower() in STRUCTURAL_BEFORE:
        return True
    if not claim.passage_ids and _EPISODE.match(number.noun):
        return True
    return _least(number) <= MAX_COUNT and number.noun in STRUCTURAL_AFTER


def _asks(claim: Claim) -> bool:
    """Whether a text is a task or a question rather than a statement."""
    return not claim.passage_ids or claim.text.rstrip().endswith("?")


def _least(number: Number) -> float:
    values = [float(each) for each in number.readings if each.replace(".", "", 1).isdigit()]
    return min(values, default=float("inf"))


def _nowhere(name: str, severity: Severity, claim: Claim, said: str) -> Finding:
    message = f"“{said}” does not stand in the source."
    return Finding(expectation=name, severity=severity, path=claim.path, message=message)


def _elsewhere(claim: Claim, said: str) -> Finding:
    message = f"“{said}” stands in the source, but not in the passages this claim rests on."
    return Finding(
        expectation=ELSEWHERE, severity=Severity.WARNING, path=claim.path, message=message
    )
