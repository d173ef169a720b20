"""How the embedded model composes the outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.contract import Bloom
from core.request import DEFAULT_AUDIENCE, DifficultyLevel
from prompts._shared.choosing import apart, defined, taught
from prompts._shared.composing import Excerpt, Stock, evidence_of, insufficient, shown
from prompts._shared.parts import by_salience, long_enough, parts_of, shortened
from prompts._shared.wording import capitalised, is_generic, listed, quoted, spoken
from prompts.outline import schema
from prompts.outline.phrases import PHRASES, Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.analysis import Analysis, Brief, Sentence, Term
    from prompts._shared.parts import Part

READING_WORDS_A_MINUTE = 130
PRACTICE_MINUTES = 2
"""For each section, on top of reading it."""
OVERVIEW_CHARACTERS = 260
OVERVIEW_SENTENCES = 4
DESCRIPTION_CHARACTERS = 90
DESCRIPTION_SENTENCES = 2
MOST_KEY_POINTS = 4
TERMS_NAMED = 3
FEWEST_TERMS = 2

LEVELS = {
    DifficultyLevel.BEGINNER: (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.APPLY, Bloom.ANALYZE),
    DifficultyLevel.INTERMEDIATE: (
        Bloom.REMEMBER,
        Bloom.UNDERSTAND,
        Bloom.APPLY,
        Bloom.ANALYZE,
        Bloom.EVALUATE,
    ),
    DifficultyLevel.ADVANCED: (
        Bloom.UNDERSTAND,
        Bloom.APPLY,
        Bloom.ANALYZE,
        Bloom.EVALUATE,
        Bloom.CREATE,
    ),
}
"""What is asked of learners at each level of the pack, besides one more summary."""


def compose(brief: Brief) -> dict[str, Any]:
    """The outline of the source.

    Raises:
        InsufficientSourceError: Too few sentences or terms for the contract's minimum.
    """
    analysis = brief.analysis
    phrases = spoken(PHRASES, analysis.language)
    parts = parts_of(analysis, schema.SECTIONS)
    if len(parts) < schema.SECTIONS.min:
        raise insufficient(
            f"The source has sentences for {len(parts)} sections of an outline; "
            f"{schema.SECTIONS.min} are needed."
        )
    stock = Stock(analysis)
    overview = stock.pick(
        by_salience(parts, 0),
        schema.OVERVIEW,
        target=OVERVIEW_CHARACTERS,
        at_most=OVERVIEW_SENTENCES,
    )
    title = _title(analysis, phrases)
    sections = [made for part in parts if (made := _section(part, stock, title, brief, phrases))]
    if overview is None or len(sections) < schema.SECTIONS.min:
        raise insufficient(
            f"The source says enough for {len(sections)} sections of an outline with an overview; "
            f"{schema.SECTIONS.min} are needed."
        )
    for number, section in enumerate(sections, start=1):
        section["number"] = number
    minutes = sum(section["minutes"] for section in sections)
    return {
        "title": title,
        "overview": overview.text,
        "overview_evidence": overview.evidence,
        "learning_objectives": _objectives(brief, sections, phrases),
        "sections": sections,
        "audience": phrases.everyone if brief.audience == DEFAULT_AUDIENCE else brief.audience,
        "difficulty": DifficultyLevel(brief.difficulty).value,
        "estimated_minutes": min(minutes, schema.MINUTES.max),
    }


def _title(analysis: Analysis, phrases: Phrases) -> str:
    subject = shown(analysis.title)
    if not subject:
        subject = capitalised(
            listed([term.text for term in taught(analysis)[:2]], analysis.language)
        )
    titled = long_enough(subject, schema.TITLE.min, phrases.title_label, "", analysis.language)
    return shortened(titled, schema.TITLE.max)


def _section(
    part: Part, stock: Stock, document: str, brief: Brief, phrases: Phrases
) -> dict[str, Any] | None:
    language = brief.analysis.language
    description = _description(part, stock)
    points = _key_points(part, stock)
    if description is None or not points:
        return None
    sentences = [*description.sentences, *(point.sentences[0] for point in points)]
    title = long_enough(
        part.title, schema.SECTION_TITLE.min, phrases.title_label, document, language
    )
    reading = round(part.words / READING_WORDS_A_MINUTE + PRACTICE_MINUTES)
    return {
        "number": 0,
        "title": shortened(title, schema.SECTION_TITLE.max),
        "description": description.text,
        "key_points": [point.text for point in points],
        "minutes": min(max(reading, schema.MINUTES.min), schema.MINUTES.max),
        "evidence": evidence_of(sorted(sentences, key=lambda each: each.index)),
    }


def _description(part: Part, stock: Stock) -> Excerpt | None:
    """The sentence the part opens with, which says what it is about, and another if it is short."""
    opening = next((each for each in part.sentences if stock.run_to(each)), None)
    if opening is None:
        return None
    run = stock.run_from(opening, DESCRIPTION_SENTENCES)
    if schema.SECTION_DESCRIPTION.holds(len(text := Excerpt(run).text)):
        if len(text) >= DESCRIPTION_CHARACTERS:
            return stock.take(run)
        return _with_another(run, part, stock)
    return stock.pick(part.sentences, schema.SECTION_DESCRIPTION, at_most=DESCRIPTION_SENTENCES)


def _with_another(run: tuple[Sentence, ...], part: Part, stock: Stock) -> Excerpt:
    """The run and the part's next sentence, if that stands on its own and enough are left."""
    following = [
        each for each in part.sentences if each.index == run[-1].index + 1 and stock.is_free(each)
    ]
    both = (*run, *following)
    left = sum(each.standalone and each not in both for each in part.sentences)
    room = schema.SECTION_DESCRIPTION.holds(len(Excerpt(both).text))
    return stock.take(both if room and len(both) <= DESCRIPTION_SENTENCES and left > 1 else run)


