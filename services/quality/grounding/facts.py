"""The numbers, names and code that a source holds, as sets: made once, asked often."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from services.nlp.languages import language_of
from services.nlp.words import stem, tokens_of
from services.quality.grounding.names import Vocabulary, found_names, plain
from services.quality.grounding.numbers import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.source import Source
    from services.quality.grounding.numbers import Number

_SHORTEST_CODE = 3
_CODE_WORD = re.compile(r"\w+")

RARE_SHARE = 0.25
"""Share of the passages from which a name is the source's subject, and needs no evidence."""


class Facts:
    """What some passages of a source hold; all of them, or those that a claim rests on."""

    def __init__(self, source: Source, numbers: Sequence[int], *, beside: Sequence[str]) -> None:
        self._source = source
        self._language = language_of(source.language)
        self._numbers = numbers
        self._beside = beside

    def of_passages(self, ids: Iterable[str]) -> Facts:
        """The facts of these passages, what stands right before each, headings and title."""
        places = {self._places[each] for each in ids if each in self._places}
        before = {place - 1 for place in places if place and self._same_section(place)}
        return _facts_of_passages(self, tuple(sorted(places | before)))

    def narrowed(self, places: tuple[int, ...]) -> Facts:
        """The facts of the passages at these places, with the source's headings and title."""
        return Facts(self._source, places, beside=self._beside)

    def holds_number(self, number: Number) -> bool:
        """Whether the number stands there, in any format, with its unit or with none."""
        units = [unit for each in number.readings for unit in self._units.get(each, ())]
        return bool(units) and (not number.unit or number.unit in units or "" in units)

    def other_unit(self, number: Number) -> bool:
        """Whether it stands there with another unit only."""
        return any(each in self._units for each in number.readings) and bool(number.unit)

    def counts_otherwise(self, number: Number) -> bool:
        """Whether what the number counts is counted there, and never so."""
        counted = self._counted.get(stem(number.noun, self._language.stemmer), frozenset())
        return bool(counted) and not counted & number.readings

    def holds_name(self, name: str) -> bool:
        """Whether the name stands there in any of its forms."""
        return self._vocabulary.holds(name) or self.holds_code(name, least=_SHORTEST_CODE)

    def holds_code(self, snippet: str, *, least: int = 1) -> bool:
        """Whether a formula or a piece of code stands there, white space aside."""
        bare = _squeezed(snippet.strip("`$.,;:"))
        if len(bare) < least or bare.isalpha():
            return False
        return bare in (self._code_words if _CODE_WORD.fullmatch(bare) else self._code)

    def is_rare(self, name: str) -> bool:
        """Whether too few passages hold the name for it to be the source's subject."""
        least = max(2, RARE_SHARE * len(self._source.passages))
        return self._passages_with.get(plain(name), 0) < least

    def names_before(self, following: tuple[str, str]) -> frozenset[str]:
        """Names that stand before these two words at the start of a sentence there."""
        return self._followed.get(following, frozenset())

    @cached_property
    def _texts(self) -> list[str]:
        return [*self._beside, *(self._source.passages[each].text for each in self._numbers)]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {passage.id: place for place, passage in enumerate(self._source.passages)}

    def _same_section(self, place: int) -> bool:
        one, other = self._source.passages[place - 1], self._source.passages[place]
        return one.heading_path == other.heading_path

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._texts, self._language)

    @cached_property
    def _found(self) -> list[Number]:
        return [
            number for text in self._texts for number in numbers_in(text, self._source.language)
        ]

    @cached_property
    def _units(self) -> Mapping[str, set[str]]:
        units: dict[str, set[str]] = {}
        for number in self._found:
            for reading in number.readings:
                units.setdefault(reading, set()).add(number.unit)
        return units

    @cached_property
    def _counted(self) -> Mapping[str, frozenset[str]]:
        language, counted = self._language, dict[str, frozenset[str]]()
        for number in self._found:
            if number.noun and number.noun not in language.closed | language.adjectives:
                noun = stem(number.noun, language.stemmer)
                counted[noun] = counted.get(noun, frozenset()) | number.readings
        return counted

    @cached_property
    def _code(self) -> str:
        return "\n".join(_squeezed(text) for text in self._texts)

    @cached_property
    def _code_words(self) -> frozenset[str]:
        texts = (unicodedata.normalize("NFKC", text).casefold() for text in self._texts)
        return frozenset(word for text in texts for word in _CODE_WORD.findall(text))

    @cached_property
    def _passages_with(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for passage in self._source.passages:
            for word in {plain(token.text) for token in tokens_of(passage.text, self._language)}:
                counts[word] = counts.get(word, 0) + 1
        return counts

    @cached_property
    def _followed(self) -> Mapping[tuple[str, str], frozenset[str]]:
        names = {
            plain(name.text) for text in self._texts for name in found_names(text, self._language)
        }
        followed: dict[tuple[str, str], frozenset[str]] = {}
        for text in self._texts:
            tokens = tokens_of(text, self._language)
            for index, token in enumerate(tokens[:-2]):
                if token.text[0].isupper() and plain(token.text) in names:
                    key = (tokens[index + 1].lower, tokens[index + 2].lower)
                    followed[key] = followed.get(key, frozenset()) | {plain(token.text)}
        return followed


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Keyed:
    """A source as a key: by its text's digest, title, language and passages."""

    def __init__(self, source: Source) -> None:
        self.source = source
        cuts = tuple((each.start, each.heading_path) for each in source.passages)
        self._key = (source.sha256, source.title, source.language, cuts)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self._key == other._key


def facts_of(source: Source) -> Facts:
    """The facts of a whole source, kept while it is among the last few."""
    return _kept(_Keyed(source))


@lru_cache(maxsize=4)
def _kept(keyed: _Keyed) -> Facts:
    source = keyed.source
    headings = {heading for passage in source.passages for heading in passage.heading_path}
    return Facts(source, range(len(source.passages)), beside=[source.title, *sorted(headings)])


@lru_cache(maxsize=512)
def _facts_of_passages(whole: Facts, places: tuple[int, ...]) -> Facts:
    return whole.narrowed(places)
