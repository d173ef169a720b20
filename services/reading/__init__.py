"""Long sources: divided into parts to be digested, and what of them one prompt is shown.

Pure functions over a source's passages; what a model is asked lives in ``prompts``.
"""

from services.reading.condensing import Condensed, condense
from services.reading.dividing import Part, divide
from services.reading.notes import Notes, take_notes
from services.reading.selecting import select
from services.reading.selection import Selection, fits, prompt_tokens, reads_whole, whole

__all__ = [
    "Condensed",
    "Notes",
    "Part",
    "Selection",
    "condense",
    "divide",
    "fits",
    "prompt_tokens",
    "reads_whole",
    "select",
    "take_notes",
    "whole",
]
