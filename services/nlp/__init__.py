"""The language engine: what a source says, found by segmentation, ranking and patterns.

No content is composed here and no prompt is known; `analyse` turns passages into an `Analysis`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.analysis import Analysis
    from core.source import Passage


def analyse(passages: Sequence[Passage], title: str, language: str) -> Analysis:
    """Everything the embedded model knows of a source; see `core.analysis`.

    Pure and deterministic, and CPU-bound: about 0.05 s for 1,000 words.

    Args:
        passages: The source's passages in reading order.
        title: Its title; a file name is replaced by its best term.
        language: ISO 639-1.
    """
    # Late: the check reads function words from here and has no use for the engine.
    from services.nlp.analysis import analyse as run  # noqa: PLC0415 (late, see above)

    return run(passages, title, language)


def warm_up() -> None:
    """Load what the first analysis needs, so that it need not."""
    from core.source import Passage  # noqa: PLC0415 (late, as above)
    from services.nlp.languages import WRITTEN  # noqa: PLC0415 (late, as above)

    text = "Bees are insects that make honey."
    for language in WRITTEN:
        analyse([Passage(id="p0001", start=0, end=len(text), text=text)], "Bees", language)


def sentences_of(text: str, language: str) -> list[tuple[int, int]]:
    """The text's sentences as character spans: trimmed, in order, covering all that is not space.

    Args:
        text: Any text.
        language: ISO 639-1.
    """
    from services.nlp.sentences import sentences_of as run  # noqa: PLC0415 (late, as above)

    return run(text, language)
