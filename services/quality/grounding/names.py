"""Proper names in a text, as far as a capital tells them, and whether a source knows them."""

# ruff: noqa: RUF001 (typographic marks are meant)

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from services.nlp.frequency import listed, zipf
from services.nlp.languages import WRITTEN, words
from services.nlp.words import stem, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.nlp.languages import Language
    from services.nlp.words import Token

EVERYDAY = words("""
    i earth sun moon internet web god bible mr mrs ms dr prof st ok tv pc ai ceo faq pdf id
    terre lune soleil dieu état église monsieur madame tierra luna sol dios estado iglesia señor
    chapter section part step figure table unit lesson module question answer note example bloom
    q a b c d chapitre partie étape capítulo parte paso unidad
""")
"""Words that anyone writes with a capital, whatever the source says."""

_ALIASES = (
    "france french français française francia francés",
    "england english anglais inglés angleterre inglaterra",
    "britain british britannique británico",
    "spain spanish espagne espagnol españa español",
    "netherlands dutch",
    "germany german allemagne allemand alemania alemán deutschland deutsch",
    "greece greek grèce grec grecia griego",
    "poland polish",
    "denmark danish",
    "sweden swedish",
    "wales welsh",
    "switzerland swiss",
    "china chinese",
    "turkey turkish",
    "europe european europa europeo européen",
)
"""Countries and their adjectives where neither begins with the other."""

