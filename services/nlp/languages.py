"""What the engine has to know of a language, as one type; the words themselves are data files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

Grammar = Literal["head_last", "head_first", "capitals", "neutral"]
WRITTEN = ("de", "en", "es", "fr")


def words(text: str) -> frozenset[str]:
    """The set of white-space separated words of a data block."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Closed word classes, cues and definition patterns of one language; all words lower case.

    ``grammar`` says how a noun phrase is built: its head last (English), first (French, Spanish),
    shown by a capital (German), or unknown. ``openers`` and ``connectives`` make a sentence lean
    on the one before it, and so do a match of ``backward`` (verbose) at its start and, unless what
    they mean is named there, ``anaphors`` (pronouns as subjects), ``objects`` and ``clitics`` (as
    objects), ``persons``, ``possessives``, ``demonstratives`` and ``pointers`` (adverbs).
    ``adjectives`` never belong to a term, ``modifiers`` may open one; ``before_verbs`` stand right
    before a verb; ``relatives`` open a relative clause. ``verb_forms`` pairs an ending with those
    that must also exist for the word to be a verb.
    ``definitions`` are verbose regular expressions with the groups ``term`` and either ``gloss`` or
    ``apposed``, the latter for an apposition, which needs more proof; the names in angle brackets
    are those of ``services.nlp.definitions``.
    """

    code: str
    stemmer: str | None = None
    grammar: Grammar = "neutral"
    articles: frozenset[str] = frozenset()
    definite: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    numerals: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    function_words: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    adverbs: frozenset[str] = frozenset()
    adverb_suffixes: tuple[str, ...] = ()
    adjectives: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    before_verbs: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    adjective_suffixes: tuple[str, ...] = ()
    noun_suffixes: tuple[str, ...] = ()
    infinitive_suffixes: tuple[str, ...] = ()
    finite_suffixes: tuple[str, ...] = ()
    verb_forms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    generic: frozenset[str] = frozenset()
    calendar: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    closing_abbreviations: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    connectives: tuple[str, ...] = ()
    backward: str = ""
    anaphors: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    clitics: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    demonstratives: frozenset[str] = frozenset()
    pointers: frozenset[str] = frozenset()
    possessives: frozenset[str] = frozenset()
    drops_subjects: bool = False
    caption: str = ""
    definitions: tuple[str, ...] = ()
    weak_gloss: str = ""
    dropped_articles: tuple[str, ...] = ()
    gloss_ends: str = ""
    introduction: str = "Introduction"
    conjunction: str = "&"
    alternative: str = "/"

    @property
    def closed(self) -> frozenset[str]:
        """Every word that cannot be part of a term."""
        return _closed(self)


@cache
def _closed(language: Language) -> frozenset[str]:
    return (
        language.articles
        | language.determiners
        | language.prepositions
        | language.pronouns
        | language.function_words
        | language.auxiliaries
        | language.adverbs
    )


@cache
def language_of(code: str) -> Language:
    """The tables for an ISO 639-1 code; an unknown one gets a table with no patterns.

    The neutral table's function words are the language's most frequent words, where a frequency
    list exists.
    """
    if code in WRITTEN:
        return import_module(f"services.nlp.language.{code}").LANGUAGE
    from services.nlp.frequency import most_frequent  # noqa: PLC0415 (frequency reads this module)

    return Language(code=code, function_words=most_frequent(code, 120))
