"""Derived columns that several content types check: pure functions from texts to values."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from core.content_type import SPEAKING_PACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")  # noqa: RUF001 (typographic apostrophe)
_ENDINGS = ("ern", "ies", "es", "en", "em", "ns", "s", "n", "e", "x", "y")
"""Endings of number and case in the languages we write, longest first."""
_SHORTEST_ROOT = 3

KIN_LETTERS = 6
"""First letters that two words share when they are of one family: five are often chance ("photo",
"inter")."""

KIN_SHARE = 0.58
"""Share of the longer word that those letters are: "condens" of "condensation" is 0.58, "transp"
of "transport" and "transpiration" 0.46."""

_COMBINING = frozenset(("electr", "électr", "elektr", "thermo", "hydro", "photo", "magnet"))
"""Beginnings that words of many families have: "électrolyse" is no kin of "électrique"."""

_DANGLING = (
    "and or the of to with from by and und oder der des dem den mit von zum zur et ou le les du "
    "des de la au aux avec y o el los las del al con"
)
"""Words that something has to follow. "a", "in", "an" and others also end sentences or are names.
"""

_RELATES = (
    "of that which who in on by with for from and sobre sur auf de del que con en y du des qui "
    "dans avec et où von vom der die das des dem den mit im aus bei für zur zum und"
)
"""Words after which a text still says which one it means, before it says what that is."""

_ARTICLES = (
    "a an the ein eine einen einem einer der die das le la les l un une des el los las uno una "
    "unos unas lo"
)

_NEXT_FACT = re.compile(
    r"(?<![A-ZÄÖÜ. ][.])(?<=[.!?…])\s+(?=[\"“«„¿¡(]?[A-ZÄÖÜÀ-Ý])|;\s+(?=\S)"
    r"|,? (?:and (?:it|they|he|she|also)|und (?:er|sie|es|außerdem)|et (?:il|elle|ils|elles)"
    r"|y (?:también|además))\b"
)
_SHORTEST_TELLING = 4

_QUESTION_WORDS = {
    "en": "what which who whom whose when where why how",
    "de": "was wer wen wem wessen wie wo wohin woher wann warum weshalb wieso wozu wodurch womit "
    "woran worin woraus worauf wofür wovon worüber wobei welche welcher welches welchen welchem "
    "inwiefern inwieweit",
    "fr": "que qu quoi qui quel quelle quels quelles comment pourquoi où quand combien lequel "
    "laquelle lesquels lesquelles est",
    "es": "qué quién quiénes cuál cuáles cómo cuándo dónde adónde cuánto cuánta cuántos cuántas",
}
_OPENING_VERBS = {
    "en": "is are was were do does did can could will would should shall may might must has have "
    "had if suppose imagine",
}
_STATEMENT_OPENERS = {
    "de": "der die das den dem des ein eine einen einem einer es er sie wir ich man dieser diese "
    "dieses",
    "fr": "le la les l un une des il elle ils elles on nous je tu ce cette ces",
}
_FRENCH_INVERSION = re.compile(
    r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce|je|tu|nous|vous)\b", re.IGNORECASE
)


_SPANISH_STATEMENT = re.compile(
    r"^¿(?:el|la|los|las|un|una|unos|unas|defin[ae]|expli(?:ca|que)|descri(?:be|ba)|us[ae]|nombr[ae]"
    r"|resum[ae]|menci[oó]n[ae]|indi(?:ca|que)|señal[ae]|enumer[ae]|elij[ae]|elige|represent[ae])\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def words(text: str) -> int:
    """Words of the text, counted at white space."""
    return len(text.split())


def spoken_minutes(texts: Iterable[str]) -> float:
    """Minutes that the texts take to speak, at `SPEAKING_PACE` words a minute."""
    return sum(map(words, texts)) / SPEAKING_PACE


def folded(text: str) -> str:
    """The text's words alone: no case, no marks, single blanks."""
    return " ".join(_WORD.findall(text.casefold()))


def new_words(answer: str, question: str) -> int:
    """Words of the answer that say something and that the question does not hold already.

    Without any, whoever asks gets the question back.

    Forms of one word count as one; words of up to three letters (articles, "is") say nothing.
    """
    telling = {
        _root(word)
        for word in _WORD.findall(answer.casefold())
        if len(word) >= _SHORTEST_TELLING or any(map(str.isdigit, word))
    }
    return len(telling - set(roots(question)))


def roots(text: str) -> list[str]:
    """The text's words in order, without case and without endings of number and case."""
    return list(_roots(text))


