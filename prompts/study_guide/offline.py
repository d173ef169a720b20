"""How the embedded model composes the study guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.contract import Range
from prompts._shared.choosing import defined, gloss_text, taught
from prompts._shared.composing import Stock, evidence_of, insufficient, is_like, shown
from prompts._shared.naming import Naming
from prompts._shared.parts import by_salience, sections_of, shortened
from prompts._shared.wording import quoted, spoken
from prompts.study_guide import schema
from prompts.study_guide.phrases import READING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.analysis import Analysis, Brief
    from prompts._shared.composing import Excerpt
    from prompts._shared.parts import Part


class Frame(NamedTuple):
    """A text about the whole: its limits, and the characters and sentences aimed for."""

    limits: Range
    characters: int
    sentences: int


OVERVIEW = Frame(schema.OVERVIEW, 300, 4)
SUMMARY = Frame(schema.SUMMARY, 350, 5)
DEPTH = 2
"""Sentences of each part that may stand for it in the overview or the summary."""
WANTED_CONCEPTS = 12
SECTION_CHARACTERS = 650
"""Aimed for in each section, less where that would exceed the limit of all together."""
MOST_READING = 5


def compose(brief: Brief) -> dict[str, Any]:
    """The study guide: key concepts, the sections' content, an overview and a summary.

    Raises:
        InsufficientSourceError: Too few terms or sentences for the contract's minimum.
    """
    analysis = brief.analysis
    reading = spoken(READING, analysis.language)
    stock = Stock(analysis)
    parts = sections_of(brief.outline, analysis)
    overview = _central(analysis, parts, stock, OVERVIEW)
    summary = _central(analysis, parts, stock, SUMMARY)
    concepts = _concepts(analysis, stock)
    if len(concepts) < schema.CONCEPTS.min:
        raise insufficient(
            f"The source explains {len(concepts)} terms well enough for a study guide; "
            f"{schema.CONCEPTS.min} are needed."
        )
    sections = _sections(parts, stock)
    characters = sum(len(excerpt.paragraphs) for _, excerpt in sections)
    if overview is None or summary is None or characters < schema.DETAILED_CONTENT.min:
        raise insufficient(
            f"The source holds {characters} characters for a study guide's sections beside an "
            f"overview and a summary; {schema.DETAILED_CONTENT.min} are needed."
        )
    return {
        "overview": overview.text,
        "overview_evidence": overview.evidence,
        "key_concepts": concepts,
        "sections": [
            {
                "title": shortened(part.title, schema.SECTION_TITLE.max),
                "content": excerpt.paragraphs,
                "evidence": excerpt.evidence,
            }
            for part, excerpt in sections
        ],
        "summary": summary.text,
        "summary_evidence": summary.evidence,
        "recommended_reading": _reading(analysis, reading),
    }


def _central(
    analysis: Analysis, parts: Sequence[Part], stock: Stock, frame: Frame
) -> Excerpt | None:
    """Central sentences of the parts; where these do not suffice, of the source."""
    sentences = [each for place in range(DEPTH) for each in by_salience(parts, place)]
    return stock.pick(
        sentences, frame.limits, target=frame.characters, at_most=frame.sentences
    ) or stock.pick(analysis.sentences, frame.limits)


def _concepts(analysis: Analysis, stock: Stock) -> list[dict[str, Any]]:
    """Defined terms with their gloss, then others with the sentence that explains them best."""
    made: list[tuple[int, dict[str, Any]]] = []
    naming = Naming(analysis)
    explained = {term.key for term in defined(analysis)}
    for term in taught(analysis):
        if len(made) >= WANTED_CONCEPTS or not schema.TERM.holds(len(term.text)):
            continue
        definition = term.definition if term.key in explained else None
        text = gloss_text(definition, schema.EXPLANATION) if definition else None
        if definition is not None and text is not None:
            sentence = definition.sentence
        elif len(made) >= schema.CONCEPTS.min:
            continue
        else:
            named = [analysis.sentences[index] for index in term.sentences]
            fit = [
                each
                for each in named
                if each.standalone
                and stock.is_free(each)
                and (opening := naming.opening(each)) is not None
                and opening.term.key == term.key
                and schema.EXPLANATION.holds(len(shown(each.text)))
            ]
            if not fit:
                continue
            sentence = max(fit, key=lambda each: (each.salience, -each.index))
            text = stock.take([sentence]).text
        if not is_like(text, [concept["explanation"] for _, concept in made]):
            concept = {
                "term": naming.as_defined(term),
                "explanation": text,
                "evidence": evidence_of([sentence]),
            }
            made.append((sentence.index, concept))
    return [concept for _, concept in sorted(made, key=lambda each: each[0])]


def _sections(parts: Sequence[Part], stock: Stock) -> list[tuple[Part, Excerpt]]:
    """Each part's best sentences as flowing text, within the limit of all together."""
    share = schema.DETAILED_CONTENT.max // max(len(parts), 1)
    made: list[tuple[Part, Excerpt]] = []
    for part in parts[: schema.SECTIONS.max]:
        limits = Range(schema.SECTION_CONTENT.min, min(share, schema.SECTION_CONTENT.max))
        excerpt = stock.pick(part.sentences, limits, target=SECTION_CHARACTERS)
        if excerpt is not None:
            made.append((part, excerpt))
    return made


def _reading(analysis: Analysis, frame: str) -> list[str]:
    """The source's own longest sections, in their order."""
    longest = sorted(analysis.sections, key=lambda section: -len(section.sentences))[:MOST_READING]
    entries = [
        frame.format(title=quoted(shown(section.title), analysis.language))
        for section in analysis.sections
        if section in longest and section.title
    ]
    unique = list(dict.fromkeys(entries))[: schema.READING.max]
    return [entry for entry in unique if schema.READING_ENTRY.holds(len(entry))]
