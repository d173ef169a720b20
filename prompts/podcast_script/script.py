"""The conversation: how chosen sentences become turns of two voices, and how long that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.content_type import SPEAKING_PACE
from prompts._shared.choosing import is_circular, taught
from prompts._shared.composing import Excerpt, evidence_of, shown
from prompts._shared.parts import by_salience, shortened
from prompts._shared.questions import Asking
from prompts._shared.wording import capitalised, colon, is_generic, listed, quoted, spoken
from prompts.podcast_script import schema
from prompts.podcast_script.phrases import PHRASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.analysis import Brief, Sentence, Term
    from prompts._shared.composing import Stock
    from prompts._shared.parts import Part

SENTENCES_A_TURN = 3
WORDS_A_TURN = 55
TERMS_RECALLED = 3
TERMS_STRESSED = 5
TITLES_NAMED = 6
LONGEST_TITLE = 120
SHORT_MINUTES = 1
"""Up to this target the words go to the source's sentences: no section is led into or named."""


@dataclass(frozen=True)
class Script:
    """A whole script and its measures."""

    introduction: str
    turns: tuple[dict[str, Any], ...]
    conclusion: str
    recap: tuple[Sentence, ...]
    notes: tuple[str, ...]

    @cached_property
    def words(self) -> int:
        """Words to be spoken, counted at white space."""
        spoken_texts = [self.introduction, *(turn["text"] for turn in self.turns), self.conclusion]
        return sum(len(text.split()) for text in spoken_texts)

    @property
    def minutes(self) -> float:
        """How long it takes to speak, to a tenth of a minute."""
        return round(self.words / SPEAKING_PACE, 1)

    @cached_property
    def _dialogue(self) -> int:
        return sum(len(turn["text"]) for turn in self.turns)

    @property
    def characters(self) -> int:
        """Characters of introduction, turns and conclusion."""
        return self._dialogue + len(self.introduction) + len(self.conclusion)

    @property
    def is_short_enough(self) -> bool:
        """Whether no upper limit of the contract is passed."""
        return (
            self._dialogue <= schema.DIALOGUE.max
            and self.characters <= schema.SCRIPT.max
            and len(self.turns) <= schema.TURNS.max
            and self.minutes <= schema.MINUTES.max
        )

    @property
    def is_long_enough(self) -> bool:
        """Whether every lower limit of the contract is reached."""
        return (
            self._dialogue >= schema.DIALOGUE.min
            and self.characters >= schema.SCRIPT.min
            and len(self.turns) >= schema.TURNS.min
            and schema.CONCLUSION.holds(len(self.conclusion))
            and schema.INTRODUCTION.holds(len(self.introduction))
            and self.minutes >= schema.MINUTES.min
        )

    def content(self) -> dict[str, Any]:
        """The script as the contract has it."""
        return {
            "introduction": self.introduction,
            "introduction_evidence": [],
            "turns": list(self.turns),
            "conclusion": self.conclusion,
            "conclusion_evidence": evidence_of(self.recap),
            "speaker_notes": list(self.notes),
            "minutes": self.minutes,
        }


@dataclass(frozen=True)
class Recap:
    """What the conclusion says of the source, and the sentences that support it."""

    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]


