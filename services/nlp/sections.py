"""The parts of a source: by its headings, or by where its vocabulary changes."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST, MOST = 3, 12
WINDOW = 4
"""Sentences compared on each side of a gap, and the fewest in a stretch of topic."""
_NUMBERING = re.compile(
    r"^\s*(?:#+\s*)?(?:(?:chapter|section|part|kapitel|abschnitt|teil|chapitre|partie|capítulo|sección|parte)\s+"
    r"(?:\d+|[IVX]+)\s*[:.–—-]*\s*|\d+(?:\.\d+)*[.)]?\s+|[IVX]+[.)]\s+)",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A run of consecutive sentences and its title, None where no heading gives one."""

    title: str | None
    sentences: list[int]


def bare_title(heading: str) -> str:
    """A heading without its numbering and marks; the heading itself when nothing else is left."""
    text = " ".join(heading.replace("**", "").replace("`", "").split())
    return _NUMBERING.sub("", text).strip(" #:–—-") or text


def by_headings(paths: Sequence[tuple[str, ...]]) -> list[Part] | None:
    """Parts of the source by the heading level that divides it best; None without headings.

    ``paths`` is the heading path of each sentence. The best level is the highest that gives at
    least three parts, or else the one that gives most.
    """
    depth = max((len(path) for path in paths), default=0)
    if depth == 0:
        return None
    divided = [_runs(paths, level) for level in range(1, depth + 1)]
    best = next((parts for parts in divided if len(parts) >= FEWEST), None)
    if best is None:
        best = max(divided, key=len)
    if len(best) < 2 and len(paths) >= FEWEST * WINDOW:  # noqa: PLR2004 (one heading over it all)
        return None
    return _merged(best)


def _runs(paths: Sequence[tuple[str, ...]], level: int) -> list[Part]:
    parts: list[Part] = []
    last: tuple[str, ...] | None = None
    for index, path in enumerate(paths):
        prefix = path[:level]
        if prefix != last:
            title = bare_title(prefix[-1]) if len(prefix) == level else None
            parts.append(Part(title, []))
            last = prefix
        parts[-1].sentences.append(index)
    return parts


def _merged(parts: list[Part]) -> list[Part]:
    """The parts with those of one sentence joined to a neighbour, twelve at most."""
    parts = list(parts)
    while len(parts) > 1:
        smallest = min(range(len(parts)), key=lambda index: len(parts[index].sentences))
        if len(parts[smallest].sentences) > 1 and len(parts) <= MOST:
            break
        neighbour = smallest - 1 if smallest else 1
        low, high = sorted((smallest, neighbour))
        bigger = max(parts[low], parts[high], key=lambda part: len(part.sentences))
        title = bigger.title or parts[low].title or parts[high].title
        parts[low : high + 1] = [Part(title, parts[low].sentences + parts[high].sentences)]
    return parts


def by_topic(stems: Sequence[Sequence[str]], breaks: Sequence[bool]) -> list[Part]:
    """Stretches of topic, cut where the words on both sides of a gap have least in common.

    ``breaks[i]`` says whether a paragraph begins at sentence ``i``: cuts are made there only,
    unless the source is a single paragraph.
    """
    total = len(stems)
    wanted = min(8, total // 7)
    if wanted < 2:  # noqa: PLR2004 (one stretch is the whole)
        return [Part(None, list(range(total)))]
    allowed = [gap for gap in range(WINDOW, total - WINDOW + 1) if breaks[gap]]
    if len(allowed) < 2:  # noqa: PLR2004 (nothing to choose from)
        allowed = list(range(WINDOW, total - WINDOW + 1))
    scores = {gap: _similarity(stems, gap) for gap in allowed}
    cuts: list[int] = []
    for gap in sorted(allowed, key=lambda gap: (scores[gap], gap)):
        if len(cuts) == wanted - 1:
            break
        if all(abs(gap - cut) >= WINDOW for cut in cuts):
            cuts.append(gap)
    bounds = [0, *sorted(cuts), total]
    return [Part(None, list(range(start, end))) for start, end in pairwise(bounds)]


def _similarity(stems: Sequence[Sequence[str]], gap: int) -> float:
    left = Counter(stem for words in stems[max(0, gap - WINDOW) : gap] for stem in words)
    right = Counter(stem for words in stems[gap : gap + WINDOW] for stem in words)
    shared = sum(left[stem] * right[stem] for stem in sorted(left.keys() & right.keys()))
    norm = math.sqrt(sum(n * n for n in left.values()) * sum(n * n for n in right.values()))
    return shared / norm if norm else 0.0


def specific(
    parts: Sequence[Sequence[int]], named: Sequence[Sequence[str]], salience: dict[str, float]
) -> list[tuple[str, ...]]:
    """For each part the keys of the terms most its own, best first, at most eight.

    ``named`` holds the keys each sentence names.
    """
    counts = [Counter(key for index in part for key in named[index]) for part in parts]
    spread = Counter(key for count in counts for key in count)
    chosen: list[tuple[str, ...]] = []
    for count in counts:
        weights = {
            key: times * math.log(1 + len(parts) / spread[key]) * (0.2 + salience[key])
            for key, times in count.items()
        }
        chosen.append(tuple(sorted(weights, key=lambda key: (-weights[key], key))[:8]))
    return chosen
