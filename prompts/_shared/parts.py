"""The parts of a source that an outline's sections stand for, and finding them again from one.

The outline lays the parts out; the derived types read it as data and take up the same sentences.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.contract import Range
from prompts._shared.composing import shown
from prompts._shared.wording import capitalised, colon, is_generic, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.analysis import Analysis, Sentence

FEWEST_SENTENCES = 3
"""Sentences that read on their own which a part needs: a description, a key point, one to spare."""
LONGEST_JOINED_TITLE = 90
MOST_TERM_WORDS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the source under one title."""

    title: str
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> int:
        """Words in all its sentences."""
        return sum(sentence.words for sentence in self.sentences)

    @property
    def anchors(self) -> int:
        """Sentences that read on their own."""
        return sum(sentence.standalone for sentence in self.sentences)


def parts_of(analysis: Analysis, count: Range) -> tuple[Part, ...]:
    """The source's sections as parts, joined or split until there are as many as ``count`` allows.

    Fewer come back when the source does not hold enough sentences that read on their own.
    """
    sections = [
        Part(
            shown(section.title) or analysis.title,
            tuple(analysis.sentences[index] for index in section.sentences),
        )
        for section in analysis.sections
        if section.sentences
    ]
    parts = join_thin(sections, analysis.language, _says_little)
    enough = _split_largest(parts, count.min, analysis)
    return joined(enough, count.max, analysis.language)


def by_salience(parts: Sequence[Part], place: int) -> list[Sentence]:
    """The sentence at this place (0 the most salient) of each part's that read on their own."""
    ranked = [
        sorted(
            (each for each in part.sentences if each.standalone),
            key=lambda each: (-each.salience, each.index),
        )
        for part in parts
    ]
    return [sentences[place] for sentences in ranked if place < len(sentences)]


def joined(parts: Sequence[Part], most: int, language: str) -> tuple[Part, ...]:
    """The parts, neighbours joined until there are at most ``most``."""
    rest = list(parts)
    while len(rest) > most:
        at = min(range(len(rest) - 1), key=lambda i: (rest[i].words + rest[i + 1].words, i))
        rest[at : at + 2] = [_join(rest[at], rest[at + 1], language)]
    return tuple(rest)


def _join(first: Part, second: Part, language: str) -> Part:
    return Part(
        joined_title([first.title, second.title], language), first.sentences + second.sentences
    )


def joined_title(titles: Sequence[str], language: str) -> str:
    """A title over several: both, or the longer stretch's first where both would be too long."""
    distinct = list(dict.fromkeys(titles))
    distinct = [title for title in distinct if not is_generic(title)] or distinct
    both = listed(distinct, language)
    return both if len(both) <= LONGEST_JOINED_TITLE else distinct[0]


def join_thin(
    parts: Sequence[Part], language: str, is_thin: Callable[[Part], bool]
) -> tuple[Part, ...]:
    """The parts, each that is thin joined to its smaller neighbour."""
    rest = list(parts)
    while len(rest) > 1:
        thin = [at for at, part in enumerate(rest) if is_thin(part)]
        if not thin:
            break
        at = min(thin, key=lambda i: (rest[i].words, i))
        sides = [side for side in (at - 1, at + 1) if 0 <= side < len(rest)]
        other = min(sides, key=lambda i: (rest[i].words, i))
        low = min(at, other)
        both = _join(rest[low], rest[low + 1], language)
        # A part without a claim of its own lends its sentences, not its title.
        title = rest[other].title if rest[at].anchors == 0 else both.title
        rest[low : low + 2] = [Part(title, both.sentences)]
    return tuple(rest)


def _says_little(part: Part) -> bool:
    return part.anchors < FEWEST_SENTENCES


def _split_largest(parts: Sequence[Part], fewest: int, analysis: Analysis) -> list[Part]:
    rest = list(parts)
    while rest and len(rest) < fewest:
        at = max(range(len(rest)), key=lambda i: (rest[i].words, -i))
        halves = _split(rest[at], analysis)
        if halves is None:
            break
        rest[at : at + 1] = halves
    return rest


