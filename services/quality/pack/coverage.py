"""The coverage matrix: which items of which artifact are about an objective, or a section."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.artifact import Finding, Severity
from core.content_type import OUTLINE
from core.pack import CoverageRow
from services.nlp.languages import WRITTEN, language_of
from services.quality.paths import ROOT, child
from services.quality.similarity.overlap import stem_of, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from services.quality.pack.items import Item
    from services.quality.similarity.overlap import Weights

OBJECTIVES_MET = "coverage.objective"
"""Error: nothing in the pack is about a learning objective (a warning in a pack of fewer than
`SEVERAL_TYPES` types). Warning: one artifact says nothing about objectives that another is about.
What is promised at the start has to be taught."""

SECTIONS_MET = "coverage.section"
"""Error: nothing in the pack is about a section of the outline (a warning in a pack of fewer than
`SEVERAL_TYPES` types). Warning: one artifact says nothing about sections that another is about. A
model tends to leave out the end of a long source."""

SECTIONS_MIRRORED = "coverage.section_mirrored"
"""Warning: an artifact that has the outline's sections leaves some out. Whoever reads along in the
outline looks for them."""

_WHAT = {OBJECTIVES_MET: "learning objective", SECTIONS_MET: "section"}

SEVERAL_TYPES = 3
"""Types from which a pack is expected to be about all of the outline."""

ABOUT_OBJECTIVE = 0.22
"""Share of an objective's words, by weight, that an item about it has: an objective often names
three things, and an item is about one of them."""

ABOUT_WITHIN_SECTION = 0.12
"""The same for an item of a section that the objective belongs to."""

BELONGS = 0.5
"""Share of an objective's words, by weight, that a section it belongs to has."""

MIRRORED = 0.5
"""Share of the outline's titles among an artifact's from which it is meant to have all of them."""

NAMED = 0.75
"""Share of the words of a section's title, by weight, in an objective that names the section."""

ABOUT_SECTION = 0.6
"""Share of an item's words, by weight, that stand in the section it is about: for items whose
evidence does not tell."""