def _key_points(part: Part, stock: Stock) -> list[Excerpt]:
    """Single sentences that stand on their own, the most salient, in order."""
    points: list[Excerpt] = []
    for sentence in sorted(part.sentences, key=lambda each: (-each.salience, each.index)):
        if len(points) == MOST_KEY_POINTS:
            break
        fits = schema.KEY_POINT.holds(len(shown(sentence.text)))
        if sentence.standalone and fits and stock.is_free(sentence):
            points.append(stock.take([sentence]))
    return sorted(points, key=lambda point: point.sentences[0].index)


def _objectives(
    brief: Brief, sections: Sequence[dict[str, Any]], phrases: Phrases
) -> list[dict[str, str]]:
    terms = taught(brief.analysis)
    if len(terms) < FEWEST_TERMS:
        raise insufficient(
            f"The source names {len(terms)} terms to learn; {FEWEST_TERMS} are needed."
        )
    explained = apart(defined(brief.analysis)) or terms
    language = brief.analysis.language
    longest = sorted(
        sections,
        key=lambda each: (is_generic(each["title"]), -each["minutes"], each["number"]),
    )
    titles = [quoted(section["title"], language) for section in longest]
    pool = _Pool(terms, language)
    frames = {
        Bloom.REMEMBER: phrases.remember if len(explained) > 1 else phrases.remember_one,
        Bloom.UNDERSTAND: phrases.summarise,
        Bloom.APPLY: phrases.apply,
        Bloom.ANALYZE: phrases.analyze,
        Bloom.EVALUATE: phrases.evaluate,
        Bloom.CREATE: phrases.create,
    }
    made: list[dict[str, str]] = []
    for level in LEVELS[DifficultyLevel(brief.difficulty)]:
        names = pool.related() if level is Bloom.ANALYZE else pool.next(TERMS_NAMED)
        if level is Bloom.REMEMBER:
            names = listed(
                [quoted(term.text, language) for term in explained[:TERMS_NAMED]], language
            )
        title = titles[0] if level is Bloom.UNDERSTAND else titles[2]
        made.append(_objective(frames[level].format(terms=names, title=title), level))
        if level is Bloom.UNDERSTAND:
            second = frames[level].format(title=titles[1])
            made.append(_objective(second, level))
    return made


def _objective(text: str, level: Bloom) -> dict[str, str]:
    return {"text": text, "bloom": level.value}


class _Pool:
    """Terms for objectives, handed out so that each objective names others while there are any."""

    def __init__(self, terms: Sequence[Term], language: str) -> None:
        self._terms = terms
        self._language = language
        self._place = 0

    def next(self, count: int) -> str:
        """The next terms, quoted and listed."""
        if self._place + count > len(self._terms):
            self._place = 0
        chosen = self._terms[self._place : self._place + count]
        self._place += count
        return self._listed(chosen)

    def related(self) -> str:
        """Two terms that a sentence of the source names together; the first two when none does."""
        pairs = [
            (first.salience + second.salience, first, second)
            for place, first in enumerate(self._terms)
            for second in self._terms[place + 1 :]
            if set(first.sentences) & set(second.sentences)
        ]
        if not pairs:
            return self._listed(self._terms[:FEWEST_TERMS])
        _, first, second = max(pairs, key=lambda pair: pair[0])
        return self._listed([first, second])

    def _listed(self, terms: Sequence[Term]) -> str:
        return listed([quoted(term.text, self._language) for term in terms], self._language)
