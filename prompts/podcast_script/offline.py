"""How the embedded model composes the podcast script: which sentences are spoken, and how many.

How they become a conversation lives in ``script.py``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.content_type import LENGTH_TOLERANCE, SPEAKING_PACE
from prompts._shared.composing import Stock, insufficient
from prompts._shared.parts import sections_of
from prompts.podcast_script import schema
from prompts.podcast_script.script import Script, Writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.analysis import Brief, Sentence

DEFAULT_MINUTES = 5
"""Length aimed for when none is asked for; a short source may give less."""
RECAP_POINTS = 3
"""At most, and no more than there are minutes."""
DENSITY = 1.5
"""Characters a word that full salience outweighs in a short podcast."""
LONGEST_UNIT = 3
"""Sentences that lean on one another and are spoken in one turn."""


def compose(brief: Brief) -> dict[str, Any]:
    """The podcast script, as long as asked for.

    Raises:
        InsufficientSourceError: The source does not suffice for the length or the contract.
    """
    writing = Writing(brief, sections_of(brief.outline, brief.analysis))
    goal = (brief.minutes or DEFAULT_MINUTES) * SPEAKING_PACE
    points = min(brief.minutes or RECAP_POINTS, RECAP_POINTS)
    script = _fitted(writing, points, goal)
    if writing.is_short and not script.is_long_enough:
        script = _fitted(writing, points, goal, salience_counts=False)
    if brief.minutes is not None and script.words < goal * (1 - LENGTH_TOLERANCE):
        raise insufficient(
            f"The source suffices for a podcast of about {script.minutes} minutes; "
            f"{brief.minutes} {'is' if brief.minutes == 1 else 'are'} needed."
        )
    if not script.is_long_enough:
        raise insufficient(
            f"The source gives a podcast of {script.characters} characters in the words that fit; "
            f"{schema.SCRIPT.min} are needed, {schema.DIALOGUE.min} of them in conversation."
        )
    return script.content()


def _fitted(writing: Writing, points: int, goal: int, *, salience_counts: bool = True) -> Script:
    """The script with as many of the best sentences as fit.

    First one unit of each section, then the most salient of the rest.
    """
    stock = Stock(writing.analysis)
    recap = writing.recap(points, stock)
    script = writing.script((), recap)
    chosen: dict[int, tuple[Sentence, ...]] = {}
    used: set[int] = set()
    for unit in _in_turn(writing, stock, DENSITY if salience_counts else 0.0):
        if script.words >= goal and script.is_long_enough:
            break
        fresh = tuple(each for each in unit if each.index not in used)
        if fresh != unit:
            continue
        grown = writing.script([*chosen.values(), unit], recap)
        # Close to the goal, unless the contract's lower limits ask for all that is tolerated.
        over = LENGTH_TOLERANCE / 3 if script.is_long_enough else LENGTH_TOLERANCE
        if grown.words <= goal * (1 + over) and grown.is_short_enough:
            chosen[unit[0].index] = unit
            used.update(each.index for each in unit)
            stock.take(unit)
            script = grown
    return script


def _in_turn(writing: Writing, stock: Stock, weight: float) -> Iterable[tuple[Sentence, ...]]:
    """Units of sentences in the order in which they are worth speaking."""
    order = partial(_dense_first, weight=weight) if writing.is_short else _salient_first
    first: list[Sentence] = []
    rest: list[Sentence] = []
    for part in writing.parts:
        ranked = order([each for each in part.sentences if stock.is_free(each)])
        alone = [each for each in ranked if each.standalone]
        first.extend(alone[:1])
        rest.extend(each for each in ranked if each not in alone[:1])
    for sentence in [*order(first), *order(rest)]:
        unit = stock.run_to(sentence)
        if unit is not None and len(unit) <= LONGEST_UNIT:
            yield unit


def _salient_first(sentences: Sequence[Sentence]) -> list[Sentence]:
    return sorted(sentences, key=lambda each: (-each.salience, each.index))


def _dense_first(sentences: Sequence[Sentence], weight: float) -> list[Sentence]:
    """Salient sentences of long words: a short podcast has few words for its characters."""
    return sorted(
        sentences,
        key=lambda each: (-len(each.text) / each.words - each.salience * weight, each.index),
    )