@lru_cache(maxsize=4096)
def _roots(text: str) -> tuple[str, ...]:
    # The same words and titles are looked at again and again.
    return tuple(_root(word) for word in _WORD.findall(_POSSESSIVE.sub("", text.casefold())))


def names_term(definition: str, term: str) -> bool:
    """Whether the term stands in its own definition, in any number or case."""
    searched, sought = roots(definition), roots(term)
    last = len(searched) - len(sought)
    return bool(sought) and any(
        searched[start : start + len(sought)] == sought for start in range(last + 1)
    )


def names_kin(definition: str, term: str) -> bool:
    """Whether each telling word of the term stands in its own definition, or a near relation of it.

    "Water evaporates" for "evaporation": the words share most of their letters from the first on.
    Finds circles that `names_term` does not, and some definitions that are none: for a person.
    """
    sought = [word for word in roots(term) if len(word) >= _SHORTEST_TELLING]
    searched = set(roots(definition))
    return bool(sought) and all(any(_kin(word, other) for other in searched) for word in sought)


def repeats_term(explanation: str, term: str) -> bool:
    """Whether the first sentence of an explanation needs its own term to explain it.

    "A switch is a part that …" names it once, as what the sentence is about; "A switch that …" and
    "… is a switch that …" explain it by itself.
    """
    said, sought = roots(_SENTENCE.split(explanation.strip())[0]), roots(term)
    sought = sought[1:] if len(sought) > 1 and sought[0] in _ROOTS_OF_ARTICLES else sought
    places = [
        start
        for start in range(len(said) - len(sought) + 1)
        if sought and said[start : start + len(sought)] == sought
    ]
    if len(places) != 1:
        return len(places) > 1
    after = explanation.strip().casefold()
    opens = all(word in _ROOTS_OF_ARTICLES for word in said[: places[0]])
    following = _WORD.findall(after)[places[0] + len(sought) :]
    return opens and bool(following) and following[0] in _RELATES.split()


def breaks_off(text: str) -> bool:
    """Whether the text ends in a word that something has to follow.

    So it does where an answer was cut short, or a sentence of the source in the wrong place.
    """
    last = text.split()[-1:] or [""]
    return last[0] in _DANGLING.split()


def facts(definition: str) -> int:
    """Facts that a definition states side by side: its sentences, and clauses that begin anew.

    Clauses count after a semicolon and after "and it …", in the four languages we write.
    """
    return 1 + len(_NEXT_FACT.findall(definition.strip()))


def has_question_marks(text: str, language: str) -> bool:
    """Whether the question carries its marks: "?" at the end and, in Spanish, "¿" before it.

    Without them a learner takes it for a statement, and exports do not know it for a question.
    """
    closed = text.rstrip().endswith(("?", "？"))  # noqa: RUF001 (full-width question mark)
    return closed and (language != "es" or "¿" in text)


def asks(question: str, language: str) -> bool | None:
    """Whether the sentence is built as a question; None in a language whose forms we do not know.

    A statement with a question mark asks nothing that could be answered.

    A question word anywhere will do ("In which cells …?"), or an opening that asks: an auxiliary
    verb in English, anything but a statement's opening in German, inversion in French. In Spanish
    the opening mark makes the question, before anything but a noun's article or a task ("Defina").
    """
    if language not in _QUESTION_WORDS:
        return None
    found = _WORD.findall(question.casefold())
    if not found:
        return False
    if not set(_QUESTION_WORDS[language].split()).isdisjoint(found):
        return True
    return {
        "en": found[0] in _OPENING_VERBS["en"].split(),
        "de": found[0] not in _STATEMENT_OPENERS["de"].split(),
        "fr": _FRENCH_INVERSION.search(question) is not None,
        "es": "¿" in question and not _SPANISH_STATEMENT.match(question),
    }[language]


def names_section(category: str, outline: Mapping[str, Any] | None) -> bool | None:
    """Whether a category is a section of the outline, or a part of its title; None without one.

    Learners find what belongs to a section by its name.
    """
    titles = [f" {folded(each['title'])} " for each in (outline or {}).get("sections", ())]
    named = f" {folded(category)} "
    return any(named in title or title in named for title in titles) if titles else None


def different(values: Iterable[str]) -> int:
    """How many of the values differ from one another."""
    return len(set(values))


def _kin(one: str, other: str) -> bool:
    if one == other:
        return True
    pairs = zip(one, other, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if one[:shared] in _COMBINING:
        return False
    return shared >= KIN_LETTERS and shared >= KIN_SHARE * max(len(one), len(other))


def _root(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word.removesuffix(ending)
    return word


_ROOTS_OF_ARTICLES = frozenset(map(_root, _ARTICLES.split()))
