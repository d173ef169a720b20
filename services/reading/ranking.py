"""How much each passage of a source has to do with a query: BM25 over stems."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from services.nlp.languages import language_of
from services.nlp.words import stem, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.source import Passage

SCORE_DIGITS = 4
"""Beyond these, scores differ from one processor to another."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2,}"
)
"""Runs of the scripts that set no blanks between words: Thai, Lao, Burmese, Khmer, Kana, Han."""


class Ranking:
    """An index of passages.

    Args:
        passages: What is ranked; what stands in the headings above a passage counts as its own.
        language: Of the passages (ISO 639-1), and so of the queries.
    """

    def __init__(self, passages: Sequence[Passage], language: str) -> None:
        self._language = language
        known: dict[str, int] = {}
        rows = [
            [known.setdefault(stem, len(known)) for stem in stems_of(_text(passage), language)]
            for passage in passages
        ]
        self._known = known
        self._index: Any = None
        if known:
            # Late, for a long source only: it brings numpy (0.3 s). By name: it has no types.
            self._index = import_module("bm25s").BM25()
            self._index.index((rows, dict(known)), show_progress=False)

    def best(self, query: str) -> list[int]:
        """The places of the passages that share a word with the query, the nearest first."""
        sought = [
            self._known[each] for each in stems_of(query, self._language) if each in self._known
        ]
        if not sought:
            return []
        scores = [round(float(score), SCORE_DIGITS) for score in self._index.get_scores(sought)]
        places = [place for place, score in enumerate(scores) if score > 0]
        return sorted(places, key=lambda place: (-scores[place], place))


def stems_of(text: str, language: str) -> Iterator[str]:
    """The stems of the text's words that say something, in order; pairs where no blanks are set."""
    table = language_of(language)
    closed = table.closed
    for token in tokens_of(text, table):
        if not token.text[0].isalnum() or token.lower in closed:
            continue
        if _UNSPACED.fullmatch(token.lower):
            yield from (f"{first}{second}" for first, second in pairwise(token.lower))
        else:
            yield stem(token.lower, table.stemmer)


def _text(passage: Passage) -> str:
    return "\n".join((*passage.heading_path, passage.text))