def _split(part: Part, analysis: Analysis) -> list[Part] | None:
    """Two halves, cut where a new passage begins if one does, nearest to the middle."""
    sentences = part.sentences
    cuts = [
        at
        for at in range(1, len(sentences))
        if sentences[at].standalone
        and Part("", sentences[:at]).anchors >= FEWEST_SENTENCES
        and Part("", sentences[at:]).anchors >= FEWEST_SENTENCES
    ]
    if not cuts:
        return None
    fresh = [at for at in cuts if sentences[at - 1].passage_id != sentences[at].passage_id]
    middle = len(sentences) / 2
    cut = min(fresh or cuts, key=lambda at: (abs(at - middle), at))
    halves = sentences[:cut], sentences[cut:]
    taken = {part.title.casefold()}
    titled: list[Part] = []
    for half, other in (halves, halves[::-1]):
        title = _topic(half, other, analysis, taken)
        taken.add(title.casefold())
        titled.append(Part(title or part.title, half))
    return titled


def _topic(
    half: Sequence[Sentence], other: Sequence[Sentence], analysis: Analysis, taken: set[str]
) -> str:
    """The terms that set this half apart from the other, as a title; empty when none does."""
    here = Counter(key for sentence in half for key in sentence.terms)
    there = Counter(key for sentence in other for key in sentence.terms)
    telling = [
        term
        for term in analysis.terms
        if here[term.key] > there[term.key]
        and len(term.text.split()) <= MOST_TERM_WORDS
        and term.text.casefold() not in " ".join(taken)
    ]
    telling.sort(key=lambda term: (-here[term.key] * (term.salience + 0.1), term.key))
    return capitalised(listed([term.text for term in telling[:2]], analysis.language))


def sections_of(outline: Mapping[str, Any], analysis: Analysis) -> tuple[Part, ...]:
    """The outline's sections with the sentences of the source that each covers.

    The embedded model's own outline has the titles of `parts_of`. In any other, a sentence belongs
    to the section that quotes the sentence nearest before it. Empty sections are left out; without
    an outline the parts are the source's own.
    """
    sections = list(outline.get("sections", ()))
    wanted = len(sections) or len(analysis.sections)
    own = parts_of(analysis, Range(wanted, wanted))
    titles = [section["title"] for section in sections]
    if not sections or len(titles) == len(own) == _alike(titles, own):
        return tuple(
            Part(title, part.sentences)
            for title, part in zip(titles or [part.title for part in own], own, strict=True)
        )
    return _by_quotes(sections, analysis)


def _alike(titles: Sequence[str], parts: Sequence[Part]) -> int:
    """How many titles name the part at their place (an outline may have lengthened a title)."""
    return sum(part.title[:60] in title for title, part in zip(titles, parts, strict=False))


def _by_quotes(sections: Sequence[Mapping[str, Any]], analysis: Analysis) -> tuple[Part, ...]:
    owner: dict[int, int] = {}
    for at, section in enumerate(sections):
        quotes = [evidence["quote"] for evidence in section.get("evidence", ())]
        for sentence in analysis.sentences:
            if any(quote in sentence.text or sentence.text in quote for quote in quotes):
                owner.setdefault(sentence.index, at)
    current = next(iter(owner.values()), 0)
    members: list[list[Sentence]] = [[] for _ in sections]
    for sentence in analysis.sentences:
        current = owner.get(sentence.index, current)
        members[current].append(sentence)
    return tuple(
        Part(section["title"], tuple(held))
        for section, held in zip(sections, members, strict=True)
        if held
    )


def long_enough(title: str, least: int, label: str, document: str, language: str) -> str:
    """The title, led by the source's title or a label where it is shorter than ``least``."""
    for lead in (document, label):
        if len(title) >= least:
            break
        if lead and lead.casefold() != title.casefold():
            title = f"{lead}{colon(language)}{title}"
    return title


def shortened(title: str, most: int) -> str:
    """The title, cut between two words where it is longer than ``most``."""
    if len(title) <= most:
        return title
    return f"{title[: most - 1].rsplit(' ', 1)[0]}…"