_OPENERS = frozenset(".!?:;…–—\"'“”„«»(¿¡[*#|/••-‘’")
_GERMAN_MEASURES = words("kilogramm gramm liter meter kilometer tonne tonnen prozent grad euro mal")
_GERMAN_ENDINGS = tuple(
    words("""
        ung ungen heit heiten keit keiten schaft schaften tion tionen ismus tät täten nis nisse tum
        ling linge chen lein enz enzen anz ierung innen
    """)
)
_GERMAN_CONTRACTED = words("im am zum zur vom beim ins ans fürs durchs")
_GERMAN_INFLECTIONS = ("e", "en", "er", "es", "em")
_GERMAN_TERMS = tuple(
    words("e en ase ose in ol an at it id yl yll ium ik us um or ie gen plast zyt som on ör är al")
)
"""How German writes terms of science as well as names."""
_GERMAN_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_PART = 4
_SHORTEST_OPENING = 3
_COMMON = 4.0
_RARE_NAME = 3.6
_LONGEST_ENDING = 4
_SHORTEST_ROOT = 5
_MAX_NEIGHBOURS = 50
_VOWELS = "aeiouy"
_MARKER = re.compile(r"(?:^|\n)[ \t]*\(?\w{1,3}\)[ \t]*$")
_CODE = re.compile(r"(?=.*\d)[^\W\d_][\w-]*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is, or is part of, a proper name. ``sure`` is False where it may be a noun."""

    text: str
    start: int
    end: int
    sure: bool = True


def names_in(text: str, language: Language) -> list[str]:
    """The proper names of a text, word by word."""
    return [name.text for name in found_names(text, language)]


@lru_cache(maxsize=2048)
def found_names(text: str, language: Language) -> tuple[Name, ...]:
    """The proper names of a text, word by word; none in a language other than the four.

    A capital tells a name inside a sentence. In a title, where every word has one, only a word
    that its language does not list is a name; so it is in German, whose nouns all have capitals.
    """
    if language.code not in WRITTEN:
        return ()
    tokens = tokens_of(text, language)
    titled = _is_title(tokens, language)
    return tuple(
        name
        for index, token in enumerate(tokens)
        if (name := _name_at(tokens, index, language, text, titled=titled)) and _may_be(token)
    )


def begins_sentence(tokens: Sequence[Token], index: int, text: str, language: Language) -> bool:
    """Whether a capital here is owed to the place: start, after a mark, a bracket or a new line."""
    if index == 0:
        return True
    before = tokens[index - 1]
    if "\n" in text[before.end : tokens[index].start]:
        return True
    if before.text == "." and index > 1:
        word = tokens[index - 2]
        short = word.lower in language.abbreviations or (len(word.text) == 1 and word.is_word)
        return not (short and word.end == before.start)
    if before.text == ")":
        return _MARKER.search(text[: tokens[index].start]) is not None
    if before.text == "-" and before.end == tokens[index].start:
        return False
    return before.text in _OPENERS


def _may_be(token: Token) -> bool:
    return len(token.text) > 1 and token.lower not in EVERYDAY


def _name_at(
    tokens: Sequence[Token], index: int, language: Language, text: str, *, titled: bool
) -> Name | None:
    token = tokens[index]
    name = Name(token.text, token.start, token.end)
    if _CODE.fullmatch(token.text) and any(each.isupper() for each in token.text):
        return name  # CO2, H2O, B12
    told = token.is_word and token.text[0].isupper() and token.lower not in language.closed
    if not told or _is_roman(token.text) or _is_month(tokens, index, language):
        return None
    if titled:
        return name if is_foreign(token.lower, language) else None
    if begins_sentence(tokens, index, text, language):
        return None
    return _german_name(tokens, index, language) if language.grammar == "capitals" else name


def _german_name(tokens: Sequence[Token], index: int, language: Language) -> Name | None:
    """A word that German does not list and that has no article; sure unless built like a term."""
    token, before = tokens[index], tokens[index - 1].lower
    determined = before in language.articles | language.determiners | _GERMAN_CONTRACTED
    inflected = before.endswith(_GERMAN_INFLECTIONS) and before not in language.closed
    if _follows_name(tokens, index, language):
        return Name(token.text, token.start, token.end)
    if is_foreign(token.lower, language):
        if not _opens_name(tokens, index, language) and (
            determined or (inflected and tokens[index - 1].text.islower())
        ):
            return None
        sure = not token.lower.endswith(_GERMAN_TERMS)
        return Name(token.text, token.start, token.end, sure=sure)
    if not determined and _stands_as_name(tokens, index, language):
        return Name(token.text, token.start, token.end, sure=False)
    return None


def _opens_name(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Whether another word that German does not list, with a capital, comes right behind."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or not (following.is_word and following.text[0].isupper()):
        return False
    return is_foreign(following.lower, language)


def _follows_name(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Whether a rare word stands right behind one that looks like a given name.

    "Pierre Mariotte", "Leonhard Euler"; not "Liter Regenwasser" or "Tasse Tee".
    """
    before, lower = tokens[index - 1], tokens[index].lower
    if not before.is_word or not before.text[0].isupper() or before.lower in language.closed:
        return False
    if before.lower in _GERMAN_MEASURES or lower.endswith(_GERMAN_ENDINGS):
        return False
    if zipf(lower, language.code) >= _RARE_NAME:
        return False
    if _is_international(before.lower) or is_foreign(before.lower, language):
        return True
    return listed(lower, language.code) and zipf(before.lower, language.code) < _COMMON


def _is_international(lower: str) -> bool:
    return sum(listed(lower, code) for code in WRITTEN) >= len(WRITTEN) - 1


def _is_roman(word: str) -> bool:
    return len(word) > 1 and set(word) <= set("IVXLCDM")


def _is_month(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Whether this is a month in a date (or may be the verb or the noun that looks like one)."""
    if tokens[index].lower not in language.calendar:
        return False
    near = tokens[max(0, index - 3) : index + 3]
    ambiguous = tokens[index].lower in {"may", "march"}
    return ambiguous or any(each.text[0].isdigit() for each in near)


def _is_title(tokens: Sequence[Token], language: Language) -> bool:
    """Whether every word that carries meaning has a capital, and no sentence ends."""
    if language.grammar == "capitals" or (tokens and tokens[-1].text in {".", "!", "?"}):
        return False
    carrying = [each for each in tokens if each.is_word and each.lower not in language.closed]
    return bool(carrying) and all(not each.text[0].islower() for each in carrying)


def is_foreign(lower: str, language: Language) -> bool:
    """Whether a word is none that the language lists, nor made of some."""
    bare = lower.removesuffix("'s").strip("'")
    parts = [part for part in bare.split("-") if part]
    return any(not _made_of_listed(part, language) for part in parts)


@lru_cache(maxsize=8192)
def _made_of_listed(word: str, language: Language) -> bool:
    code = language.code
    if listed(word, code):
        return True
    if code != "de":
        root = stem(word, language.stemmer)
        return any(listed(form, code) for form in (root, f"{root}e", word[:-1], word[:-2]))
    if word.endswith(_GERMAN_ENDINGS) or any(
        word.endswith(ending) and listed(word.removesuffix(ending), code)
        for ending in ("s", "es", "n", "en", "er", "e", "in")
    ):
        return True
    return any(
        _made_of_listed(word[cut:], language)
        and any(_opens_compound(word[:cut].removesuffix(link), code) for link in _GERMAN_LINKS)
        for cut in range(_SHORTEST_OPENING, len(word) - _SHORTEST_PART + 1)
    )


def _opens_compound(part: str, code: str) -> bool:
    """Whether a German compound may begin so: "Bau", "Luft", but not with a rare short word."""
    least = _COMMON if len(part) < _SHORTEST_PART else 0
    return len(part) >= _SHORTEST_OPENING and listed(part, code) and zipf(part, code) >= least


def _stands_as_name(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Whether a listed German word stands where names do, and is known in other languages.

    "In Berlin", "von Goethe", "Albert Einstein": right behind a preposition or a capital, without
    an article. "Virus" is as international, so the answer is not sure.
    """
    lower = tokens[index].lower
    if lower.endswith(_GERMAN_ENDINGS) or lower in language.calendar:
        return False
    if not _is_international(lower):
        return False
    before = tokens[index - 1]
    capital = before.text[0].isupper() and before.lower not in _GERMAN_MEASURES
    near = capital and before.is_word and before.lower not in language.closed
    return near or before.lower in {"in", "nach", "aus", "von", "bei", "durch"}


def plain(word: str) -> str:
    """Small letters without accents, possessive endings and width: what two spellings share."""
    lower = unicodedata.normalize("NFKD", word.casefold()).replace("’", "'")
    bare = "".join(each for each in lower if not unicodedata.combining(each))
    return bare.removesuffix("'s").strip("'")


_FAMILIES = {
    plain(word): frozenset(plain(each) for each in family.split())
    for family in _ALIASES
    for word in family.split()
}


class Vocabulary:
    """The words of some texts, and whether they hold a name in any of its forms."""

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        self._texts = texts
        self._language = language

    def holds(self, name: str) -> bool:
        """Whether the name, its stem, or a word it is derived from stands there.

        "African" and "Africa", "Terre" and "terrestre", "Kepler's" and "Kepler" are one.
        """
        word = plain(name)
        if word in self.words or stem(word, self._language.stemmer) in self._stems:
            return True
        if _FAMILIES.get(word, frozenset()) & self.words or self._related(word):
            return True
        parts = [part for part in re.split(r"[-'‐‑]", word) if len(part) > 1]
        if len(parts) > 1:
            return all(self.holds(part) for part in parts)
        return (self._language.code == "de" and self._compounded(word)) or self._initials(name)

    @cached_property
    def words(self) -> frozenset[str]:
        """All of them, as `plain` gives them; those with hyphens whole and in parts."""
        found: set[str] = set()
        for text in self._texts:
            for token in tokens_of(unicodedata.normalize("NFKC", text), self._language):
                word = plain(token.text)
                found.add(word)
                found.update(re.split(r"[-'‐‑]", word))
        return frozenset(found)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word, self._language.stemmer) for word in self.words)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.words)

    def _related(self, word: str) -> bool:
        """Whether one of the words begins with this one or the other way round, endings aside."""
        roots = {word}
        if len(word) > _SHORTEST_ROOT:
            roots.add(word.rstrip(_VOWELS))
        for root in roots:
            if len(root) < (_SHORTEST_PART if root == word else _SHORTEST_ROOT):
                continue
            longest = len(root) + (_LONGEST_ENDING if len(root) >= _SHORTEST_ROOT else 2)
            at = bisect_left(self._sorted, root)
            for other in self._sorted[at : at + _MAX_NEIGHBOURS]:
                if not other.startswith(root):
                    break
                if len(other) <= longest:
                    return True
        shortest = max(_SHORTEST_ROOT, len(word) - _LONGEST_ENDING)
        return any(word[:size] in self.words for size in range(shortest, len(word)))

    def _compounded(self, word: str) -> bool:
        """Whether a word of the source opens or closes a German compound."""
        cuts = range(_SHORTEST_ROOT, len(word) - 1)
        return any(word[:cut] in self.words or word[-cut:] in self.words for cut in cuts)

    def _initials(self, name: str) -> bool:
        """Whether words in a row have these initials: "GDP" for "gross domestic product"."""
        if not (name.isupper() and len(name) > 2):  # noqa: PLR2004 (two letters prove nothing)
            return False
        return name.lower() in self._first_letters

    @cached_property
    def _first_letters(self) -> str:
        def letters() -> Iterator[str]:
            for text in self._texts:
                for token in tokens_of(text, self._language):
                    if token.is_word and token.lower not in self._language.closed:
                        yield token.lower[0]

        return "".join(letters())