class Writing:
    """Turns sentences of one source into scripts."""

    def __init__(self, brief: Brief, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.analysis = brief.analysis
        self._language = brief.analysis.language
        self._phrases = spoken(PHRASES, self._language)
        self._asking = Asking(brief.analysis)
        self._title = shown(str(brief.outline.get("title", brief.analysis.title)))
        self.is_short = brief.minutes is not None and brief.minutes <= SHORT_MINUTES
        self._part_of = {each.index: at for at, part in enumerate(parts) for each in part.sentences}
        self._asked: dict[int, list[str]] = {}

    def script(self, units: Iterable[tuple[Sentence, ...]], recap: Recap) -> Script:
        """The script that speaks these units of sentences, in the source's order."""
        phrases = self._phrases
        ordered = sorted(units, key=lambda unit: unit[0].index)
        spoken_parts = list(dict.fromkeys(self._part_of[unit[0].index] for unit in ordered))
        return Script(
            introduction=self._introduction(spoken_parts),
            turns=tuple(self._turns(ordered, spoken_parts)),
            conclusion=" ".join([phrases.recap, *recap.texts, phrases.goodbye]),
            recap=recap.sentences,
            notes=self._notes(),
        )

    def recap(self, count: int, stock: Stock) -> Recap:
        """What the voices look back on: what central terms mean, in the words of the source.

        Where it defines none, other central sentences; in a short podcast the terms alone.
        """
        terms = taught(self.analysis)
        if self.is_short and len(terms) >= TERMS_RECALLED:
            names = [self._asking.naming.as_defined(term) for term in terms[:TERMS_RECALLED]]
            return Recap((), (f"{capitalised(listed(names, self._language))}.",))
        points = self._meanings(terms)[:count]
        if not points:
            central = sorted(by_salience(self.parts, 0), key=lambda each: -each.salience)
            points = [(each, shown(each.text)) for each in central if stock.is_free(each)][:count]
            stock.take(sentence for sentence, _ in points)
        room = schema.CONCLUSION.max - len(self._phrases.recap) - len(self._phrases.goodbye) - 2
        while sum(len(text) + 1 for _, text in points) > room:
            points.pop()
        points.sort(key=lambda point: point[0].index)
        return Recap(tuple(sentence for sentence, _ in points), tuple(text for _, text in points))

    def _meanings(self, terms: Sequence[Term]) -> list[tuple[Sentence, str]]:
        """The defining sentence of each defined term, and what the term means."""
        meanings: list[tuple[Sentence, str]] = []
        for term in terms:
            if term.definition is None:
                continue
            gloss = shown(term.definition.gloss).rstrip(" .;")
            if not is_circular(term.text, gloss):
                name = capitalised(self._asking.naming.as_defined(term))
                text = f"{name}{colon(self._language)}{gloss}."
                meanings.append((term.definition.sentence, text))
        return meanings

    def _introduction(self, spoken_parts: Sequence[int]) -> str:
        phrases = self._phrases
        welcome = phrases.welcome.format(
            guide=phrases.guide,
            learner=phrases.learner,
            title=quoted(shortened(self._title, LONGEST_TITLE), self._language),
        )
        titles = [self.parts[at].title for at in spoken_parts]
        titles = [title for title in titles if not is_generic(title)][:TITLES_NAMED]
        for count in range(0 if self.is_short else len(titles), len(titles) + 1):
            introduction = f"{welcome} {self._coming(titles[:count])}".strip()
            if len(introduction) >= schema.INTRODUCTION.min:
                return introduction
        return f"{welcome} {self._coming(titles)}".strip()

    def _coming(self, titles: Sequence[str]) -> str:
        if not titles:
            return ""
        names = [quoted(shortened(title, LONGEST_TITLE), self._language) for title in titles]
        return self._phrases.coming.format(titles=listed(names, self._language))

    def _notes(self) -> tuple[str, ...]:
        phrases = self._phrases
        terms = [term.text for term in taught(self.analysis)[:TERMS_STRESSED]]
        notes = [phrases.note_pause]
        if terms:
            notes.append(phrases.note_stress.format(terms=listed(terms, self._language)))
        return tuple(note for note in notes if schema.NOTE.holds(len(note)))

    def _turns(
        self, units: Sequence[tuple[Sentence, ...]], spoken_parts: Sequence[int]
    ) -> Iterable[dict[str, Any]]:
        used: set[str] = set()
        for at in spoken_parts[:1] if self.is_short else spoken_parts:
            own = [unit for unit in units if self.is_short or self._part_of[unit[0].index] == at]
            lead = "" if self.is_short else self._lead(spoken_parts, at)
            for answer in _answers(own, apart=self.is_short):
                asked = self._question(answer[0], used) or self._spare(
                    used, first=bool(lead) or not used
                )
                used.add(asked)
                excerpt = Excerpt(tuple(answer))
                yield _turn(self._phrases.learner, f"{lead} {asked}".strip(), [])
                yield _turn(self._phrases.guide, excerpt.text, excerpt.evidence)
                lead = ""

    def _spare(self, used: set[str], *, first: bool) -> str:
        """A question that fits any sentence; those not asked yet come first."""
        asks = self._phrases.first_asks if first else self._phrases.asks
        return next((asked for asked in asks if asked not in used), asks[len(used) % len(asks)])

    def _lead(self, spoken_parts: Sequence[int], at: int) -> str:
        """The words that lead into a section."""
        place = spoken_parts.index(at)
        phrases = self._phrases
        title = self.parts[at].title
        frame = phrases.moves[place % len(phrases.moves)]
        if place == 0:
            frame = phrases.starts if is_generic(title) else phrases.opens
        elif place == len(spoken_parts) - 1:
            frame = phrases.ends
        return frame.format(title=quoted(title, self._language))

    def _question(self, sentence: Sentence, used: set[str]) -> str | None:
        if sentence.index not in self._asked:
            self._asked[sentence.index] = [one.text for one in self._asking.about(sentence)]
        return next((text for text in self._asked[sentence.index] if text not in used), None)


def _turn(speaker: str, text: str, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    return {"speaker": speaker, "text": text, "evidence": evidence}


def _answers(units: Sequence[tuple[Sentence, ...]], *, apart: bool) -> list[list[Sentence]]:
    """Units of sentences gathered into turns, not too long.

    They stand next to one another in the source, unless they may be ``apart``.
    """
    answers: list[list[Sentence]] = []
    for unit in units:
        last = answers[-1] if answers else None
        if (
            last is not None
            and len(last) + len(unit) <= SENTENCES_A_TURN
            and (apart or _follows(last[-1], unit[0]))
            and sum(each.words for each in (*last, *unit)) <= WORDS_A_TURN
        ):
            last.extend(unit)
        else:
            answers.append(list(unit))
    return answers


def _follows(one: Sentence, other: Sentence) -> bool:
    return other.index == one.index + 1 and other.passage_id == one.passage_id
