"""Long sources of the tests' own: as many chapters as wanted, each on a subject of its own."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from core.source import Passage, Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)
SUBJECTS = (
    "bees", "bridges", "cheese", "clocks", "comets", "coral", "deserts", "dialects", "eclipses",
    "engines", "ferns", "glass", "harbours", "insulin", "kites", "lighthouses", "magnets", "maps",
    "mosses", "novels", "operas", "paper", "pearls", "pendulums", "printing", "quarries", "rivers",
    "satellites", "silk", "steam", "telescopes", "tides", "tunnels", "vaccines", "volcanoes",
    "weaving", "windmills", "yeast", "zinc", "zoos",
)  # fmt: skip


def source_of(passages: Sequence[tuple[tuple[str, ...], str]], language: str = "en") -> Source:
    """A source of passages, each given with its heading path."""
    made: list[Passage] = []
    start = 0
    for number, (path, text) in enumerate(passages, start=1):
        end = start + len(text)
        made.append(
            Passage(id=f"p{number:04d}", start=start, end=end, text=text, heading_path=path)
        )
        start = end + 2
    text = "\n\n".join(text for _, text in passages)
    return Source(
        title="A long book",
        kind=SourceKind.MARKDOWN,
        origin="test",
        language=language,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        passages=tuple(made),
    )


def book(chapters: int, paragraphs: int, sentences: int = 8) -> Source:
    """An English source; every sentence of it is different and names its chapter's subject."""
    return source_of(
        [
            (
                ("The book", f"On {SUBJECTS[chapter % len(SUBJECTS)]} {chapter}"),
                " ".join(_sentence(chapter, paragraph, place) for place in range(sentences)),
            )
            for chapter in range(chapters)
            for paragraph in range(paragraphs)
        ]
    )


def _sentence(chapter: int, paragraph: int, place: int) -> str:
    subject, other = (SUBJECTS[(chapter + at) % len(SUBJECTS)] for at in (0, place * 7 + 1))
    year = 1500 + (chapter * 31 + paragraph * 7 + place) % 500
    return (
        f"The study of {subject} in volume {chapter} changed in {year}, when collectors of {other} "
        f"described specimen {paragraph}-{place} with great care."
    )


def quoting(source: Source, place: int) -> dict[str, Any]:
    """Verified evidence for the passage at this place: its first words."""
    passage = source.passages[place]
    quote = passage.text
    if len(quote) > 60:
        quote = quote[:60].rpartition(" ")[0].strip() or quote
    return {
        "passage_id": passage.id,
        "quote": quote,
        "start": passage.start,
        "end": passage.start + len(quote),
        "page": None,
        "heading_path": list(passage.heading_path),
    }


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """Sources of a few dozen passages under headings of up to three levels."""
    lengths = draw(st.lists(st.integers(1, 60), min_size=1, max_size=40))
    paths = st.lists(st.sampled_from("ABC"), max_size=3).map(tuple)
    words = draw(st.lists(WORD, min_size=5, max_size=20))
    passages: list[tuple[tuple[str, ...], str]] = []
    path: tuple[str, ...] = ()
    for at, length in enumerate(lengths):
        if draw(st.booleans()):
            path = draw(paths)
        passages.append((path, " ".join(words[(at + n) % len(words)] for n in range(length))))
    return source_of(passages)
