"""What a language has to say of its questions: the types of ``question_rules.py``.

A rule's pattern is matched behind a sentence's subject; its groups and the subject make the
question, so that verbs keep the number the source gave them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind`` names a `prompts._shared.questions.Kind`."""

    kind: str
    pattern: re.Pattern[str]
    wording: str


def _unsupported(_clause: str, _subject: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One language's questions; ``{of}`` and ``{object}`` are the subject in other cases."""

    articles: str
    plural: str
    be: str
    what_is: str
    what_are: str = ""
    """The same for a plural, where the language words it otherwise; ``plurals`` are its verbs."""
    plurals: frozenset[str] = frozenset()
    who_is: str
    person: re.Pattern[str]
    """How the gloss of a person, or of people, begins."""
    meaning: str
    follows: re.Pattern[str]
    """How a sentence begins that goes on about the subject of the one before."""
    predicate: re.Pattern[str]
    """How the words behind a whole subject begin: a verb, not the rest of a longer subject."""
    because: re.Pattern[str]
    why: str
    why_elided: str = ""
    why_inverted: str = ""
    """What comes before a verb of ``inverts`` that changes places with the subject."""
    inverts: frozenset[str] = frozenset()
    supported: Callable[[str, str], str | None] = field(default=_unsupported)
    """Words a clause behind its subject as "why …" with "do"; None where that is not certain."""
    verb_second: bool = False
    no_verb: frozenset[str] = frozenset()
    contrast: re.Pattern[str]
    difference: str
    relation: str
    date: re.Pattern[str]
    past: re.Pattern[str]
    happened: str
    predicates: tuple[Rule, ...]
    lemmas: Mapping[str, str] = field(default_factory=dict[str, str])
    """The base form of a rule's group ``past``; the rule fits no other word."""
    uncertain: re.Pattern[str] = re.compile(r"(?!)")
    """Subjects whose other cases their form does not show."""
    about: str


def rule(kind: str, pattern: str, wording: str) -> Rule:
    """A rule from its pattern's text."""
    return Rule(kind, re.compile(pattern), wording)


YEAR = r"(?:1\d{3}|20\d\d)"