_TASK_WORDS = frozenset(
    stem_of(word)
    for words in (
        (
            "able analyse analyze apply appraise assess calculate classify compare construct "
            "contrast correctly create critique define demonstrate derive describe design "
            "determine develop differentiate discuss distinguish estimate evaluate examine "
            "example examples explain explanation formulate give given how identify illustrate "
            "importance infer interpret judge justify label list locate name outline predict "
            "propose reasons recall recognise recognize relate related role section select sketch "
            "state statement summarise summarize term terms their these those understand using "
            "what when where which words your"
        ),
        (
            "abschnitt abschnitts analysieren angeben anwenden aussage bedeutung begriffe "
            "begründen benennen beschreiben beurteilen bewerten definieren eigenen entwerfen "
            "erklären erklärung erläutern nennen richtig unterscheiden untersuchen urteil "
            "vergleichen verstehen verwenden welche worten zuordnen zusammenfassen zusammenhängen"
        ),
        (
            "affirmation analyser appliquer choix citer classer comparer comprendre concevoir "
            "correctement distinguer décrire définir employer explication expliquer identifier "
            "interpréter juger justifier liens mots nommer notions personnelle propres quelle "
            "résumer termes utiliser évaluer"
        ),
        (
            "afirmación analizar aplicar calcular clasificar comparar comprender conceptos "
            "correctamente crear cuál definir describir diferenciar distinguir enumerar evaluar "
            "explicación explicar identificar importante interpretar justificar justificarlo "
            "palabras propia propias reconocer relacionan resumir sección términos usar valorar"
        ),
    )
    for word in words.split()
)
"""How objectives are worded, whatever they are about: Bloom's verbs and what goes with them."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix's two halves, and findings about what is not met."""

    objectives: tuple[CoverageRow, ...]
    sections: tuple[CoverageRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    title: frozenset[str]
    stems: frozenset[str]
    passages: frozenset[str]


def coverage_of(
    outline: Mapping[str, Any],
    items: Mapping[str, Sequence[Item]],
    weights: Weights,
    language: str,
) -> Coverage:
    """What of the outline each artifact is about.

    Args:
        outline: The outline's content.
        items: Of each artifact, by its content type.
        weights: How much each word tells.
        language: Of the outline (ISO 639-1).
    """
    wording = _TASK_WORDS | _function_stems(language)
    sections = [_section(each) for each in outline["sections"]]
    placed = {
        name: [(item, _sections_of(item, sections, weights)) for item in items_of_type]
        for name, items_of_type in items.items()
    }
    section_rows = tuple(
        CoverageRow(
            title=section["title"],
            items={
                name: _paths(item for item, where in pairs if number in where)
                for name, pairs in placed.items()
            },
        )
        for number, section in enumerate(outline["sections"])
    )
    objective_rows = tuple(
        CoverageRow(
            title=objective["text"],
            items=_about(stems_of(objective["text"]), wording, placed, sections, weights),
        )
        for objective in outline["learning_objectives"]
    )
    findings = (
        *_unmet(objective_rows, "learning_objectives", OBJECTIVES_MET),
        *_missed(objective_rows, OBJECTIVES_MET),
        *_unmet(section_rows, "sections", SECTIONS_MET),
        *_missed(section_rows, SECTIONS_MET),
        *_unmirrored(outline, items),
    )
    return Coverage(objective_rows, section_rows, findings)


@lru_cache(maxsize=8)
def _function_stems(language: str) -> frozenset[str]:
    """Stems of the words that sentences of a language are held together by."""
    return (
        frozenset(map(stem_of, language_of(language).closed))
        if language in WRITTEN
        else frozenset()
    )


def section_stems(section: Mapping[str, Any]) -> frozenset[str]:
    """Stems of all that the outline says in a section."""
    return stems_of(" ".join((section["title"], section["description"], *section["key_points"])))


def _section(section: Mapping[str, Any]) -> _Section:
    return _Section(
        title=stems_of(section["title"]),
        stems=section_stems(section),
        passages=frozenset(each["passage_id"] for each in section["evidence"]),
    )


def _sections_of(item: Item, sections: Sequence[_Section], weights: Weights) -> frozenset[int]:
    """Numbers of the sections an item is about: by the passages it quotes, else by its words."""
    shared = frozenset(
        number for number, each in enumerate(sections) if each.passages & item.passages
    )
    if shared:
        return shared
    return frozenset(
        number
        for number, each in enumerate(sections)
        if weights.share(item.stems, each.stems) >= ABOUT_SECTION
    )


def _about(
    words: frozenset[str],
    wording: frozenset[str],
    placed: Mapping[str, Sequence[tuple[Item, frozenset[int]]]],
    sections: Sequence[_Section],
    weights: Weights,
) -> dict[str, tuple[str, ...]]:
    """Paths of the items about an objective, by content type."""
    subject = words - wording
    named, belongs = _home(words, subject, sections, weights)

    def is_about(item: Item, where: frozenset[int]) -> bool:
        if where & named:
            return True
        least = ABOUT_WITHIN_SECTION if where & belongs else ABOUT_OBJECTIVE
        return weights.share(subject, item.stems) >= least

    return {
        name: _paths(item for item, where in pairs if is_about(item, where))
        for name, pairs in placed.items()
    }


def _home(
    words: frozenset[str],
    subject: frozenset[str],
    sections: Sequence[_Section],
    weights: Weights,
) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of the sections that an objective names, and of those it belongs to."""
    named = frozenset(
        number
        for number, each in enumerate(sections)
        if each.title and weights.share(each.title, words) >= NAMED
    )
    belongs = frozenset(
        number
        for number, each in enumerate(sections)
        if weights.share(subject, each.stems) >= BELONGS
    )
    return named, belongs


def _paths(items: Iterator[Item]) -> tuple[str, ...]:
    """The rows' paths; those of an overview or a summary where no row is about it."""
    found = tuple(items)
    rows = tuple(item.path for item in found if item.is_row)
    return rows or tuple(item.path for item in found)


def _unmet(rows: Sequence[CoverageRow], field: str, name: str) -> Iterator[Finding]:
    """A finding for what nothing in the pack is about.

    An error in a pack of several types; a pack of one or two need not be about everything.
    """
    what = _WHAT[name]
    for number, row in enumerate(rows):
        if row.items and not any(row.items.values()):
            yield Finding(
                expectation=name,
                severity=Severity.ERROR if len(row.items) >= SEVERAL_TYPES else Severity.WARNING,
                path=child(child(ROOT, field), number),
                message=f"Nothing in the pack is about the {what} “{row.title}”.",
                content_type=OUTLINE,
            )


def _missed(rows: Sequence[CoverageRow], name: str) -> Iterator[Finding]:
    """A warning for what one artifact says nothing about, though another does."""
    known = [row for row in rows if any(row.items.values())]
    for content_type in known[0].items if known else ():
        missed = [row.title for row in known if not row.items[content_type]]
        if missed:
            titles = ", ".join(f"“{title}”" for title in missed)
            yield Finding(
                expectation=name,
                severity=Severity.WARNING,
                path=ROOT,
                message=f"Nothing here is about {len(missed)} of {len(rows)} "
                f"{_WHAT[name]}s: {titles}.",
                content_type=content_type,
            )


def _unmirrored(
    outline: Mapping[str, Any], items: Mapping[str, Sequence[Item]]
) -> Iterator[Finding]:
    """A warning for sections left out of an artifact that has the outline's sections."""
    sections = [(each["title"], _section(each)) for each in outline["sections"]]
    for content_type, items_of_type in items.items():
        titles = {stems_of(item.title) for item in items_of_type if item.title}
        kept = sum(section.title in titles for _, section in sections)
        if not titles or kept < MIRRORED * len(sections):
            continue
        missed = [
            title
            for title, section in sections
            if section.title not in titles
            and not any(_has_taken_in(item, section) for item in items_of_type)
        ]
        if missed:
            named = ", ".join(f"“{title}”" for title in missed)
            yield Finding(
                expectation=SECTIONS_MIRRORED,
                severity=Severity.WARNING,
                path=ROOT,
                message=f"Has the outline's sections without {named}.",
                content_type=content_type,
            )


def _has_taken_in(item: Item, section: _Section) -> bool:
    """Whether the section is part of another, or the text beside the sections is about it alone."""
    if item.title:
        return bool(item.passages & section.passages)
    return not item.is_row and bool(item.passages) and item.passages <= section.passages
