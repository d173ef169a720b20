"""Personal data in what is said of a pack: that goes to more people than the pack does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from services.quality.safety import personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.artifact import Finding

    Pieces = Mapping[re.Pattern[str], str]

BETWEEN = r"(?:&#?\w+;|[\W_]){0,8}"
"""What may stand between the letters and digits of one piece: columns and pages write it anew."""

MIN_BEGUN = 4
"""Characters from which the beginning of a piece is masked where a message was cut in it."""

_WORD = re.compile(r"[^\W_]+")


def masked(text: str) -> str:
    """The text with only the ends of each piece of personal data in it."""
    found = {words for _, words in personal.found_in(text)}
    for words in sorted(found, key=len, reverse=True):
        text = text.replace(words, _ends(words))
    return text


def personal_in(texts: Iterable[str]) -> Pieces:
    """What finds each piece of personal data of these texts, however written; and its ends."""
    found = {words for text in set(texts) for _, words in personal.found_in(text)}
    return {_finder(words): _ends(words) for words in sorted(found, key=len, reverse=True)}


def mask_known(text: str, known: Pieces) -> str:
    """The text with only the ends of the pieces that `personal_in` gave."""
    for finder, ends in known.items():
        text = finder.sub(lambda _, ends=ends: ends, text)
    return text


def mask_findings(findings: Iterable[Finding], known: Pieces) -> tuple[Finding, ...]:
    """The findings, with only the ends of these pieces in their messages."""
    return tuple(
        each.model_copy(update={"message": mask_known(each.message, known)}) for each in findings
    )


def texts_in(node: Any) -> Iterator[str]:
    """Every text of a JSON value."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from texts_in([*cast("dict[str, Any]", node).values()])
    elif isinstance(node, list):
        for each in cast("list[Any]", node):
            yield from texts_in(each)


def _finder(words: str) -> re.Pattern[str]:
    parts = BETWEEN.join(map(re.escape, _WORD.findall(words)))
    mark = "" if _WORD.match(words) else f"{re.escape(words[0])}?"
    begun = "|".join(re.escape(words[:end]) for end in range(len(words), MIN_BEGUN - 1, -1))
    return re.compile(rf"(?<![^\W_])(?:{mark}{parts}(?![^\W_])|(?:{begun})…)", re.IGNORECASE)


def _ends(words: str) -> str:
    return f"{words[:2]}…{words[-2:]}"
