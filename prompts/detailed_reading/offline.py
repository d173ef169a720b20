"""How the embedded model composes the detailed reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.content_type import PAGE_WORDS
from prompts._shared.composing import MOST_SENTENCES, Excerpt, Stock, insufficient, shown
from prompts._shared.parts import join_thin, joined, long_enough, sections_of, shortened
from prompts._shared.wording import is_generic, listed, quoted, spoken
from prompts.detailed_reading import schema
from prompts.detailed_reading.phrases import PHRASES, Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.analysis import Brief, Sentence
    from core.contract import Range
    from prompts._shared.parts import Part

FRAME_SENTENCES = 2
"""Of the source in the introduction, and in the conclusion, at least."""
TITLES_NAMED = 10
SECTION_WORDS = 80
"""Fewest words of a section that is worth its title, in a reading of so many pages."""


def compose(brief: Brief) -> dict[str, Any]:
    """The detailed reading: the source's own sentences, section by section.

    As long as asked for, or as the source allows where that is less.

    Raises:
        InsufficientSourceError: Too little text for the contract's minimum.
    """
    analysis = brief.analysis
    language = analysis.language
    phrases = spoken(PHRASES, language)
    stock = Stock(analysis)
    parts = sections_of(brief.outline, analysis)
    lead = phrases.leads.format(titles=_titles(parts, language))
    introduction = _framing(analysis.sentences, stock, schema.INTRODUCTION, lead)
    conclusion = _framing(analysis.sentences[::-1], stock, schema.CONCLUSION, phrases.closes)
    framed = [each.text for each in (introduction, conclusion) if each]
    words = _words_left(brief, [*framed, lead, phrases.closes])
    sections = _sections(brief, parts, stock, phrases, words)
    if introduction is None or conclusion is None or len(sections) < schema.SECTIONS.min:
        raise insufficient(
            f"The source has text for {len(sections)} sections of a detailed reading beside its "
            f"introduction and conclusion; {schema.SECTIONS.min} are needed."
        )
    return {
        "introduction": f"{introduction.text} {lead}",
        "introduction_evidence": introduction.evidence,
        "sections": sections,
        "conclusion": f"{phrases.closes} {conclusion.text}",
        "conclusion_evidence": conclusion.evidence,
        "references": _references(brief, phrases),
    }


def _words_left(brief: Brief, frame: Sequence[str]) -> int | None:
    """Words for the sections of a reading of so many pages; None when no length is asked for."""
    if brief.pages is None:
        return None
    return max(brief.pages * PAGE_WORDS - sum(len(text.split()) for text in frame), 0)


def _framing(
    outward: Sequence[Sentence], stock: Stock, limits: Range, furniture: str
) -> Excerpt | None:
    """The sentences with which the source begins, or, taken from its end, closes.

    Whole runs of the text, so that no section loses a sentence from its middle.
    """
    taken: dict[int, Sentence] = {}
    for sentence in outward:
        text = Excerpt(tuple(sorted(taken.values(), key=lambda each: each.index))).text
        if len(taken) >= FRAME_SENTENCES and len(text) + len(furniture) + 1 >= limits.min:
            break
        run = stock.run_to(sentence) or ()
        added = {each.index: each for each in run if each.index not in taken}
        grown = len(text) + sum(len(shown(each.text)) + 1 for each in added.values())
        if grown + len(furniture) + 1 <= limits.max and len(taken) + len(added) <= MOST_SENTENCES:
            taken |= added
    if len(Excerpt(tuple(taken.values())).text) + len(furniture) + 1 < limits.min or not taken:
        return None
    return stock.take(taken.values())


def _titles(parts: Sequence[Part], language: str) -> str:
    titles = [part.title for part in parts if not is_generic(part.title)]
    return listed([quoted(title, language) for title in titles[:TITLES_NAMED]], language)


def _sections(
    brief: Brief, parts: Sequence[Part], stock: Stock, phrases: Phrases, words: int | None
) -> list[dict[str, Any]]:
    language = brief.analysis.language

    def is_thin(part: Part) -> bool:
        had = [each for each in part.sentences if stock.run_to(each) is not None]
        return sum(len(shown(each.text)) for each in had) < schema.SECTION_CONTENT.min

    document = shown(str(brief.outline.get("title", brief.analysis.title)))
    most = schema.SECTIONS.max
    if words is not None:
        most = min(max(words // SECTION_WORDS, schema.SECTIONS.min), most)
    made: list[dict[str, Any]] = []
    rest = joined(join_thin(parts, language, is_thin), most, language)
    for at, part in enumerate(rest):
        content = stock.pick(
            part.sentences, schema.SECTION_CONTENT, target=_target(words, rest[at:])
        )
        if content is None:
            continue
        words = words and max(words - len(content.text.split()), 0)
        title = long_enough(
            part.title, schema.SECTION_TITLE.min, phrases.title_label, document, language
        )
        made.append(
            {
                "title": shortened(title, schema.SECTION_TITLE.max),
                "content": content.paragraphs,
                "evidence": content.evidence,
            }
        )
    return made


def _target(words: int | None, rest: Sequence[Part]) -> int:
    """Characters for the first of the parts that are left, in proportion to what each has."""
    if words is None:
        return schema.SECTION_CONTENT.max
    part = rest[0]
    characters = sum(len(shown(sentence.text)) for sentence in part.sentences)
    share = words * characters / sum(each.words for each in rest)
    # The sentence that reaches the goal goes beyond it, by half its length on average.
    return round(share - characters / len(part.sentences) / 2)


def _references(brief: Brief, phrases: Phrases) -> list[str]:
    title = shown(brief.analysis.title)
    if not title:
        return []
    entry = phrases.reference.format(title=quoted(title, brief.analysis.language))
    return [shortened(entry, schema.REFERENCE.max)]
