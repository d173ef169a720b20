"""The example sources, read closely once, and briefs made from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.analysis import Brief
from prompts.catalog import content_types
from services.nlp import analyse
from services.sources.markdown import parse_markdown
from services.sources.passages import lay_out
from services.sources.text import parse_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.analysis import Analysis
    from core.source import Passage

EXAMPLES = Path(__file__).parents[3] / "examples"
FILES = {
    "en": "photosynthesis.md",
    "de": "wasserkreislauf.txt",
    "fr": "revolution-francaise.md",
    "es": "energia-renovable.md",
}


@dataclass(frozen=True)
class Reading:
    """A source's passages and what reading it closely yields."""

    passages: tuple[Passage, ...]
    analysis: Analysis

    def brief(self, minutes: int | None = None, difficulty: str = "intermediate") -> Brief:
        """A brief without an outline."""
        return Brief(self.analysis, "general learners", difficulty, "friendly", minutes)

    def with_outline(self, minutes: int | None = None) -> Brief:
        """A brief with the embedded model's own outline."""
        brief = self.brief(minutes)
        return replace(brief, outline=content_types()["outline"].compose(brief))

    def compose(self, name: str, minutes: int | None = None) -> dict[str, Any]:
        """What the embedded model makes of this source for a content type."""
        brief = self.brief(minutes) if name == "outline" else self.with_outline(minutes)
        return content_types()[name].compose(brief)


@cache
def read_text(text: str, language: str) -> Reading:
    """The reading of a text in Markdown, or in plain text for German."""
    document = parse_text(text) if language == "de" else parse_markdown(text)
    _, passages = lay_out(document.blocks)
    title = document.title or document.first_heading
    return Reading(passages, analyse(passages, title, language))


def read_example(language: str) -> Reading:
    """The reading of an example source."""
    return read_text((EXAMPLES / FILES[language]).read_text(encoding="utf-8"), language)


@pytest.fixture
def example() -> Callable[[str], Reading]:
    """Gives the reading of the example source in a language."""
    return read_example


@pytest.fixture
def reading_of() -> Callable[[str, str], Reading]:
    """Gives the reading of a text in a language."""
    return read_text
