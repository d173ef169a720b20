"""What reading a source closely yields: sentences, terms and definitions, each tied to its place.

Made once for a source by the embedded model and handed to each content type's ``offline.py``,
which composes its content from it. Plain data; how it is found lives in ``services/nlp``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence of prose, to the letter as it stands in its passage.

    ``index`` counts the source's sentences from 0; ``section`` indexes `Analysis.sections`;
    ``salience`` (0 to 1) says how central it is to the source; ``terms`` are the keys of the
    `Term` objects it names; ``standalone`` is False when it leans on the sentence before
    ("This…", "However, it…") and so should not be shown alone.
    """

    index: int
    text: str
    passage_id: str
    section: int
    salience: float
    terms: tuple[str, ...] = ()
    standalone: bool = True

    @property
    def words(self) -> int:
        """Words, counted at white space."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Definition:
    """A sentence that says what a term is.

    ``term`` is shown as `Term.text` is. ``gloss`` is the defining part, a run of the sentence's own
    words that reads on its own ("the process by which plants turn light into chemical energy"); it
    stands in the sentence to the letter, so it may hold a line break.
    """

    term: str
    gloss: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase the source is about, as a teacher would name it.

    ``key`` is its normalised form, unique in the analysis; ``text`` the form to show;
    ``salience`` 0 to 1; ``sentences`` the indexes of the sentences that name it, in order.
    """

    key: str
    text: str
    salience: float
    sentences: tuple[int, ...]
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the source under one heading (or, where there are none, one stretch of topic)."""

    title: str
    sentences: tuple[int, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything known about a source. Sequences are in reading order, terms by salience."""

    title: str
    language: str
    sentences: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    terms: tuple[Term, ...]

    def term(self, key: str) -> Term:
        """The term with this key. Raises KeyError when there is none."""
        for term in self.terms:
            if term.key == key:
                return term
        raise KeyError(key)

    @property
    def words(self) -> int:
        """Words in all sentences."""
        return sum(sentence.words for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a content type's ``offline.py`` composes from.

    ``outline`` is the master outline's content (see ``prompts/outline/schema.py``), empty when the
    outline itself is being composed; ``minutes`` and ``pages`` are the target lengths of the
    podcast and of the detailed reading, None when not given.
    """

    analysis: Analysis
    audience: str
    difficulty: str
    tone: str
    minutes: int | None = None
    outline: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pages: int | None = None
