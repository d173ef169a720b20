"""Puts the engine together: passages in, an `Analysis` out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.analysis import Analysis, Definition, Section, Sentence, Term
from services.nlp import salience, sections
from services.nlp.company import Company
from services.nlp.definitions import definitions_in
from services.nlp.headings import with_headings
from services.nlp.languages import language_of
from services.nlp.leaning import is_standalone
from services.nlp.phrases import phrases_of
from services.nlp.terms import Gathering, display
from services.nlp.units import units_of
from services.nlp.words import stem, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.source import Passage
    from services.nlp.definitions import Found
    from services.nlp.languages import Language
    from services.nlp.terms import Candidate
    from services.nlp.units import Unit
    from services.nlp.words import Token

_FILE_NAME = re.compile(r"^[\w.-]+\.[A-Za-z][A-Za-z0-9]{1,4}$|^[^\s]*[_/\\][^\s]*$")


def analyse(passages: Sequence[Passage], title: str, language: str) -> Analysis:
    """Read a source closely: its sentences, sections, terms and definitions.

    Pure and deterministic. ``language`` is an ISO 639-1 code; one without tables gets sentences,
    sections and repeated words, but no definitions. A source without prose gives an analysis with
    no sentences.
    """
    table = language_of(language)
    passages = with_headings(passages)
    prose = [passage for passage in passages if not _is_heading(passage)]
    units = units_of(prose, table)
    reading = _Reading(units, _headings(passages, title), table)
    if _FILE_NAME.match(title.strip()):
        title = _shared_heading(passages) or title
    return reading.assemble(title, _parts(units, reading.stems), reading.terms())


def _shared_heading(passages: Sequence[Passage]) -> str | None:
    """The heading above everything, where there is one with others below it."""
    tops = {passage.heading_path[:1] for passage in passages}
    deeper = any(len(passage.heading_path) > 1 for passage in passages)
    shared = tops.pop() if len(tops) == 1 and deeper else ()
    return sections.bare_title(shared[0]) if shared else None


def _is_heading(passage: Passage) -> bool:
    bare = passage.text.strip().lstrip("#").strip()
    return bool(passage.heading_path) and bare == passage.heading_path[-1].strip()


def _headings(passages: Sequence[Passage], title: str) -> list[str]:
    found: dict[str, None] = {} if _FILE_NAME.match(title) else {title: None}
    for passage in passages:
        for heading in passage.heading_path:
            found[sections.bare_title(heading)] = None
    return list(found)


class _Reading:
    """One source being read: its phrases, definitions and terms."""

    def __init__(self, units: list[Unit], headings: list[str], language: Language) -> None:
        self._units = units
        self._language = language
        self._company = Company(language, [unit.tokens for unit in units])
        self._gathering = Gathering(language, self._company)
        self._definitions: list[list[tuple[str, Found]]] = []
        self._titled: set[str] = set()
        self._read(headings)
        self.stems = [self._stems(unit.tokens) for unit in units]

    def _read(self, headings: list[str]) -> None:
        for index, unit in enumerate(self._units):
            phrases = list(phrases_of(unit.text, unit.tokens, self._language, self._company))
            for phrase in phrases:
                self._gathering.add(phrase, index)
            found = definitions_in(unit.text, phrases, self._language, is_item=unit.is_item)
            keyed = [(self._gathering.add(entry.phrase, index), entry) for entry in found]
            for key, _ in keyed:
                self._gathering.candidates[key].defined = True
            self._definitions.append(keyed)
        for heading in headings:
            tokens = tokens_of(heading, self._language)
            self._titled.update(self._stems(tokens))
            for phrase in phrases_of(heading, tokens, self._language, self._company):
                if phrase.longest:
                    self._gathering.add(phrase, None)

    def _stems(self, tokens: list[Token]) -> list[str]:
        closed = self._language.closed
        return [
            stem(token.lower, self._language.stemmer)
            for token in tokens
            if token.is_word and token.lower not in closed
        ]

    def terms(self) -> list[Candidate]:
        """The terms, best first."""
        return self._gathering.pick(sum(len(unit.text.split()) for unit in self._units))

    def assemble(self, title: str, parts: list[sections.Part], terms: list[Candidate]) -> Analysis:
        """Everything as the plain data of `Analysis`."""
        greatest = terms[0].score if terms else 1.0
        weights = {term.key: round(term.score / greatest, 6) for term in terms}
        named = self._named(terms)
        sentences = self._sentences(parts, named)
        shown = {term.key: display(term, self._language, self._company) for term in terms}
        chosen = self._chosen_definitions(sentences, shown)
        specific = sections.specific([part.sentences for part in parts], named, weights)
        made = tuple(
            Term(
                term.key,
                shown[term.key],
                weights[term.key],
                tuple(sorted(term.sentences)),
                chosen.get(term.key),
            )
            for term in terms
        )
        titles = _titles(parts, specific, shown, title, self._language)
        return Analysis(
            title=_title(title, made),
            language=self._language.code,
            sentences=tuple(sentences),
            sections=tuple(
                Section(name, tuple(part.sentences), keys)
                for name, part, keys in zip(titles, parts, specific, strict=True)
            ),
            terms=made,
        )

    def _named(self, terms: list[Candidate]) -> list[list[str]]:
        named: list[list[str]] = [[] for _ in self._units]
        for term in terms:
            for index in term.sentences:
                named[index].append(term.key)
        return named

    def _sentences(self, parts: list[sections.Part], named: list[list[str]]) -> list[Sentence]:
        place = {index: number for number, part in enumerate(parts) for index in part.sentences}
        leads = {part.sentences[0] for part in parts if part.sentences}
        walked = salience.rank(self.stems)
        scores = salience.scaled(
            [
                salience.weighted(
                    walked[index],
                    words=len(unit.text.split()),
                    leads=index in leads,
                    titled=len(self._titled & set(self.stems[index])),
                    defines=bool(self._definitions[index]),
                )
                for index, unit in enumerate(self._units)
            ]
        )
        return [
            Sentence(
                index=index,
                text=unit.text,
                passage_id=unit.passage.id,
                section=place[index],
                salience=scores[index],
                terms=tuple(named[index]),
                # A line of a glossary defines its term, and is no sentence to show among others.
                standalone=not unit.is_glossary and is_standalone(unit.text, self._language),
            )
            for index, unit in enumerate(self._units)
        ]

    def _chosen_definitions(
        self, sentences: list[Sentence], shown: dict[str, str]
    ) -> dict[str, Definition]:
        chosen: dict[str, Definition] = {}
        for sentence, entries in zip(sentences, self._definitions, strict=True):
            for key, entry in entries:
                if key in shown and key not in chosen:
                    chosen[key] = Definition(shown[key], entry.gloss, sentence)
        return chosen


def _parts(units: list[Unit], stems: list[list[str]]) -> list[sections.Part]:
    if not units:
        return []
    parts = sections.by_headings([unit.passage.heading_path for unit in units])
    if parts is None:
        parts = sections.by_topic(stems, [unit.begins_passage for unit in units])
    return parts


def _titles(
    parts: list[sections.Part],
    specific: list[tuple[str, ...]],
    shown: dict[str, str],
    title: str,
    language: Language,
) -> list[str]:
    """A title for each part: its heading, or its own terms; no two alike."""
    titles: list[str] = []
    for number, (part, keys) in enumerate(zip(parts, specific, strict=True)):
        name = part.title
        if name is None and number == 0 and len(parts) > 1 and any(p.title for p in parts):
            name = language.introduction
        if name is None:
            apart = [key for key in keys if not set(key.split()) & set(keys[0].split())]
            chosen = [*keys[:1], *apart[:1]]
            named = f" {language.conjunction} ".join(shown[key] for key in chosen)
            name = named[:1].upper() + named[1:] or title
        titles.append(name)
    return titles


def _title(title: str, terms: Sequence[Term]) -> str:
    if title.strip() and not _FILE_NAME.match(title.strip()):
        return title
    if not terms:
        return title
    best = terms[0].text
    return best[:1].upper() + best[1:]
