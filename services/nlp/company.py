"""What a whole source shows of its words: the company they keep and the capitals they carry."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from services.nlp.prose import is_verb_form
from services.nlp.word_classes import begins_inside
from services.nlp.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.nlp.languages import Language
    from services.nlp.words import Token

_VERBAL_ENDINGS = ("ing", "ed")


class Company:
    """Counts over all sentences of a source.

    ``capitals`` and ``small`` count each folded word inside sentences by its first letter;
    ``qualities`` are the words found to be adjectives.
    """

    def __init__(self, language: Language, sentences: Iterable[list[Token]]) -> None:
        self._language = language
        self._stems: set[str] = set()
        self._words: set[str] = set()
        self.capitals: Counter[str] = Counter()
        self.small: Counter[str] = Counter()
        self.qualities: set[str] = set()
        for tokens in sentences:
            for index in range(1, len(tokens)):
                self._count_case(tokens, index)
                self._read(tokens, index)

    def _count_case(self, tokens: list[Token], index: int) -> None:
        if begins_inside(tokens, index):
            token = tokens[index]
            counter = self.capitals if token.text[0].isupper() else self.small
            counter[token.lower] += 1

    def _read(self, tokens: list[Token], index: int) -> None:
        language, token, before = self._language, tokens[index], tokens[index - 1]
        if token.lower in language.closed or token.lower in language.adjectives:
            return
        following = tokens[index + 1].lower if index + 1 < len(tokens) else "."
        if language.grammar == "head_last":
            ends = following in language.closed or not following[0].isalpha()
            if before.lower in language.articles and ends:
                self._determine(token)
        elif following in language.auxiliaries and self._opens_with_noun(tokens, index):
            # "La monarchie absolue est": what stands between noun and copula qualifies it.
            self.qualities.add(token.lower)
        elif self._follows_determiner(tokens, index):
            self._determine(token)

    def _follows_determiner(self, tokens: list[Token], index: int) -> bool:
        place = index - 1
        if place and tokens[place].lower in self._language.adjectives:
            place -= 1
        verbal = tokens[index].lower.endswith(self._language.finite_suffixes)
        if verbal and tokens[place].lower not in self._language.articles:
            return False  # "Muchos pensaban"
        return self._is_determiner(tokens[place])

    def _opens_with_noun(self, tokens: list[Token], index: int) -> bool:
        """Whether the words before are an article and a noun at the start of the sentence."""
        if index != 2 or not self._is_determiner(tokens[0]):  # noqa: PLR2004 (the third word)
            return False
        noun, language = tokens[1], self._language
        return noun.text[0].isalpha() and noun.lower not in language.closed | language.adjectives

    def _is_determiner(self, token: Token) -> bool:
        return token.lower in self._language.articles or token.lower in self._language.determiners

    def _determine(self, token: Token) -> None:
        self._stems.add(stem(token.lower, self._language.stemmer))
        self._words.add(token.lower)

    def is_noun(self, token: Token) -> bool:
        """Whether a form of the word stands right behind an article somewhere in the source.

        A word that ends like a verb has to stand there itself: "guillotine" proves nothing for
        "guillotiné".
        """
        language = self._language
        endings = (*_VERBAL_ENDINGS, *language.finite_suffixes, *language.adverb_suffixes)
        if token.lower.endswith(endings) or is_verb_form(token.lower, language):
            # "the debts" shows that "debt" is a noun, "the shaking" not that "shake" is.
            return not self._words.isdisjoint((token.lower, f"{token.lower}s", token.lower[:-1]))
        return stem(token.lower, self._language.stemmer) in self._stems

    def is_name(self, token: Token) -> bool:
        """Whether the word carries a capital inside sentences and is never without."""
        return self.capitals[token.lower] > 0 and self.small[token.lower] == 0
